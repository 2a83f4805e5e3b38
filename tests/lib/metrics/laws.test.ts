// Oracle: laws that every streaming metric obeys, and messages for those who misuse one.
import { expect } from "chai";
import fc from "fast-check";
import * as metrics from "../../../lib/metrics/index.ts";
import { type Tensor, tensor } from "../../../lib/tensor/index.ts";

type Streaming = metrics.Metric<readonly [Tensor, Tensor], unknown>;

const MAKERS: Record<string, () => Streaming> = {
  accuracy: () => new metrics.Accuracy(),
  "accuracy of classes": () => new metrics.Accuracy({ average: "macro" }),
  "top 2": () => new metrics.Accuracy({ topK: 2 }),
  "confusion matrix": () => new metrics.ConfusionMatrix({ numClasses: 3 }),
  precision: () => new metrics.Precision(),
  recall: () => new metrics.Recall({ average: "weighted" }),
  F1: () => new metrics.F1Score({ average: "micro" }),
  mIoU: () => new metrics.MeanIoU(),
  Dice: () => new metrics.Dice(),
  AUROC: () => new metrics.AUROC(),
  "average precision": () => new metrics.AveragePrecision(),
  "calibration error": () => new metrics.CalibrationError({ nBins: 4 }),
};

const sample = fc.record({
  scores: fc.array(fc.integer({ min: -40, max: 40 }), { minLength: 3, maxLength: 3 }),
  target: fc.integer({ min: 0, max: 2 }),
});
type Sample = { scores: number[]; target: number };

function update(metric: Streaming, samples: readonly Sample[]): void {
  if (samples.length === 0) return;
  metric.update(
    tensor(samples.map(({ scores }) => scores.map((x) => x / 8))),
    tensor(
      samples.map(({ target }) => target),
      { dtype: "int32" },
    ),
  );
}

const flat = (value: unknown) => [value].flat(2) as number[];

function same(got: unknown, expected: unknown): void {
  const [a, b] = [flat(got), flat(expected)];
  expect(a.length).to.equal(b.length);
  for (const [i, value] of a.entries())
    if (Number.isNaN(b[i]!)) expect(value).to.be.NaN;
    else expect(value).to.be.closeTo(b[i]!, 1e-12);
}

describe("laws of metrics", () => {
  const warn = console.warn;
  let said: string[] = [];
  beforeEach(() => {
    said = [];
    console.warn = (text: string) => said.push(text);
  });
  afterEach(() => {
    console.warn = warn;
  });

  for (const [name, make] of Object.entries(MAKERS))
    it(`${name}: parts put together equal the whole, in any order, again after a reset`, () => {
      fc.assert(
        fc.property(fc.array(fc.array(sample, { maxLength: 5 }), { minLength: 1, maxLength: 4 }), (batches) => {
          const whole = make();
          update(whole, batches.flat());
          const expected = whole.compute();

          const backwards = make();
          for (const batch of [...batches].reverse()) update(backwards, batch);
          same(backwards.compute(), expected);

          const merged = make();
          for (const batch of batches) {
            const part = make();
            update(part, batch);
            merged.merge(part);
          }
          same(merged.compute(), expected);

          backwards.reset();
          update(backwards, batches.flat());
          same(backwards.compute(), expected);
        }),
        { numRuns: 25 },
      );
    });

  it("COCO's mean: images in two metrics, merged", () => {
    const image = (shift: number, score: number) => {
      const labels = tensor([1], { dtype: "int32" });
      return [
        [{ boxes: tensor([[0, 0, 10 + shift, 10]]), scores: tensor([score]), labels }],
        [{ boxes: tensor([[0, 0, 10, 10]]), labels }],
      ] as const;
    };
    const images = [image(0, 0.9), image(2, 0.8), image(6, 0.7), image(1, 0.6)];
    const whole = new metrics.MeanAveragePrecision();
    for (const [preds, targets] of images) whole.update(preds, targets);
    const parts = [new metrics.MeanAveragePrecision(), new metrics.MeanAveragePrecision()] as const;
    for (const [i, [preds, targets]] of images.entries()) parts[(i % 2) as 0 | 1].update(preds, targets);
    parts[1].merge(parts[0]);
    expect(parts[1].compute()).to.deep.equal(whole.compute());
    expect(whole.compute().map).to.be.within(0.3, 0.9);
  });

  const skewed = () => {
    const target = tensor(
      Array.from({ length: 100 }, (_, i) => (i < 97 ? 0 : 1)),
      { dtype: "int32" },
    );
    return [target.mul(0).int(), target] as const;
  };

  it("accuracy on skewed classes says so, once", () => {
    const accuracy = new metrics.Accuracy();
    accuracy.update(...skewed());
    expect(accuracy.compute()).to.be.closeTo(0.97, 1e-12);
    accuracy.compute();
    expect(said).to.have.length(1);
    expect(said[0]).to.include("97% of the targets are class 0").and.include("F1Score");
    const even = new metrics.Accuracy();
    even.update(tensor([0, 1], { dtype: "int32" }), tensor([0, 1], { dtype: "int32" }));
    even.compute();
    expect(said).to.have.length(1);
  });

  it("a class that is never predicted is named", () => {
    const f1 = new metrics.F1Score();
    f1.update(...skewed());
    f1.compute();
    expect(said.join()).to.include("never predicted").and.include("class 1");
  });

  it("the ROC curve of rare positives points to average precision", () => {
    const [, target] = skewed();
    const auroc = new metrics.AUROC();
    auroc.update(target.mul(0.5).add(0.1), target);
    expect(auroc.compute()).to.equal(1);
    expect(said.join()).to.include("AveragePrecision");
  });

  const misuse: Record<string, [() => unknown, RegExp]> = {
    "float targets": [() => new metrics.Accuracy().update(tensor([[1, 0]]), tensor([1])), /target\.int\(\)/],
    "logits of one class": [
      () => new metrics.Precision().update(tensor([2, -1]), tensor([1, 0], { dtype: "int32" })),
      /sigmoid/,
    ],
    "other shapes": [
      () => new metrics.F1Score().update(tensor([[1, 0]]), tensor([1, 0], { dtype: "int32" })),
      /\[1, 2\] and \[2\]/,
    ],
    "an unknown average": [() => new metrics.F1Score({ average: "mean" as "macro" }), /"binary" or "micro"/],
    "an unknown option": [() => new metrics.Accuracy({ topk: 1 } as object), /did you mean topK/],
    "a merge of unlike kinds": [
      () => (new metrics.Accuracy() as Streaming).merge(new metrics.AUROC() as Streaming),
      /expected another Accuracy, got AUROC/,
    ],
    "a class beyond numClasses": [
      () =>
        new metrics.ConfusionMatrix({ numClasses: 2 }).update(
          tensor([0], { dtype: "int32" }),
          tensor([255], { dtype: "int32" }),
        ),
      /ignoreIndex/,
    ],
  };
  for (const [name, [act, message]] of Object.entries(misuse))
    it(`explains ${name}`, () => expect(act).to.throw(message));
});
