import { empty, type Tensor } from "../../tensor/index.ts";
import * as F from "../functional/index.ts";
import * as init from "../init.ts";
import { fail } from "../module/context.ts";
import { Module } from "../module/module.ts";
import { python } from "../module/repr.ts";
import { integer, withDefaults } from "../options.ts";
import { Parameter } from "../parameter.ts";
import { resetLinear } from "./convolution.ts";

/**
 * x W^T + b over the last dimension.
 *
 * @example
 * const fc = new nn.Linear(512, 10);
 * fc.forward(features); // [N, 512] -> [N, 10]
 */
export class Linear extends Module {
  readonly inFeatures: number;
  readonly outFeatures: number;
  /** [outFeatures, inFeatures] */
  weight: Parameter;
  bias: Parameter | null;

  constructor(inFeatures: number, outFeatures: number, options: { bias?: boolean } = {}) {
    super();
    const { bias } = withDefaults("Linear", options, { bias: true });
    this.inFeatures = integer("Linear", "inFeatures", inFeatures);
    this.outFeatures = integer("Linear", "outFeatures", outFeatures);
    this.weight = new Parameter(empty([outFeatures, inFeatures]));
    this.bias = bias ? new Parameter(empty([outFeatures])) : null;
    this.resetParameters();
  }

  resetParameters(): void {
    resetLinear(this.weight, this.bias);
  }

  forward(input: Tensor): Tensor {
    const given = input.shape.at(-1);
    if (given !== this.inFeatures) this.#refuse(input.shape);
    return F.linear(input, this.weight, this.bias);
  }

  #refuse(shape: readonly number[]): never {
    const product = shape.slice(1).reduce((a, b) => a * b, 1);
    const flatten = shape.length > 2 && product === this.inFeatures;
    fail(
      this,
      `expected ${this.inFeatures} input features, got ${shape.at(-1) ?? "a tensor without dimensions"} [${shape.join(", ")}]. ` +
        (flatten
          ? "Flatten the features first, with x.flatten(1) or nn.Flatten"
          : `Pass a [..., ${this.inFeatures}] tensor or build the layer with inFeatures: ${shape.length > 2 ? product : shape.at(-1)}`),
    );
  }

  override extraRepr(): string {
    return `in_features=${this.inFeatures}, out_features=${this.outFeatures}, bias=${python(this.bias !== null)}`;
  }
}

/** x1^T W x2 + b over the last dimension of two inputs. */
export class Bilinear extends Module {
  readonly in1Features: number;
  readonly in2Features: number;
  readonly outFeatures: number;
  /** [outFeatures, in1Features, in2Features] */
  weight: Parameter;
  bias: Parameter | null;

  constructor(in1Features: number, in2Features: number, outFeatures: number, options: { bias?: boolean } = {}) {
    super();
    const { bias } = withDefaults("Bilinear", options, { bias: true });
    this.in1Features = integer("Bilinear", "in1Features", in1Features);
    this.in2Features = integer("Bilinear", "in2Features", in2Features);
    this.outFeatures = integer("Bilinear", "outFeatures", outFeatures);
    this.weight = new Parameter(empty([outFeatures, in1Features, in2Features]));
    this.bias = bias ? new Parameter(empty([outFeatures])) : null;
    this.resetParameters();
  }

  resetParameters(): void {
    const bound = 1 / Math.sqrt(this.in1Features);
    init.uniform_(this.weight, { a: -bound, b: bound });
    if (this.bias) init.uniform_(this.bias, { a: -bound, b: bound });
  }

  forward(input1: Tensor, input2: Tensor): Tensor {
    return F.bilinear(input1, input2, this.weight, this.bias);
  }

  override extraRepr(): string {
    const { in1Features, in2Features, outFeatures } = this;
    return `in1_features=${in1Features}, in2_features=${in2Features}, out_features=${outFeatures}, bias=${python(this.bias !== null)}`;
  }
}

/** Returns its input: a placeholder for a layer that is not there. */
export class Identity extends Module {
  forward(input: Tensor): Tensor {
    return input;
  }
}

/**
 * Merges the dimensions from `startDim` (1) to `endDim` (-1) into one.
 *
 * @example
 * new nn.Flatten().forward(images); // [N, C, H, W] -> [N, C H W]
 */
export class Flatten extends Module {
  readonly startDim: number;
  readonly endDim: number;

  constructor(startDim = 1, endDim = -1) {
    super();
    this.startDim = startDim;
    this.endDim = endDim;
  }

  forward(input: Tensor): Tensor {
    return input.flatten(this.startDim, this.endDim);
  }

  override extraRepr(): string {
    return `start_dim=${this.startDim}, end_dim=${this.endDim}`;
  }
}

/** Splits one dimension into several. */
export class Unflatten extends Module {
  readonly dim: number;
  readonly unflattenedSize: readonly number[];

  constructor(dim: number, unflattenedSize: readonly number[]) {
    super();
    this.dim = dim;
    this.unflattenedSize = unflattenedSize;
  }

  forward(input: Tensor): Tensor {
    const at = this.dim < 0 ? this.dim + input.shape.length : this.dim;
    return input.reshape([...input.shape.slice(0, at), ...this.unflattenedSize, ...input.shape.slice(at + 1)]);
  }

  override extraRepr(): string {
    return `dim=${this.dim}, unflattened_size=${python(this.unflattenedSize)}`;
  }
}
