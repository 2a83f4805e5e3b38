import type { Tensor } from "../../tensor/index.ts";
import { eye } from "../../tensor/index.ts";
import { show } from "../../tensor/internal.ts";
import { type Pair, pairOf, withDefaults } from "../options.ts";
import { conv2d, convTranspose2d } from "./conv.ts";

export interface WindowOptions {
  dilation?: Pair;
  padding?: Pair;
  stride?: Pair;
}
const DEFAULTS: Required<WindowOptions> = { dilation: 1, padding: 0, stride: 1 };

/** Filters that each pass one place of the window on: [kh kw, 1, kh, kw]. */
function pickers([h, w]: readonly [number, number]): Tensor {
  return eye(h * w).reshape([h * w, 1, h, w]);
}

/** Writes each window of an image as a column: [N, C, H, W] -> [N, C kh kw, windows]. */
export function unfold(x: Tensor, kernelSize: Pair, options: WindowOptions = {}): Tensor {
  if (x.ndim === 3) return unfold(x.unsqueeze(0), kernelSize, options).squeeze(0);
  if (x.ndim !== 4) throw new RangeError(`unfold: expected a [N, C, H, W] or [C, H, W] tensor, got ${show(x.shape)}`);
  const given = withDefaults<Required<WindowOptions>>("unfold", options, DEFAULTS);
  const kernel = pairOf("unfold", "kernelSize", kernelSize, 1);
  const [n, c, h, w] = x.shape as [number, number, number, number];
  const columns = conv2d(x.reshape([n * c, 1, h, w]), pickers(kernel), null, given);
  return columns.reshape([n, c * kernel[0] * kernel[1], -1]);
}

/** Adds columns up to an image: [N, C kh kw, windows] -> [N, C, H, W]. */
export function fold(x: Tensor, outputSize: Pair, kernelSize: Pair, options: WindowOptions = {}): Tensor {
  if (x.ndim === 2) return fold(x.unsqueeze(0), outputSize, kernelSize, options).squeeze(0);
  const given = withDefaults<Required<WindowOptions>>("fold", options, DEFAULTS);
  const size = pairOf("fold", "outputSize", outputSize, 1);
  const kernel = pairOf("fold", "kernelSize", kernelSize, 1);
  const [stride, padding, dilation] = [
    pairOf("fold", "stride", given.stride, 1),
    pairOf("fold", "padding", given.padding),
    pairOf("fold", "dilation", given.dilation, 1),
  ];
  const reach = (i: number) => size[i]! + 2 * padding[i]! - dilation[i]! * (kernel[i]! - 1) - 1;
  const windows = [0, 1].map((i) => Math.floor(reach(i) / stride[i]!) + 1);
  const taps = kernel[0] * kernel[1];
  const [n, rows, columns] = x.shape as [number, number, number];
  if (x.ndim !== 3 || rows % taps !== 0 || columns !== windows[0]! * windows[1]!)
    throw new RangeError(
      `fold: expected [N, C * ${taps}, ${windows[0]! * windows[1]!}] columns for an output of ${show(size)}, got ${show(x.shape)}`,
    );
  // What the windows do not reach at the end is the output padding of the transposed convolution.
  const outputPadding = [0, 1].map((i) => reach(i) % stride[i]!) as [number, number];
  const images = convTranspose2d(x.reshape([(n * rows) / taps, taps, ...windows]), pickers(kernel), null, {
    stride,
    padding,
    dilation,
    outputPadding,
  });
  return images.reshape([n, rows / taps, ...size]);
}
