// Oracles: scikit-learn 1.9.1, torchmetrics 1.9.0 and pycocotools 2.0.11 (tests/goldens/metrics/make.py).
import { readFileSync } from "node:fs";
import { expect } from "chai";
import * as metrics from "../../../lib/metrics/index.ts";
import { type Tensor, tensor, zeros } from "../../../lib/tensor/index.ts";

type Averages = Record<"micro" | "macro" | "weighted" | "binary", number> & { perClass: number[] };
interface Case {
  kind: "multiclass" | "binary" | "segmentation";
  n: number;
  classes: number;
  logits: number[][];
  scores: number[];
  preds: number[][][];
  target: number[];
  confusion: number[][];
  normalized: number[][];
  accuracy: number;
  balanced: number;
  top2?: number;
  precision: Averages;
  recall: Averages;
  f1: Averages;
  iou: Averages & number;
  dice: number;
  perClass: number[];
  auroc: number;
  aurocWeighted: number;
  ap: number;
  apWeighted: number;
  ece: Record<"l1" | "l2" | "max", number>;
}
interface Boxes {
  boxes: number[][];
  labels: number[];
  iscrowd: number[];
  area: number[];
  predicted: { boxes: number[][]; labels: number[]; scores: number[] };
}

const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../goldens/metrics/${name}.json`, import.meta.url), "utf8"));
const int = (values: unknown) => tensor(values as number[], { dtype: "int32" });

/** Feeds a metric in batches of `size` samples and computes it. */
function feed<V>(metric: metrics.Metric<readonly [Tensor, Tensor], V>, preds: Tensor, target: Tensor, size = 17): V {
  for (let at = 0; at < target.shape[0]!; at += size) {
    const rows = `${at}:${Math.min(at + size, target.shape[0]!)}`;
    metric.update(preds.at(rows), target.at(rows));
  }
  return metric.compute();
}

function near(got: number, expected: number, what: string): void {
  expect(got, what).to.be.closeTo(expected, 1e-6);
}
function allNear(got: readonly number[], expected: readonly number[], what: string): void {
  expect(got.length, what).to.equal(expected.length);
  for (const [i, value] of got.entries()) near(value, expected[i]!, `${what}[${i}]`);
}

const AVERAGES = ["micro", "macro", "weighted"] as const;
const FAMILY = { precision: metrics.Precision, recall: metrics.Recall, f1: metrics.F1Score, iou: metrics.MeanIoU };

function checkFamily(found: Case, preds: Tensor, target: Tensor, numClasses: number): void {
  for (const [name, Class] of Object.entries(FAMILY) as [keyof typeof FAMILY, typeof metrics.F1Score][]) {
    for (const average of AVERAGES)
      near(feed(new Class({ average, numClasses }), preds, target), found[name][average], `${name} ${average}`);
    if (found[name].binary !== undefined)
      near(feed(new Class({ average: "binary" }), preds, target), found[name].binary, `${name} binary`);
    const each = new Class({ numClasses });
    feed(each, preds, target);
    allNear(each.perClass(), found[name].perClass, `${name} per class`);
  }
}

function checkCalibration(found: Case, preds: Tensor, target: Tensor): void {
  for (const norm of ["l1", "l2", "max"] as const)
    near(feed(new metrics.CalibrationError({ nBins: 10, norm }), preds, target), found.ece[norm], `ECE ${norm}`);
}

describe("metrics beside their oracles", () => {
  const warn = console.warn;
  before(() => {
    console.warn = () => {};
  });
  after(() => {
    console.warn = warn;
  });

  for (const [i, found] of (read("classification") as Case[]).entries()) {
    const target = int(found.target);
    if (found.kind === "multiclass")
      it(`case ${i}: ${found.n} samples of ${found.classes} classes`, () => {
        const logits = tensor(found.logits);
        near(feed(new metrics.Accuracy(), logits, target), found.accuracy, "accuracy");
        near(feed(new metrics.Accuracy({ average: "macro" }), logits, target), found.balanced, "balanced accuracy");
        if (found.top2) near(feed(new metrics.Accuracy({ topK: 2 }), logits, target), found.top2, "top 2");
        const matrix = new metrics.ConfusionMatrix({ numClasses: found.classes });
        expect(feed(matrix, logits, target)).to.deep.equal(found.confusion);
        for (const [t, row] of matrix.normalized("true").entries()) allNear(row, found.normalized[t]!, `row ${t}`);
        checkFamily(found, logits, target, found.classes);
        near(feed(new metrics.AUROC(), logits, target), found.auroc, "AUROC");
        near(feed(new metrics.AUROC({ average: "weighted" }), logits, target), found.aurocWeighted, "AUROC weighted");
        near(feed(new metrics.AveragePrecision(), logits, target), found.ap, "AP");
        near(
          feed(new metrics.AveragePrecision({ average: "weighted" }), logits, target),
          found.apWeighted,
          "AP weighted",
        );
        checkCalibration(found, logits, target);
        // Class numbers as predictions say the same.
        near(feed(new metrics.Accuracy(), logits.argmax(1), target), found.accuracy, "accuracy of class numbers");
      });
    else if (found.kind === "binary")
      it(`case ${i}: ${found.n} scores of class 1`, () => {
        const scores = tensor(found.scores);
        near(feed(new metrics.Accuracy(), scores, target), found.accuracy, "accuracy");
        checkFamily(found, scores, target, 2);
        near(feed(new metrics.AUROC(), scores, target), found.auroc, "AUROC");
        near(feed(new metrics.AveragePrecision(), scores, target), found.ap, "AP");
        checkCalibration(found, scores, target);
      });
    else
      it(`case ${i}: masks of ${found.classes} classes`, () => {
        const iou = new metrics.MeanIoU({ ignoreIndex: 255 });
        near(feed(iou, int(found.preds), target, 2), found.iou, "mIoU");
        allNear(iou.perClass(), found.perClass, "IoU per class");
        near(feed(new metrics.Dice({ ignoreIndex: 255 }), int(found.preds), target, 1), found.dice, "Dice");
      });
  }

  for (const [i, { images, expected }] of (
    read("detection") as { images: Boxes[]; expected: Record<string, number> }[]
  ).entries())
    it(`COCO's numbers, case ${i}: ${images.length} images`, () => {
      const boxes = (rows: number[][]) => (rows.length === 0 ? zeros([0, 4]) : tensor(rows));
      const metric = new metrics.MeanAveragePrecision();
      for (const { predicted, ...image } of images)
        metric.update(
          [{ boxes: boxes(predicted.boxes), labels: int(predicted.labels), scores: tensor(predicted.scores) }],
          [
            {
              boxes: boxes(image.boxes),
              labels: int(image.labels),
              iscrowd: int(image.iscrowd),
              area: tensor(image.area),
            },
          ],
        );
      const found = metric.compute();
      expect(Object.keys(found)).to.deep.equal(Object.keys(expected));
      for (const [name, value] of Object.entries(found)) near(value, expected[name]!, name);
    });
});
