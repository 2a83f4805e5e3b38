import type { Tensor } from "../tensor/index.ts";
import { type AreaRange, type Detections, evaluateImage, type ImageResult, type Truth } from "./coco-match.ts";
import { Metric } from "./metric.ts";

/** What a detector says about one image: corner boxes [N, 4], scores [N], class numbers [N]. */
export interface DetectionPrediction {
  boxes: Tensor;
  scores: Tensor;
  labels: Tensor;
}

/** What is in one image; crowds and areas as COCO has them (no crowds; the boxes' own areas). */
export interface DetectionTarget {
  boxes: Tensor;
  labels: Tensor;
  iscrowd?: Tensor;
  area?: Tensor;
}

/** COCO's twelve numbers, under torchmetrics' names; -1 where nothing of the kind is in the targets. */
export interface DetectionScores {
  map: number;
  map50: number;
  map75: number;
  mapSmall: number;
  mapMedium: number;
  mapLarge: number;
  mar1: number;
  mar10: number;
  mar100: number;
  marSmall: number;
  marMedium: number;
  marLarge: number;
}

/** 0.5, 0.55 ... 0.95 and 0, 0.01 ... 1 with the very roundings of numpy's linspace, which pycocotools compares with. */
const THRESHOLDS = Array.from({ length: 10 }, (_, i) => (i === 9 ? 0.95 : 0.5 + i * ((0.95 - 0.5) / 9)));
const RECALLS = Array.from({ length: 101 }, (_, i) => (i === 100 ? 1 : i * 0.01));
const AREAS: Readonly<Record<"all" | "small" | "medium" | "large", AreaRange>> = {
  all: [0, 1e10],
  small: [0, 32 ** 2],
  medium: [32 ** 2, 96 ** 2],
  large: [96 ** 2, 1e10],
};

interface Image {
  detections: Detections;
  truth: Truth;
}

/**
 * COCO's mean average precision: the area under precision and recall of each class, the mean over classes and over the
 * overlaps 0.5, 0.55 ... 0.95 from which a box counts as found. Numbers as pycocotools.
 *
 * Every image is given once, with what was found in it and what is in it; both may be empty.
 *
 * @example
 * const labels = tensor([1], { dtype: "int32" });
 * const metric = new MeanAveragePrecision();
 * metric.update(
 *   [{ boxes: tensor([[0, 0, 10, 10]]), scores: tensor([0.9]), labels }],
 *   [{ boxes: tensor([[0, 0, 10, 8]]), labels }],
 * );
 * metric.compute().map75; // 1
 */
export class MeanAveragePrecision extends Metric<
  readonly [preds: readonly DetectionPrediction[], targets: readonly DetectionTarget[]],
  DetectionScores
> {
  #images: Image[] = [];

  update(preds: readonly DetectionPrediction[], targets: readonly DetectionTarget[]): void {
    if (preds?.length !== targets?.length)
      throw new RangeError(
        `MeanAveragePrecision.update: expected one prediction and one target an image, got ${preds?.length} and ${targets?.length}`,
      );
    for (const [i, pred] of preds.entries())
      this.#images.push({ detections: detectionsOf(pred), truth: truthOf(targets[i]!) });
  }

  compute(): DetectionScores {
    this.warn();
    const precision = (area: AreaRange, thresholds?: readonly number[]) =>
      mean(this.#classes().map((c) => this.#precision(c, area, thresholds ?? THRESHOLDS)));
    const recall = (area: AreaRange, most: number) => mean(this.#classes().map((c) => this.#recall(c, area, most)));
    return {
      map: precision(AREAS.all),
      map50: precision(AREAS.all, [THRESHOLDS[0]!]),
      map75: precision(AREAS.all, [THRESHOLDS[5]!]),
      mapSmall: precision(AREAS.small),
      mapMedium: precision(AREAS.medium),
      mapLarge: precision(AREAS.large),
      mar1: recall(AREAS.all, 1),
      mar10: recall(AREAS.all, 10),
      mar100: recall(AREAS.all, 100),
      marSmall: recall(AREAS.small, 100),
      marMedium: recall(AREAS.medium, 100),
      marLarge: recall(AREAS.large, 100),
    };
  }

  /** The average precision of each class over all overlaps, by class number. */
  perClass(): Map<number, number> {
    return new Map(this.#classes().map((c) => [c, this.#precision(c, AREAS.all, THRESHOLDS) ?? -1]));
  }

  reset(): void {
    this.#images = [];
  }

  override warnings(): string[] {
    const counts = new Map<number, number>();
    for (const { truth } of this.#images)
      for (const label of truth.labels) counts.set(label, (counts.get(label) ?? 0) + 1);
    const few = [...counts].filter(([, n]) => n < 5).map(([label]) => label);
    if (few.length === 0 || this.#images.length < 50) return [];
    return [
      `fewer than 5 boxes decide over class ${few.join(", ")}, which weighs as much as any other; see perClass()`,
    ];
  }

  protected override add(other: this): void {
    this.#images = this.#images.concat(other.#images);
  }

  #classes(): number[] {
    const found = this.#images.flatMap(({ detections, truth }) => [...detections.labels, ...truth.labels]);
    return [...new Set(found)].sort((a, b) => a - b);
  }

  /** null where the class has no boxes of this size. */
  #precision(c: number, area: AreaRange, thresholds: readonly number[]): number | null {
    const { results, boxes } = this.#match(c, area, thresholds, 100);
    if (boxes === 0) return null;
    return mean(thresholds.map((_, t) => averagePrecision(ranked(results, t), boxes)));
  }

  #recall(c: number, area: AreaRange, most: number): number | null {
    const { results, boxes } = this.#match(c, area, THRESHOLDS, most);
    if (boxes === 0) return null;
    return mean(THRESHOLDS.map((_, t) => ranked(results, t).filter(({ hit }) => hit).length / boxes));
  }

  #match(c: number, area: AreaRange, thresholds: readonly number[], most: number) {
    const results = this.#images.map(({ detections, truth }) =>
      evaluateImage(detections, truth, c, { area, thresholds, most }),
    );
    return { results, boxes: results.reduce((sum, { boxes }) => sum + boxes, 0) };
  }
}

