import type { Tensor } from "../../../tensor/index.ts";

/** Regions of an image to train on. */
export interface Samples {
  /** [L, 4] */
  boxes: Tensor;
  /** The number of the true box that each overlaps most. */
  matches: number[];
  /** Its class, or 0 for background. */
  labels: number[];
}

/** Without the background. */
export function objectsOf({ boxes, matches, labels }: Samples): Samples {
  const objects = [...labels.keys()].filter((i) => labels[i]! > 0);
  return {
    boxes: boxes.indexSelect(0, objects),
    matches: objects.map((i) => matches[i]!),
    labels: objects.map((i) => labels[i]!),
  };
}
