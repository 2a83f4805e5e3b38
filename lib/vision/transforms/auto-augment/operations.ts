import type { Generator } from "../../../random/index.ts";
import type { Image } from "../../tv-tensors/image.ts";
import { boundOf, type Fill, roundHalfEven, type Size } from "../core/pixels.ts";
import { rand } from "../draw.ts";
import * as F from "../functional/index.ts";

export type OperationName =
  | "Identity"
  | "ShearX"
  | "ShearY"
  | "TranslateX"
  | "TranslateY"
  | "Rotate"
  | "Brightness"
  | "Color"
  | "Contrast"
  | "Sharpness"
  | "Posterize"
  | "Solarize"
  | "AutoContrast"
  | "Equalize"
  | "Invert";

/** The strengths an operation has, from none to the most, by their number and the image's size; null where it has none. */
export type Magnitudes = ((bins: number, size: Size) => Float32Array) | null;

/** The operations to draw from, in torchvision's order. */
export type Space = readonly (readonly [name: OperationName, magnitudes: Magnitudes, signed: boolean])[];

export interface AugmentOptions {
  /** "nearest" or "bilinear" ("nearest"). */
  interpolation?: "nearest" | "bilinear";
  /** What the image does not cover; null leaves 0 (null). */
  fill?: Fill;
}

/** `torch.linspace` in float32: counted from both ends. */
export function linspace(from: number, to: number, steps: number): Float32Array {
  const step = Math.fround(Math.fround(to - from) / (steps - 1));
  return Float32Array.from({ length: steps }, (_, i) =>
    i < steps / 2 ? from + step * i : to - step * (steps - 1 - i),
  );
}

export const range =
  (from: number, to: number): Magnitudes =>
  (bins) =>
    linspace(from, to, bins);

/** Bits to keep, from `from` down by `by`. */
export const bits =
  (from: number, by: number): Magnitudes =>
  (bins) =>
    Float32Array.from({ length: bins }, (_, i) =>
      roundHalfEven(Math.fround(from - Math.fround(i / ((bins - 1) / by)))),
    );

/** RandAugment's operations, without Identity: also AutoAugment's, which has Invert too. */
export const common: Space = [
  ["ShearX", range(0, 0.3), true],
  ["ShearY", range(0, 0.3), true],
  ["TranslateX", (bins, { width }) => linspace(0, (150 / 331) * width, bins), true],
  ["TranslateY", (bins, { height }) => linspace(0, (150 / 331) * height, bins), true],
  ["Rotate", range(0, 30), true],
  ["Brightness", range(0, 0.9), true],
  ["Color", range(0, 0.9), true],
  ["Contrast", range(0, 0.9), true],
  ["Sharpness", range(0, 0.9), true],
  ["Posterize", bits(8, 4), false],
  ["Solarize", range(1, 0), false],
  ["AutoContrast", null, false],
  ["Equalize", null, false],
];

/** The strength at `index` (which may be drawn only now), with a random sign where the operation has two directions. */
export function drawMagnitude(
  [, magnitudes, signed]: Space[number],
  { bins, index }: { bins: number; index: () => number },
  size: Size,
  generator: Generator,
): number {
  if (!magnitudes) return 0;
  const magnitude = magnitudes(bins, size)[index()]!;
  return signed && rand(generator) <= 0.5 ? -magnitude : magnitude;
}

/** An operation with the strength that was drawn for it. */
export type Drawn = readonly [name: OperationName, magnitude: number];

/** Applies one operation at a strength. */
export function applyOperation<T extends Image>(
  image: T,
  name: OperationName,
  magnitude: number,
  options: AugmentOptions,
): T {
  const shear = (Math.atan(magnitude) * 180) / Math.PI;
  switch (name) {
    case "Identity":
      return image;
    case "ShearX":
      return F.affine(image, 0, [0, 0], 1, [shear, 0], { ...options, center: [0, 0] });
    case "ShearY":
      return F.affine(image, 0, [0, 0], 1, [0, shear], { ...options, center: [0, 0] });
    case "TranslateX":
      return F.affine(image, 0, [Math.trunc(magnitude), 0], 1, [0, 0], options);
    case "TranslateY":
      return F.affine(image, 0, [0, Math.trunc(magnitude)], 1, [0, 0], options);
    case "Rotate":
      return F.rotate(image, magnitude, options);
    case "Brightness":
      return F.adjustBrightness(image, 1 + magnitude);
    case "Color":
      return F.adjustSaturation(image, 1 + magnitude);
    case "Contrast":
      return F.adjustContrast(image, 1 + magnitude);
    case "Sharpness":
      return F.adjustSharpness(image, 1 + magnitude);
    case "Posterize":
      return F.posterize(image, Math.trunc(magnitude));
    case "Solarize":
      return F.solarize(image, boundOf(image.data) * magnitude);
    case "AutoContrast":
      return F.autocontrast(image);
    case "Equalize":
      return F.equalize(image);
    case "Invert":
      return F.invert(image);
  }
}

/** Applies operations one after the other. */
export function applyAll(image: Image, drawn: readonly Drawn[], options: AugmentOptions): Image {
  return drawn.reduce((result, [name, strength]) => applyOperation(result, name, strength, options), image);
}