/** The detections that count at a threshold, the most certain first. */
function ranked(results: readonly ImageResult[], t: number): { score: number; hit: boolean }[] {
  return results
    .flatMap(({ scores, hits, ignored }) =>
      scores.map((score, i) => ({ score, hit: hits[t]![i]!, ignored: ignored[t]![i]! })),
    )
    .sort((a, b) => b.score - a.score)
    .filter(({ ignored }) => !ignored);
}

/** The mean over 101 recalls of the best precision at this recall or a higher one. */
function averagePrecision(detections: readonly { hit: boolean }[], boxes: number): number {
  let hits = 0;
  const points = detections.map(({ hit }, i) => {
    if (hit) hits++;
    return { recall: hits / boxes, precision: hits / (i + 1 + Number.EPSILON) };
  });
  for (let i = points.length - 1; i > 0; i--)
    points[i - 1]!.precision = Math.max(points[i - 1]!.precision, points[i]!.precision);
  let at = 0;
  return mean(
    RECALLS.map((recall) => {
      while (at < points.length && points[at]!.recall < recall) at++;
      return points[at]?.precision ?? 0;
    }),
  );
}

/** The mean of the numbers that there are; -1 without any, as COCO. */
function mean(values: readonly (number | null)[]): number {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? -1 : known.reduce((sum, value) => sum + value, 0) / known.length;
}

function detectionsOf({ boxes, scores, labels }: DetectionPrediction): Detections {
  checkRows(boxes, { scores, labels });
  return { boxes: rowsOf(boxes), scores: [...scores.data], labels: [...labels.data] };
}

function truthOf({ boxes, labels, iscrowd, area }: DetectionTarget): Truth {
  checkRows(boxes, { labels, ...(iscrowd ? { iscrowd } : {}), ...(area ? { area } : {}) });
  const rows = rowsOf(boxes);
  return {
    boxes: rows,
    labels: [...labels.data],
    crowd: rows.map((_, i) => iscrowd !== undefined && iscrowd.data[i] !== 0),
    areas: rows.map(([x1, y1, x2, y2], i) => area?.data[i] ?? (x2! - x1!) * (y2! - y1!)),
  };
}

function rowsOf(boxes: Tensor): number[][] {
  const values = boxes.data;
  return Array.from({ length: values.length / 4 }, (_, i) => [...values.slice(4 * i, 4 * i + 4)]);
}

function checkRows(boxes: Tensor, others: Readonly<Record<string, Tensor>>): void {
  const n = boxes.shape[0]!;
  if (n > 0 && (boxes.ndim !== 2 || boxes.shape[1] !== 4))
    throw new RangeError(
      `MeanAveragePrecision.update: expected boxes [N, 4] of corners, got [${boxes.shape.join(", ")}]`,
    );
  for (const [name, values] of Object.entries(others))
    if (values.numel() !== n)
      throw new RangeError(
        `MeanAveragePrecision.update: expected one of ${name} a box, got ${values.numel()} for ${n} boxes`,
      );
}
