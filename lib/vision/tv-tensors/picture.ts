import type { Tensor } from "../../tensor/index.ts";
import type { PixelArray, Pixels } from "../transforms/core/pixels.ts";
import { makeTensor } from "./bridge.ts";

export type PixelDType = "uint8" | "float32" | "int32" | "bool";

/** Values with a shape in row-major order, such as a Tensor. */
export interface ArrayOfValues {
  readonly data: ArrayLike<number>;
  readonly shape: readonly number[];
  readonly dtype?: string;
}

/** What images and masks share: plain values [..., H, W] with no engine behind them. */
export abstract class Picture {
  readonly data: PixelArray;
  readonly shape: readonly number[];
  readonly dtype: PixelDType;

  constructor(source: ArrayOfValues, least: number) {
    const name = this.constructor.name;
    const { data, shape } = source;
    if (!(data instanceof Uint8Array || data instanceof Float32Array || data instanceof Int32Array))
      throw new TypeError(
        `${name}: expected the pixels as a Uint8Array, Float32Array or Int32Array, got ${typeof data}`,
      );
    if (shape.length < least)
      throw new RangeError(
        `${name}: expected a shape [...${least === 3 ? ", C" : ""}, H, W], got [${shape.join(", ")}]`,
      );
    const size = shape.reduce((product, side) => product * side, 1);
    if (size !== data.length)
      throw new RangeError(`${name}: expected ${size} values for the shape [${shape.join(", ")}], got ${data.length}`);
    this.data = data;
    this.shape = [...shape];
    this.dtype =
      source.dtype === "bool"
        ? "bool"
        : data instanceof Uint8Array
          ? "uint8"
          : data instanceof Int32Array
            ? "int32"
            : "float32";
  }

  get height(): number {
    return this.shape.at(-2)!;
  }

  get width(): number {
    return this.shape.at(-1)!;
  }

  /** For the functions of core/. */
  get pixels(): Pixels {
    return { data: this.data, channels: this.shape.at(-3) ?? 1, height: this.height, width: this.width };
  }

  /** The same kind of picture with other pixels. */
  with(pixels: Pixels): this {
    if (pixels.data === this.data && pixels.height === this.height && pixels.width === this.width) return this;
    const { data, channels, height, width } = pixels;
    const leading = this.shape.length === 2 ? [] : [...this.shape.slice(0, -3), channels];
    const make = this.constructor as new (source: ArrayOfValues) => this;
    const dtype = this.dtype === "bool" ? "bool" : undefined;
    return new make({ data, shape: [...leading, height, width], ...(dtype && { dtype }) });
  }

  toTensor(): Tensor {
    return makeTensor(this.data.slice(), this.shape, this.dtype);
  }
}
