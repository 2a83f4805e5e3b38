import { blur, gaussianKernel } from "../core/blur.ts";
import * as convert from "../core/convert.ts";
import type { Pixels } from "../core/pixels.ts";
import { apply, type Input } from "./dispatch.ts";

/**
 * Blurs with a Gaussian of `kernelSize` samples (odd; one number or [x, y]), mirrored at the borders.
 *
 * `sigma` (one number or [x, y]) is 0.15 kernelSize + 0.35 by default.
 *
 * @example
 * transforms.functional.gaussianBlur(rand([3, 8, 8]), 3, { sigma: 1 }).shape; // [3, 8, 8]
 */
export function gaussianBlur<T extends Input>(
  input: T,
  kernelSize: number | readonly number[],
  options: { sigma?: number | readonly number[] } = {},
): T {
  const [sizeX, sizeY = sizeX] = typeof kernelSize === "number" ? [kernelSize] : kernelSize;
  const sigma = options.sigma ?? [sizeX! * 0.15 + 0.35, sizeY! * 0.15 + 0.35];
  const [sigmaX, sigmaY = sigmaX] = typeof sigma === "number" ? [sigma] : sigma;
  if (![sizeX, sizeY].every((size) => Number.isInteger(size) && size! > 0 && size! % 2 === 1))
    throw new RangeError(`gaussianBlur: expected an odd kernelSize >= 1, got ${JSON.stringify(kernelSize)}`);
  if (!(sigmaX! > 0 && sigmaY! > 0))
    throw new RangeError(`gaussianBlur: expected a sigma > 0, got ${JSON.stringify(sigma)}`);
  const [alongX, alongY] = [gaussianKernel(sizeX!, sigmaX!), gaussianKernel(sizeY!, sigmaY!)];
  return apply("gaussianBlur", input, { image: (pixels) => blur(pixels, alongX, alongY) });
}

/**
 * (image - mean) / std with one value a channel, or one for all; takes float32 images.
 *
 * @example
 * transforms.functional.normalize(tensor([[[0.5, 1]]]), [0.5], [0.5]); // tensor([[[0., 1.]]])
 */
export function normalize<T extends Input>(input: T, mean: readonly number[], std: readonly number[]): T {
  return apply("normalize", input, {
    image: (pixels) => {
      checkNormalize("normalize", pixels, mean);
      return convert.normalize(pixels, mean, std);
    },
  });
}

export function checkNormalize(op: string, pixels: Pixels, mean: readonly number[]): void {
  const { channels, height, width } = pixels;
  if (!convert.isFloat(pixels))
    throw new TypeError(
      `${op}: expected a float32 image, got ${pixels.data instanceof Uint8Array ? "uint8" : "int32"}; put new ToTensor() before it`,
    );
  if (mean.length !== 1 && channels !== mean.length)
    throw new RangeError(
      `${op}: expected an image [..., ${mean.length}, H, W], got [${channels}, ${height}, ${width}]`,
    );
}

/**
 * Changes the type of the values; `scale` also maps [0, 255] to [0, 1] or back.
 *
 * @example
 * transforms.functional.toDtype(tensor(new Uint8Array([0, 255])).reshape([1, 1, 2]), "float32", { scale: true }); // tensor([[[0., 1.]]])
 */
export function toDtype<T extends Input>(
  input: T,
  dtype: "float32" | "uint8",
  { scale = false }: { scale?: boolean } = {},
): T {
  if (dtype !== "float32" && dtype !== "uint8")
    throw new RangeError(`toDtype: expected float32 or uint8, got ${dtype}`);
  return apply("toDtype", input, {
    image: (pixels) => {
      if (scale) return dtype === "float32" ? convert.toFloats(pixels) : convert.toBytes(pixels);
      const make = dtype === "float32" ? Float32Array : Uint8Array;
      return pixels.data instanceof make ? pixels : { ...pixels, data: make.from(pixels.data) };
    },
  });
}

/**
 * Puts a value over a region: a number, one a channel, or all of [C, height, width].
 *
 * @example
 * transforms.functional.erase(ones([1, 1, 3]), 0, 1, 1, 2, 0); // tensor([[[1., 0., 0.]]])
 */
export function erase<T extends Input>(
  input: T,
  top: number,
  left: number,
  height: number,
  width: number,
  value: number | ArrayLike<number>,
): T {
  return apply("erase", input, { image: (pixels) => convert.erase(pixels, { top, left, height, width }, value) });
}
