import { type Tensor, tensor } from "../../../tensor/index.ts";
import type { Target } from "./types.ts";

/** The predictions [N, A] of a batch that were given a true box. */
export interface Foreground {
  /** Their places among all N * A. */
  rows: number[];
  /** Their anchors and their true boxes, both [F, 4]. */
  anchors: Tensor;
  boxes: Tensor;
  /** Their true classes. */
  labels: number[];
  /** Which image each belongs to, and how many each image has. */
  images: number[];
  counts: number[];
}

/** From the number of each anchor's true box, below 0 for none, image by image. */
export function foregroundOf(matches: readonly Int32Array[], anchors: Tensor, targets: readonly Target[]): Foreground {
  const each = anchors.shape[0]!;
  const found = matches.flatMap((image, i) =>
    Array.from(image.entries()).flatMap(([anchor, match]) => (match < 0 ? [] : [{ image: i, anchor, match }])),
  );
  const corners = found.flatMap(({ image, match }) => [
    ...targets[image]!.boxes.data.subarray(match * 4, match * 4 + 4),
  ]);
  const places = found.map(({ anchor }) => anchor);
  return {
    rows: found.map(({ image, anchor }) => image * each + anchor),
    anchors: anchors.indexSelect(0, places),
    boxes: tensor(Float32Array.from(corners)).reshape([found.length, 4]),
    labels: found.map(({ image, match }) => targets[image]!.labels.data[match]!),
    images: found.map(({ image }) => image),
    counts: matches.map((image) => image.reduce((count, match) => count + (match < 0 ? 0 : 1), 0)),
  };
}

/** 1 where a prediction has the class of its true box, else 0: [N, A, classes]. */
export function oneHotOf({ rows, labels }: Foreground, shape: readonly number[]): Tensor {
  const classes = shape.at(-1)!;
  const values = new Float32Array(shape.reduce((a, b) => a * b, 1));
  for (const [i, row] of rows.entries()) values[row * classes + labels[i]!] = 1;
  return tensor(values).reshape(shape);
}
