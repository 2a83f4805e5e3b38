import type { Tensor } from "../../tensor/index.ts";
import { LazyPixels } from "../transforms/core/lazy.ts";
import type { PixelArray, Pixels } from "../transforms/core/pixels.ts";
import { makeTensor } from "./bridge.ts";

export type PixelDType = "uint8" | "float32" | "int32" | "bool";

/** Values with a shape in row-major order, such as a Tensor. */
export interface ArrayOfValues {
  readonly data: ArrayLike<number>;
  readonly shape: readonly number[];
  readonly dtype?: string;
}

/** Pixels whose values nobody has asked for yet. */
export interface Unread {
  readonly pixels: LazyPixels;
  readonly shape: readonly number[];
}

/** What images and masks share: plain values [..., H, W] with no engine behind them. */
export abstract class Picture {
  readonly shape: readonly number[];
  readonly dtype: PixelDType;
  /** For the functions of core/. */
  readonly pixels: Pixels;

  constructor(source: ArrayOfValues | Unread, least: number) {
    if ("pixels" in source && source.pixels instanceof LazyPixels) {
      this.pixels = source.pixels;
      this.shape = [...source.shape];
      this.dtype = source.pixels.dtype;
      return;
    }
    const name = this.constructor.name;
    const { data, shape, dtype } = source as ArrayOfValues;
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
    this.shape = [...shape];
    this.pixels = { data, channels: shape.at(-3) ?? 1, height: shape.at(-2)!, width: shape.at(-1)! };
    this.dtype =
      dtype === "bool"
        ? "bool"
        : data instanceof Uint8Array
          ? "uint8"
          : data instanceof Int32Array
            ? "int32"
            : "float32";
  }

  get data(): PixelArray {
    return this.pixels.data;
  }

  get height(): number {
    return this.shape.at(-2)!;
  }

  get width(): number {
    return this.shape.at(-1)!;
  }

  /** The same kind of picture with other pixels. */
  with(pixels: Pixels): this {
    if (pixels === this.pixels) return this;
    const { channels, height, width } = pixels;
    const leading = this.shape.length === 2 ? [] : [...this.shape.slice(0, -3), channels];
    const make = this.constructor as new (source: ArrayOfValues | Unread) => this;
    const shape = [...leading, height, width];
    if (pixels instanceof LazyPixels) return new make({ pixels, shape });
    const { data } = pixels;
    const own = this.pixels instanceof LazyPixels ? undefined : this.pixels.data;
    if (own === data && height === this.height && width === this.width) return this;
    const dtype = this.dtype === "bool" ? "bool" : undefined;
    return new make({ data, shape, ...(dtype && { dtype }) });
  }

  toTensor(): Tensor {
    return makeTensor(this.data.slice(), this.shape, this.dtype);
  }
}
