import { BoundingBoxes } from "../tv-tensors/bounding-boxes.ts";
import { isTensor, makeTensor } from "../tv-tensors/bridge.ts";
import { Mask } from "../tv-tensors/mask.ts";
import type { BoxFormat } from "./core/boxes.ts";
import { clampBoundingBoxes, convertBoundingBoxFormat, sanitizeBoundingBoxes } from "./functional/boxes.ts";
import { type Leaf, leavesOf, mapSample } from "./sample.ts";
import { BaseTransform, LeafTransform } from "./transform.ts";

/**
 * Boxes in another format; images and masks pass.
 *
 * @example
 * new ConvertBoundingBoxFormat("xywh").forward(new BoundingBoxes([[1, 1, 4, 2]], { canvasSize: [8, 8] })).toTensor(); // tensor([[1., 1., 3., 1.]])
 */
export class ConvertBoundingBoxFormat extends LeafTransform {
  readonly format: BoxFormat;

  constructor(format: BoxFormat) {
    super([format]);
    this.format = format;
  }

  draw(): void {}

  apply<L extends Leaf>(leaf: L): L {
    return leaf instanceof BoundingBoxes ? (convertBoundingBoxFormat(leaf, this.format) as unknown as L) : leaf;
  }
}

/**
 * Cuts boxes at the borders of their image.
 *
 * @example
 * new ClampBoundingBoxes().forward(new BoundingBoxes([[-1, 0, 4, 9]], { canvasSize: [8, 8] })).toTensor(); // tensor([[0., 0., 4., 8.]])
 */
export class ClampBoundingBoxes extends LeafTransform {
  constructor() {
    super([]);
  }

  draw(): void {}

  apply<L extends Leaf>(leaf: L): L {
    return leaf instanceof BoundingBoxes ? (clampBoundingBoxes(leaf) as unknown as L) : leaf;
  }
}

export interface SanitizeBoundingBoxesOptions {
  /** Least width and height in pixels (1). */
  minSize?: number;
  /** Least area in pixels (1). */
  minArea?: number;
  /** The field of the sample with one label a box, or null for none ("labels"). */
  labels?: string | null;
}

/**
 * Leaves out boxes that became too small or lie outside, and their labels and masks with them; goes last in detection.
 *
 * @example
 * const boxes = new BoundingBoxes([[0, 0, 4, 4], [5, 5, 5, 5]], { canvasSize: [8, 8] });
 * new SanitizeBoundingBoxes().forward({ boxes, labels: tensor([7, 9]) }).labels; // tensor([7.])
 */
export class SanitizeBoundingBoxes extends BaseTransform {
  readonly minSize: number;
  readonly minArea: number;
  readonly labels: string | null;

  constructor(options: SanitizeBoundingBoxesOptions = {}) {
    super([options]);
    const { minSize = 1, minArea = 1, labels = "labels" } = options;
    if (!(minSize >= 1 && minArea >= 1))
      throw new RangeError(`SanitizeBoundingBoxes: expected minSize and minArea >= 1, got ${minSize} and ${minArea}`);
    this.minSize = minSize;
    this.minArea = minArea;
    this.labels = labels;
  }

  run(sample: unknown): unknown {
    const boxes = leavesOf(sample).find((leaf) => leaf instanceof BoundingBoxes);
    if (!boxes) throw new TypeError("SanitizeBoundingBoxes: expected a sample with BoundingBoxes, got none");
    const [, valid] = sanitizeBoundingBoxes(boxes, this);
    const labels = this.labels === null ? undefined : fieldOf(sample, this.labels);
    return mapSample(sample === labels ? [sample] : markLabels(sample, labels), (value) => {
      if (value instanceof BoundingBoxes || value instanceof Mask) return value.select(valid);
      return value instanceof Labels ? keep(value.values, valid) : value;
    });
  }
}

class Labels {
  readonly values: unknown;
  constructor(values: unknown) {
    this.values = values;
  }
}

function fieldOf(sample: unknown, name: string): unknown {
  if (Array.isArray(sample)) return sample.map((part) => fieldOf(part, name)).find((found) => found !== undefined);
  if (typeof sample !== "object" || sample === null || Object.getPrototypeOf(sample) !== Object.prototype)
    return undefined;
  const fields = sample as Record<string, unknown>;
  return (
    fields[name] ??
    Object.values(fields)
      .map((part) => fieldOf(part, name))
      .find((found) => found !== undefined)
  );
}

function markLabels(sample: unknown, labels: unknown): unknown {
  if (labels !== undefined && sample === labels) return new Labels(labels);
  if (Array.isArray(sample)) return sample.map((part) => markLabels(part, labels));
  if (typeof sample !== "object" || sample === null || Object.getPrototypeOf(sample) !== Object.prototype)
    return sample;
  return Object.fromEntries(Object.entries(sample).map(([key, part]) => [key, markLabels(part, labels)]));
}

function keep(labels: unknown, valid: readonly boolean[]): unknown {
  const length = isTensor(labels) ? labels.shape[0] : (labels as ArrayLike<unknown>).length;
  if (length !== valid.length)
    throw new RangeError(`SanitizeBoundingBoxes: expected ${valid.length} labels, one a box, got ${length}`);
  if (!isTensor(labels)) return (labels as unknown[]).filter((_, i) => valid[i]);
  const row = labels.numel() / Math.max(valid.length, 1);
  const data = labels.data.filter((_, i) => valid[Math.floor(i / row)]);
  return makeTensor(data, [valid.filter(Boolean).length, ...labels.shape.slice(1)], labels.dtype);
}
