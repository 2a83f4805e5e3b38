import * as nn from "../../nn/index.ts";
import { type Pair, pairOf, withDefaults } from "../../nn/options.ts";
import { cat, type Tensor, tensor, zeros } from "../../tensor/index.ts";
import { pixelRows, type Regions, regionsOf } from "./rois.ts";

export interface RoIAlignOptions {
  /** Scale from the boxes' coordinates to the features' (1). */
  spatialScale?: number;
  /** Sampling points in each direction of a bin; -1 takes as many as the bin has pixels (-1). */
  samplingRatio?: number;
  /** Shift by half a pixel, so that pixels have their values at their centres (false, as in Detectron's first version). */
  aligned?: boolean;
}

/** The pixels that one row (or column) of bins reads, `reads` of each bin, with their weights. */
interface Axis {
  reads: number;
  places: Int32Array;
  weights: Float32Array;
}

const { fround } = Math;

/** Sampling points are a grid, so rows and columns are weighed apart. Arithmetic in float32, as in PyTorch's kernel. */
function axisOf(start: number, length: number, bins: number, points: number, size: number): Axis {
  const reads = 2 * points;
  const places = new Int32Array(bins * reads);
  const weights = new Float32Array(bins * reads);
  const bin = fround(length / bins);
  for (let b = 0; b < bins; b++)
    for (let p = 0; p < points; p++) {
      const at = fround(fround(start + fround(b * bin)) + fround(fround((p + 0.5) * bin) / points));
      if (at < -1 || at > size) continue;
      const inside = Math.max(at, 0);
      const low = Math.min(Math.floor(inside), size - 1);
      const high = Math.min(low + 1, size - 1);
      const fraction = low >= size - 1 ? 0 : fround(inside - low);
      places.set([low, high], b * reads + 2 * p);
      weights.set([(1 - fraction) / points, fraction / points], b * reads + 2 * p);
    }
  return { reads, places, weights };
}

/**
 * The features [N, C, H, W] inside each box, resampled to [K, C, height, width] by bilinear interpolation.
 *
 * Differentiable in the features. Source: He et al., "Mask R-CNN", ICCV 2017; torchvision.ops.roi_align.
 *
 * @example
 * roiAlign(randn([1, 8, 16, 16]), [tensor([[0, 0, 7, 7]])], 2).shape; // [1, 8, 2, 2]
 */
export function roiAlign(features: Tensor, boxes: Regions, outputSize: Pair, options: RoIAlignOptions = {}): Tensor {
  const { spatialScale, samplingRatio, aligned } = withDefaults<Required<RoIAlignOptions>>("roiAlign", options, {
    spatialScale: 1,
    samplingRatio: -1,
    aligned: false,
  });
  const [rows, columns] = pairOf("roiAlign", "outputSize", outputSize, 1);
  const pixels = pixelRows("roiAlign", features);
  const [, channels, h, w] = features.shape as [number, number, number, number];
  const regions = regionsOf("roiAlign", boxes).data;
  const count = regions.length / 5;
  if (count === 0) return zeros([0, channels, rows, columns]);
  const shift = aligned ? 0.5 : 0;

  // Regions that read equally many pixels are done together.
  const groups = new Map<string, { regions: number[]; places: number[]; weights: number[]; reads: number }>();
  for (let k = 0; k < count; k++) {
    const side = (low: 1 | 2): [start: number, length: number] => {
      const start = fround(fround(regions[k * 5 + low]! * spatialScale) - shift);
      const length = fround(fround(fround(regions[k * 5 + low + 2]! * spatialScale) - shift) - start);
      return [start, aligned ? length : Math.max(length, 1)];
    };
    const [[left, width], [top, height]] = [side(1), side(2)];
    const points = (length: number, bins: number) =>
      samplingRatio > 0 ? samplingRatio : Math.max(Math.ceil(fround(length / bins)), 1);
    const y = axisOf(top, height, rows, points(height, rows), h);
    const x = axisOf(left, width, columns, points(width, columns), w);
    const key = `${y.reads} ${x.reads}`;
    const group = groups.get(key) ?? { regions: [], places: [], weights: [], reads: y.reads * x.reads };
    groups.set(key, group);
    group.regions.push(k);
    const image = regions[k * 5]! * h * w;
    for (let i = 0; i < rows; i++)
      for (let j = 0; j < columns; j++)
        for (let a = i * y.reads; a < (i + 1) * y.reads; a++)
          for (let b = j * x.reads; b < (j + 1) * x.reads; b++) {
            group.places.push(image + y.places[a]! * w + x.places[b]!);
            group.weights.push(y.weights[a]! * x.weights[b]!);
          }
  }

  const parts: Tensor[] = [];
  const order: number[] = [];
  for (const { regions: members, places, weights, reads } of groups.values()) {
    order.push(...members);
    const bins = members.length * rows * columns;
    const read = pixels.indexSelect(0, tensor(Int32Array.from(places), { dtype: "int32" })); // [bins * reads, C]
    const weighed = tensor(Float32Array.from(weights)).reshape([bins, 1, reads]);
    parts.push(
      weighed.matmul(read.reshape([bins, reads, channels])).reshape([members.length, rows, columns, channels]),
    );
  }
  const all = parts.length === 1 ? parts[0]! : cat(parts, 0);
  const place = new Int32Array(count);
  for (const [at, k] of order.entries()) place[k] = at;
  const sorted = parts.length === 1 ? all : all.indexSelect(0, tensor(place, { dtype: "int32" }));
  return sorted.permute([0, 3, 1, 2]); // [K, C, rows, columns]
}

/** `roiAlign` as a layer. */
export class RoIAlign extends nn.Module {
  readonly outputSize: Pair;
  readonly options: RoIAlignOptions;

  constructor(outputSize: Pair, options: RoIAlignOptions = {}) {
    super();
    this.outputSize = outputSize;
    this.options = options;
  }

  forward(features: Tensor, boxes: Regions): Tensor {
    return roiAlign(features, boxes, this.outputSize, this.options);
  }
}
