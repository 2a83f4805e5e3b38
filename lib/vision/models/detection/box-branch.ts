import { functional as F } from "../../../nn/index.ts";
import { cat, type Tensor, tensor } from "../../../tensor/index.ts";
import type { Size } from "../../ops/anchors.ts";
import type { BoxCoder } from "../../ops/box-coder.ts";
import { clipBoxesToImage, removeSmallBoxes } from "../../ops/boxes.ts";
import type { Samples } from "./samples.ts";
import { suppress } from "./select.ts";
import type { Detection, Target } from "./types.ts";

/** Narrower or lower detections, in pixels, are dropped. */
const MIN_SIZE = 1e-2;

/** Cross entropy of all regions, and how far the boxes of the objects among them are off. */
export function fastRCNNLoss(
  coder: BoxCoder,
  logits: Tensor,
  codes: Tensor,
  samples: readonly Samples[],
  targets: readonly Target[],
): { lossClassifier: Tensor; lossBoxReg: Tensor; [name: string]: Tensor } {
  const labels = samples.flatMap((sample) => sample.labels);
  const classes = logits.shape[1]!;
  const objects = [...labels.keys()].filter((k) => labels[k]! > 0);
  const wanted = samples.map((sample, i) => {
    const own = [...sample.labels.keys()].filter((k) => sample.labels[k]! > 0);
    const truths = targets[i]!.boxes.indexSelect(
      0,
      own.map((k) => sample.matches[k]!),
    );
    return coder.encode(truths, sample.boxes.indexSelect(0, own));
  });
  // Each region has a box for every class.
  const found = codes.reshape([-1, 4]).indexSelect(
    0,
    objects.map((k) => k * classes + labels[k]!),
  );
  const off = F.smoothL1Loss(found, cat(wanted, 0).detach(), { beta: 1 / 9, reduction: "sum" });
  return {
    lossClassifier: F.crossEntropy(logits, tensor(labels, { dtype: "int32" })),
    lossBoxReg: off.div(labels.length),
  };
}

export interface BoxSelection {
  boxCoder: BoxCoder;
  scoreThresh: number;
  nmsThresh: number;
  detectionsPerImg: number;
}

/** The best boxes of each image, one for each class that a region may be of; class 0 is the background. */
export function boxDetections(
  selection: BoxSelection,
  logits: Tensor,
  codes: Tensor,
  proposals: readonly Tensor[],
  imageSizes: readonly Size[],
): Detection[] {
  const counts = proposals.map(({ shape }) => shape[0]!);
  const decoded = selection.boxCoder.decode(codes, cat([...proposals], 0)).split(counts);
  const scores = F.softmax(logits, -1).split(counts);
  return imageSizes.map((size, i) => detectionsOf(selection, decoded[i]!, scores[i]!, size));
}

/** From boxes [L, 4 classes] and scores [L, classes] of one image. */
function detectionsOf(
  { scoreThresh, nmsThresh, detectionsPerImg }: BoxSelection,
  boxes: Tensor,
  scores: Tensor,
  size: Size,
): Detection {
  const classes = scores.shape[1]!;
  const lowest = Math.fround(scoreThresh);
  const values = scores.data;
  const likely = [...values.keys()].filter((k) => k % classes > 0 && values[k]! > lowest);
  const clipped = clipBoxesToImage(boxes.reshape([-1, 4]).indexSelect(0, likely), size);
  const kept = [...removeSmallBoxes(clipped, MIN_SIZE).data];
  const candidates = {
    boxes: clipped.indexSelect(0, kept),
    scores: scores.flatten().indexSelect(
      0,
      kept.map((k) => likely[k]!),
    ),
    labels: tensor(
      kept.map((k) => likely[k]! % classes),
      { dtype: "int32" },
    ),
  };
  return suppress(candidates, { nmsThresh, detectionsPerImg });
}
