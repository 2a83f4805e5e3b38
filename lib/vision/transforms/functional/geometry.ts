import { cropBoxes, flipBoxes, padBoxes, resizeBoxes } from "../core/boxes.ts";
import { centerRegion, crop as cropPixels, flipHorizontal, flipVertical } from "../core/crop.ts";
import { type PaddingMode, pad as padPixels } from "../core/pad.ts";
import type { Fill, Pixels, Size } from "../core/pixels.ts";
import { type Interpolation, resizedSize, resize as resizePixels } from "../core/resize.ts";
import {
  checkInterpolation,
  checkPaddingMode,
  type PaddingArgument,
  type SizeArgument,
  toPadding,
  toSize,
} from "./arguments.ts";
import { apply, type Input } from "./dispatch.ts";

export interface ResizeOptions {
  /** "nearest", "nearest-exact", "bilinear" or "bicubic" ("bilinear"); masks always take the nearest pixel. */
  interpolation?: Interpolation;
  /** The longest side that may come out. */
  maxSize?: number | undefined;
  /** Average over all pixels that shrink into one (true), as Pillow does. */
  antialias?: boolean;
}

/**
 * Resizes to [height, width], or the shorter side to one number; bytes come out as PyTorch's, bit for bit.
 *
 * @example
 * transforms.functional.resize(rand([3, 20, 30]), 10).shape; // [3, 10, 15]
 */
export function resize<T extends Input>(input: T, size: SizeArgument | null, options: ResizeOptions = {}): T {
  const { interpolation = "bilinear", maxSize, antialias = true } = options;
  checkInterpolation("resize", interpolation);
  const target = (from: Size) => resizedSize(from, { size, maxSize });
  const nearest: Interpolation = interpolation === "nearest-exact" ? "nearest-exact" : "nearest";
  return apply("resize", input, {
    image: (pixels) => sized(pixels, target(pixels), interpolation, antialias),
    mask: (pixels) => sized(pixels, target(pixels), nearest, false),
    boxes: (boxes) => resizeBoxes(boxes, target(boxes.canvas)),
  });
}

function sized(pixels: Pixels, to: Size, interpolation: Interpolation, antialias: boolean): Pixels {
  if (pixels.height === to.height && pixels.width === to.width) return pixels;
  toSize("resize", [to.height, to.width]);
  return resizePixels(pixels, to, { interpolation, antialias });
}

/**
 * Cuts out a region; what lies outside the image is 0.
 *
 * @example
 * transforms.functional.crop(ones([1, 2, 2]), 1, 1, 2, 2); // tensor([[[1., 0.], [0., 0.]]])
 */
export function crop<T extends Input>(input: T, top: number, left: number, height: number, width: number): T {
  const region = { top, left, ...toSize("crop", [height, width]) };
  const cut = (pixels: Pixels) => cropPixels(pixels, region);
  return apply("crop", input, { image: cut, mask: cut, boxes: (boxes) => cropBoxes(boxes, region) });
}

/**
 * Cuts out the middle; a smaller image is first padded with 0.
 *
 * @example
 * transforms.functional.centerCrop(arange(4, { dtype: "float32" }).reshape([1, 1, 4]), [1, 2]); // tensor([[[1., 2.]]])
 */
export function centerCrop<T extends Input>(input: T, size: SizeArgument): T {
  const to = toSize("centerCrop", size);
  const cut = (pixels: Pixels) => cropPixels(pixels, centerRegion(pixels, to));
  return apply("centerCrop", input, {
    image: cut,
    mask: cut,
    boxes: (boxes) => cropBoxes(boxes, centerRegion(boxes.canvas, to)),
  });
}

/**
 * Cuts out a region and resizes it, without a copy in between.
 *
 * @example
 * transforms.functional.resizedCrop(rand([3, 20, 30]), 2, 2, 8, 8, 16).shape; // [3, 16, 16]
 */
export function resizedCrop<T extends Input>(
  input: T,
  top: number,
  left: number,
  height: number,
  width: number,
  size: SizeArgument,
  options: Omit<ResizeOptions, "maxSize"> = {},
): T {
  const { interpolation = "bilinear", antialias = true } = options;
  checkInterpolation("resizedCrop", interpolation);
  const region = { top, left, height, width };
  const to = toSize("resizedCrop", size);
  const cut = (pixels: Pixels, mode: Interpolation) => {
    const inside = top >= 0 && left >= 0 && top + height <= pixels.height && left + width <= pixels.width;
    if (inside) return resizePixels(pixels, to, { interpolation: mode, antialias }, region);
    return resizePixels(cropPixels(pixels, region), to, { interpolation: mode, antialias });
  };
  return apply("resizedCrop", input, {
    image: (pixels) => cut(pixels, interpolation),
    mask: (pixels) => cut(pixels, "nearest"),
    boxes: (boxes) => resizeBoxes(cropBoxes(boxes, region), to),
  });
}

export interface PadOptions {
  /** The border's value: one number or one a channel (0). */
  fill?: Fill;
  /** "constant", "edge", "reflect" or "symmetric" ("constant"); boxes know only "constant". */
  paddingMode?: PaddingMode;
}

/**
 * Adds a border.
 *
 * @example
 * transforms.functional.pad(ones([1, 1, 1]), [1, 0], { fill: 7 }); // tensor([[[7., 1., 7.]]])
 */
export function pad<T extends Input>(input: T, padding: PaddingArgument, options: PadOptions = {}): T {
  const { fill = 0, paddingMode = "constant" } = options;
  const border = toPadding("pad", padding);
  checkPaddingMode("pad", paddingMode);
  const around = (pixels: Pixels) => padPixels(pixels, border, paddingMode, fill);
  return apply("pad", input, {
    image: around,
    mask: around,
    boxes: (boxes) => {
      if (paddingMode !== "constant")
        throw new RangeError(
          `pad: boxes cannot follow paddingMode ${paddingMode}, which repeats objects; use "constant"`,
        );
      return padBoxes(boxes, border);
    },
  });
}

/**
 * Mirrors left and right.
 *
 * @example
 * transforms.functional.horizontalFlip(tensor([[[1, 2]]])); // tensor([[[2., 1.]]])
 */
export function horizontalFlip<T extends Input>(input: T): T {
  return apply("horizontalFlip", input, {
    image: flipHorizontal,
    mask: flipHorizontal,
    boxes: (boxes) => flipBoxes(boxes, "x"),
  });
}

/**
 * Mirrors top and bottom.
 *
 * @example
 * transforms.functional.verticalFlip(tensor([[[1], [2]]])); // tensor([[[2.], [1.]]])
 */
export function verticalFlip<T extends Input>(input: T): T {
  return apply("verticalFlip", input, {
    image: flipVertical,
    mask: flipVertical,
    boxes: (boxes) => flipBoxes(boxes, "y"),
  });
}
