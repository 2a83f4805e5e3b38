import { type Pair, pairOf, withDefaults } from "../../nn/options.ts";
import { type Tensor, tensor, zeros } from "../../tensor/index.ts";
import { pixelRows, type Regions, regionsOf } from "./rois.ts";

/** [start, end) of each bin, within the image. */
function binsOf(start: number, end: number, bins: number, size: number): [number, number][] {
  const length = Math.max(end - start + 1, 1) / bins;
  const inside = (at: number) => Math.min(Math.max(at + start, 0), size);
  return Array.from({ length: bins }, (_, b) => [inside(Math.floor(b * length)), inside(Math.ceil((b + 1) * length))]);
}

/** Halves away from zero, as C rounds. */
const round = (value: number) => Math.sign(value) * Math.round(Math.abs(value));

/**
 * The largest features [N, C, H, W] in each of the bins of each box, as [K, C, height, width]; corners are rounded to pixels.
 *
 * Differentiable in the features. Source: Girshick, "Fast R-CNN", ICCV 2015; torchvision.ops.roi_pool.
 *
 * @example
 * roiPool(randn([1, 8, 16, 16]), [tensor([[0, 0, 7, 7]])], 2).shape; // [1, 8, 2, 2]
 */
export function roiPool(
  features: Tensor,
  boxes: Regions,
  outputSize: Pair,
  options: { spatialScale?: number } = {},
): Tensor {
  const { spatialScale } = withDefaults("roiPool", options, { spatialScale: 1 });
  const [rows, columns] = pairOf("roiPool", "outputSize", outputSize, 1);
  const pixels = pixelRows("roiPool", features);
  const [, channels, h, w] = features.shape as [number, number, number, number];
  const regions = regionsOf("roiPool", boxes).data;
  const count = regions.length / 5;
  if (count === 0) return zeros([0, channels, rows, columns]);
  const windows: number[][] = [];
  for (let k = 0; k < count; k++) {
    const corner = (column: number) => round(Math.fround(regions[k * 5 + column]! * spatialScale));
    const image = regions[k * 5]! * h * w;
    const xs = binsOf(corner(1), corner(3), columns, w);
    for (const [top, bottom] of binsOf(corner(2), corner(4), rows, h))
      for (const [left, right] of xs) {
        const window: number[] = [];
        for (let y = top; y < bottom; y++) for (let x = left; x < right; x++) window.push(image + y * w + x);
        windows.push(window);
      }
  }
  // A shorter window is filled up with its first pixel, which changes no maximum; an empty one gives 0.
  const width = Math.max(1, ...windows.map((window) => window.length));
  const places = new Int32Array(windows.length * width);
  for (const [i, window] of windows.entries())
    for (let j = 0; j < width; j++) places[i * width + j] = window[j] ?? window[0] ?? 0;
  const read = pixels.indexSelect(0, tensor(places, { dtype: "int32" })).reshape([windows.length, width, channels]);
  const filled = tensor(Float32Array.from(windows, (window) => (window.length > 0 ? 1 : 0)));
  const largest = read.max(1).values.mul(filled.unsqueeze(1)); // [K * rows * columns, C]
  return largest.reshape([count, rows, columns, channels]).permute([0, 3, 1, 2]);
}
