import type { Generator } from "../../../random/index.ts";
import type { Image } from "../../tv-tensors/image.ts";
import { rand, randint } from "../draw.ts";
import { AugmentTransform } from "./base.ts";
import { type AugmentOptions, applyAll, common, type Drawn, drawMagnitude, type Space } from "./operations.ts";
import { type PolicyName, policies } from "./policies.ts";

const space: Space = [...common, ["Invert", null, false]];

/**
 * One of 25 pairs of operations that a search found best on a data set: "imagenet", "cifar10" or "svhn".
 *
 * Cubuk et al. 2018, arXiv:1805.09501.
 *
 * @example
 * new AutoAugment({ policy: "cifar10" }).forward(rand([3, 8, 8])).shape; // [3, 8, 8]
 */
export class AutoAugment extends AugmentTransform<Drawn[]> {
  readonly policy: PolicyName;

  constructor(options: AugmentOptions & { policy?: PolicyName } = {}) {
    super([options], options);
    this.policy = options.policy ?? "imagenet";
    if (!policies[this.policy])
      throw new RangeError(`AutoAugment: expected the policy ${Object.keys(policies).join(", ")}, got ${this.policy}`);
  }

  draw([image]: readonly Image[], generator: Generator): Drawn[] {
    const pairs = policies[this.policy];
    const drawn: Drawn[] = [];
    for (const [name, p, magnitude] of pairs[randint(generator, 0, pairs.length)]!) {
      if (!(rand(generator) <= Math.fround(p))) continue;
      const operation = space.find(([other]) => other === name)!;
      drawn.push([name, drawMagnitude(operation, { bins: 10, index: () => magnitude! }, image!, generator)]);
    }
    return drawn;
  }

  augment(image: Image, drawn: Drawn[]): Image {
    return applyAll(image, drawn, this.warp);
  }
}
