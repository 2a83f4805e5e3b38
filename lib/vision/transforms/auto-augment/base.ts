import type { Generator } from "../../../random/index.ts";
import { Image } from "../../tv-tensors/image.ts";
import { describe } from "../functional/dispatch.ts";
import { isTransformed, leavesOf, mapSample } from "../sample.ts";
import { BaseTransform } from "../transform.ts";
import type { AugmentOptions } from "./operations.ts";

/** Changes the one image of a sample; masks and boxes could not follow. */
export abstract class AugmentTransform<Plan> extends BaseTransform {
  readonly interpolation: "nearest" | "bilinear";
  readonly fill: AugmentOptions["fill"];

  constructor(args: readonly unknown[], { interpolation = "nearest", fill = null }: AugmentOptions) {
    super(args);
    this.interpolation = interpolation;
    this.fill = fill;
  }

  protected get warp(): AugmentOptions {
    return { interpolation: this.interpolation, fill: this.fill ?? null };
  }

  /** What is to be done, drawn before anything is. */
  abstract draw(leaves: readonly Image[], generator: Generator): Plan;

  abstract augment(image: Image, plan: Plan): Image;

  run(sample: unknown, generator: Generator): unknown {
    const leaves = leavesOf(sample);
    const odd = leaves.find((leaf) => !(leaf instanceof Image));
    if (odd) throw new TypeError(`${this.constructor.name}: expected an image alone, got ${describe(odd)} as well`);
    if (leaves.length !== 1)
      throw new TypeError(`${this.constructor.name}: expected one image in the sample, got ${leaves.length}`);
    const image = leaves[0] as Image;
    const changed = this.augment(image, this.draw([image], generator));
    return mapSample(sample, (value) => (isTransformed(value) ? changed : value));
  }
}
