import type { Tensor } from "../../../tensor/index.ts";

/** The true objects of an image. */
export interface Target {
  /** Corners x1, y1, x2, y2 in pixels, float32 [N, 4]. */
  boxes: Tensor;
  /** Class numbers, int32 [N]; 0 is the background in models that have one, so that objects begin at 1. */
  labels: Tensor;
  /** 1 where the object is seen, uint8 [N, H, W]. */
  masks?: Tensor;
  /** x, y and visibility (0 or 1) of each of K points, float32 [N, K, 3]. */
  keypoints?: Tensor;
}

/** What a detector found in an image, best score first. */
export interface Detection {
  /** Corners x1, y1, x2, y2 in pixels of the image as it was given, float32 [N, 4]. */
  boxes: Tensor;
  /** int32 [N] */
  labels: Tensor;
  /** float32 [N] between 0 and 1. */
  scores: Tensor;
  /** Probabilities, float32 [N, 1, H, W]. */
  masks?: Tensor;
  /** x, y and 1 of each of K points, float32 [N, K, 3]. */
  keypoints?: Tensor;
  /** Logits of the points' places, float32 [N, K]. */
  keypointsScores?: Tensor;
}

/** The parts of a detector's loss by name; training minimizes their sum. */
export type Losses = Record<string, Tensor>;
