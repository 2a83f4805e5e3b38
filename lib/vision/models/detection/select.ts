// Which of a detector's many candidates are its detections.
import { type Tensor, tensor } from "../../../tensor/index.ts";
import type { Size } from "../../ops/anchors.ts";
import { clipBoxesToImage } from "../../ops/boxes.ts";
import { batchedNms } from "../../ops/nms.ts";
import type { Detection } from "./types.ts";

export interface SelectOptions {
  /** Candidates with a lower score are dropped. */
  scoreThresh: number;
  /** So are those that overlap a better one of their class by more. */
  nmsThresh: number;
  /** At most so many candidates of each level before suppression. */
  topkCandidates: number;
  /** At most so many detections in an image. */
  detectionsPerImg: number;
}

/** The numbers of the scores above a threshold, the best first. */
export function bestAbove(scores: ArrayLike<number>, threshold: number, limit: number): number[] {
  const found: number[] = [];
  for (let i = 0; i < scores.length; i++) if (scores[i]! > threshold) found.push(i);
  return found.sort((a, b) => scores[b]! - scores[a]!).slice(0, limit);
}

/** Candidates of an image without those that overlap better ones, the best first. */
export function suppress(
  { boxes, scores, labels }: Detection,
  { nmsThresh, detectionsPerImg }: Pick<SelectOptions, "nmsThresh" | "detectionsPerImg">,
): Detection {
  const kept = batchedNms(boxes, scores, labels, nmsThresh);
  const best = kept.narrow(0, 0, Math.min(kept.numel(), detectionsPerImg));
  return {
    boxes: boxes.indexSelect(0, best),
    labels: labels.indexSelect(0, best),
    scores: scores.indexSelect(0, best),
  };
}

/**
 * Detections of dense detectors: the best scores of each level, whose boxes are then decoded.
 *
 * Scores are [N, A, classes]; `levels` are the numbers of anchors of each level; `decode` gives the boxes [L, 4] of an image's
 * anchors.
 */
export function denseDetections(
  scores: Tensor,
  levels: readonly number[],
  decode: (image: number, anchors: readonly number[]) => Tensor,
  imageSizes: readonly Size[],
  options: SelectOptions,
): Detection[] {
  const [, anchors, classes] = scores.shape as [number, number, number];
  const values = scores.data as Float32Array;
  return imageSizes.map((size, image) => {
    const best: number[] = [];
    let start = image * anchors * classes;
    for (const level of levels) {
      const end = start + level * classes;
      const own = bestAbove(values.subarray(start, end), options.scoreThresh, options.topkCandidates);
      best.push(...own.map((i) => start + i));
      start = end;
    }
    const places = best.map((i) => Math.floor(i / classes) - image * anchors);
    const candidates = {
      boxes: clipBoxesToImage(decode(image, places), size),
      scores: tensor(Float32Array.from(best, (i) => values[i]!)),
      labels: tensor(Int32Array.from(best, (i) => i % classes)),
    };
    return suppress(candidates, options);
  });
}
