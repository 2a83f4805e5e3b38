import * as colors from "../core/color.ts";
import { hue } from "../core/hue.ts";
import * as tones from "../core/tone.ts";
import { checkFactor } from "./arguments.ts";
import { apply, type Input } from "./dispatch.ts";

/**
 * 0.2989 R + 0.587 G + 0.114 B, in one channel or in three equal ones.
 *
 * @example
 * transforms.functional.rgbToGrayscale(rand([3, 4, 4])).shape; // [1, 4, 4]
 */
export function rgbToGrayscale<T extends Input>(input: T, options: { numOutputChannels?: number } = {}): T {
  return apply("rgbToGrayscale", input, {
    image: (pixels) => colors.grayscale(pixels, options.numOutputChannels ?? 1),
  });
}

/**
 * Multiplies all values: 0 gives black, 1 the image, 2 double its brightness.
 *
 * @example
 * transforms.functional.adjustBrightness(tensor([[[0.25, 0.75]]]), 2); // tensor([[[0.5, 1.]]])
 */
export function adjustBrightness<T extends Input>(input: T, factor: number): T {
  checkFactor("adjustBrightness", factor);
  return apply("adjustBrightness", input, { image: (pixels) => colors.brightness(pixels, factor) });
}

/**
 * Mixes with the mean of the grey image: 0 gives one grey, 1 the image, 2 more contrast.
 *
 * @example
 * transforms.functional.adjustContrast(tensor([[[0.25, 0.75]]]), 0); // tensor([[[0.5, 0.5]]])
 */
export function adjustContrast<T extends Input>(input: T, factor: number): T {
  checkFactor("adjustContrast", factor);
  return apply("adjustContrast", input, { image: (pixels) => colors.contrast(pixels, factor) });
}

/**
 * Mixes with the grey image: 0 gives greys, 1 the image, 2 stronger colours.
 *
 * @example
 * transforms.functional.adjustSaturation(rand([3, 4, 4]), 0.5).shape; // [3, 4, 4]
 */
export function adjustSaturation<T extends Input>(input: T, factor: number): T {
  checkFactor("adjustSaturation", factor);
  return apply("adjustSaturation", input, { image: (pixels) => colors.saturation(pixels, factor) });
}

/**
 * Turns all hues by `factor` of the colour circle, in [-0.5, 0.5].
 *
 * @example
 * transforms.functional.adjustHue(rand([3, 4, 4]), 0.1).shape; // [3, 4, 4]
 */
export function adjustHue<T extends Input>(input: T, factor: number): T {
  return apply("adjustHue", input, { image: (pixels) => hue(pixels, factor) });
}

/**
 * Mixes with a 3x3 blur: 0 gives the blurred image, 1 the image, 2 a sharper one.
 *
 * @example
 * transforms.functional.adjustSharpness(rand([3, 4, 4]), 2).shape; // [3, 4, 4]
 */
export function adjustSharpness<T extends Input>(input: T, factor: number): T {
  checkFactor("adjustSharpness", factor);
  return apply("adjustSharpness", input, { image: (pixels) => colors.sharpness(pixels, factor) });
}

/**
 * The negative: 255 - x, or 1 - x for floats.
 *
 * @example
 * transforms.functional.invert(tensor([[[0.25]]])); // tensor([[[0.75]]])
 */
export function invert<T extends Input>(input: T): T {
  return apply("invert", input, { image: tones.invert });
}

/**
 * Keeps the highest `bits` bits of each value.
 *
 * @example
 * transforms.functional.posterize(tensor(new Uint8Array([200])).reshape([1, 1, 1]), 1); // tensor([[[128]]], dtype=uint8)
 */
export function posterize<T extends Input>(input: T, bits: number): T {
  return apply("posterize", input, { image: (pixels) => tones.posterize(pixels, bits) });
}

/**
 * The negative of all values from `threshold` on.
 *
 * @example
 * transforms.functional.solarize(tensor([[[0.25, 0.75]]]), 0.5); // tensor([[[0.25, 0.25]]])
 */
export function solarize<T extends Input>(input: T, threshold: number): T {
  return apply("solarize", input, { image: (pixels) => tones.solarize(pixels, threshold) });
}

/**
 * Stretches each channel so that its darkest value is 0 and its lightest the largest there is.
 *
 * @example
 * transforms.functional.autocontrast(tensor([[[0.25, 0.75]]])); // tensor([[[0., 1.]]])
 */
export function autocontrast<T extends Input>(input: T): T {
  return apply("autocontrast", input, { image: tones.autocontrast });
}

/**
 * Spreads the values of each channel evenly over the range.
 *
 * @example
 * transforms.functional.equalize(rand([3, 4, 4])).shape; // [3, 4, 4]
 */
export function equalize<T extends Input>(input: T): T {
  return apply("equalize", input, { image: tones.equalize });
}

/**
 * The channels in another order.
 *
 * @example
 * transforms.functional.permuteChannels(rand([3, 4, 4]), [2, 1, 0]).shape; // [3, 4, 4]
 */
export function permuteChannels<T extends Input>(input: T, order: ArrayLike<number>): T {
  return apply("permuteChannels", input, { image: (pixels) => colors.permuteChannels(pixels, order) });
}
