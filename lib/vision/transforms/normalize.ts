import type { Generator } from "../../random/index.ts";
import { isTensor } from "../tv-tensors/bridge.ts";
import { Image } from "../tv-tensors/image.ts";
import { normalize } from "./core/convert.ts";
import { checkNormalize } from "./functional/values.ts";
import type { Leaf } from "./sample.ts";
import { LeafTransform } from "./transform.ts";

/**
 * Subtracts each channel's mean and divides by its standard deviation; takes float32 images [..., C, H, W].
 *
 * @example
 * new Normalize([0.2860], [0.3530]).forward(image); // Fashion-MNIST's own mean and deviation
 */
export class Normalize extends LeafTransform {
  override readonly batched = true;
  readonly mean: readonly number[];
  readonly std: readonly number[];

  constructor(mean: readonly number[], std: readonly number[]) {
    super([mean, std]);
    if (mean.length !== std.length || mean.length === 0)
      throw new RangeError(
        `Normalize: expected a mean and a std for each channel, got ${mean.length} and ${std.length}`,
      );
    if (std.some((value) => !(value > 0))) throw new RangeError(`Normalize: expected std > 0, got [${std.join(", ")}]`);
    this.mean = [...mean];
    this.std = [...std];
  }

  protected override transform(sample: unknown, generator: Generator): unknown {
    if (!isTensor(sample) || !sample.requiresGrad) return super.transform(sample, generator);
    // An attack or a saliency map asks for the gradient of the image: here it stays in the graph.
    const perChannel = (values: readonly number[]) =>
      new Image({ data: Float32Array.from(values), shape: [values.length, 1, 1] }).toTensor();
    return sample.sub(perChannel(this.mean)).div(perChannel(this.std));
  }

  draw(): void {}

  apply<L extends Leaf>(leaf: L): L {
    if (!(leaf instanceof Image)) return leaf;
    checkNormalize("Normalize", leaf.pixels, this.mean);
    const image: Image = leaf;
    return image.with(normalize(image.pixels, this.mean, this.std)) as unknown as L;
  }
}
