// Oracles: torch 2.14.1 and scikit-learn 1.9.1 (tests/goldens/train/make.py), and what the techniques promise.
import { readFileSync } from "node:fs";
import { expect } from "chai";
import { DataLoader, TensorDataset } from "../../../lib/data/index.ts";
import * as nn from "../../../lib/nn/index.ts";
import * as optim from "../../../lib/optim/index.ts";
import { randn, type Tensor, tensor } from "../../../lib/tensor/index.ts";
import {
  classWeights,
  DistillationLoss,
  discriminativeLr,
  FocalLoss,
  GradualUnfreezing,
  lrGroups,
  pseudoLabels,
  selfTrain,
  Trainer,
  teacherLogits,
} from "../../../lib/train/index.ts";
import { bits, makeRun, network, points } from "./runs.ts";

interface Golden {
  student: number[][];
  teacher: number[][];
  labels: number[];
  distillation: { T: number; alpha: number; hard: boolean; loss: number; grad: number[][]; norm: number }[];
  focal: { gamma: number; weight: number[] | null; loss: number; grad: number[][] }[];
  classWeights: { counts: number[]; weights: number[] };
}
const golden = JSON.parse(
  readFileSync(new URL("../../goldens/train/techniques.json", import.meta.url), "utf8"),
) as Golden;
const teacher = tensor(golden.teacher);
const labels = tensor(golden.labels, { dtype: "int32" });

function check(loss: Tensor, student: Tensor, expected: { loss: number; grad: number[][] }): void {
  expect(loss.item()).to.be.closeTo(expected.loss, 2e-6 * Math.max(1, expected.loss));
  loss.backward();
  for (const [i, value] of expected.grad.flat().entries()) expect(student.grad!.data[i]).to.be.closeTo(value, 2e-6);
}

describe("techniques", () => {
  for (const expected of golden.distillation)
    it(`distillation at T = ${expected.T}${expected.hard ? " with labels" : ""}: loss and gradient`, () => {
      const student = tensor(golden.student, { requiresGrad: true });
      const criterion = new DistillationLoss({ temperature: expected.T, alpha: expected.alpha });
      check(criterion.forward(student, teacher, expected.hard ? labels : null), student, expected);
    });

  it("T squared keeps soft gradients of a size; without it they shrink as 1 / T^2", () => {
    const norms = [1, 2, 4, 8].map((temperature) => {
      const student = tensor(golden.student, { requiresGrad: true });
      new DistillationLoss({ temperature }).forward(student, teacher).backward();
      return student.grad!.norm().item();
    });
    for (const norm of norms) expect(norm / norms[2]!).to.be.within(0.5, 2);
    expect(norms[3]! / 64 / norms[0]!).to.be.below(0.05);
  });

  it("KL is summed over the classes: the mean of klDiv is smaller by their number", () => {
    const t = 2;
    const student = tensor(golden.student);
    const [log, soft] = [student.div(t).logSoftmax(1), teacher.div(t).softmax(1)];
    const found = new DistillationLoss({ temperature: t }).forward(student, teacher).item();
    expect(found).to.be.closeTo(nn.functional.klDiv(log, soft, { reduction: "batchmean" }).item() * t * t, 1e-5);
    expect(found).to.be.closeTo(nn.functional.klDiv(log, soft).item() * t * t * 10, 1e-5);
  });

  it("a teacher with a gradient is refused, teacherLogits has none and leaves the mode", () => {
    const model = new nn.Sequential(new nn.Linear(4, 3), new nn.Dropout(0.5));
    const x = randn([5, 4]);
    const student = randn([5, 3], { requiresGrad: true });
    expect(() => new DistillationLoss().forward(student, model.forward(x))).to.throw(/teacherLogits/);
    const logits = teacherLogits(model, x);
    expect(logits.requiresGrad).to.equal(false);
    expect([...teacherLogits(model, x).data]).to.deep.equal([...logits.data]);
    expect(model.training && model.modules().every(({ training }) => training)).to.equal(true);
    new DistillationLoss().forward(student, logits).backward();
    expect(model.parameters().every(({ grad }) => grad === null)).to.equal(true);
  });

  for (const expected of golden.focal)
    it(`focal loss, gamma ${expected.gamma}${expected.weight ? " with class weights" : ""}`, () => {
      const student = tensor(golden.student, { requiresGrad: true });
      const weight = expected.weight && tensor(expected.weight);
      check(new FocalLoss({ gamma: expected.gamma, weight }).forward(student, labels), student, expected);
    });

  it("class weights: scikit-learn's balanced ones, effective numbers, errors", () => {
    const all = golden.classWeights.counts.flatMap((count, c) => Array.from({ length: count }, () => c));
    const found = classWeights(all).data;
    for (const [c, weight] of golden.classWeights.weights.entries()) expect(found[c]).to.be.closeTo(weight, 1e-6);
    for (const weight of classWeights(all, { beta: 0 }).data) expect(weight).to.be.closeTo(1, 1e-6);
    // As beta goes to 1 the effective number goes to the count itself.
    const near = classWeights(all, { beta: 0.999999 }).data;
    expect(near[2]! / near[0]!).to.be.closeTo(50 / 3, 0.01);
    expect(() => classWeights([0, 2])).to.throw(/class 1 does not occur/);
  });

  it("soft targets, as mixup and CutMix make them, are trained by a step of one's own", async () => {
    const { trainLoader, valLoader, ...run } = makeRun();
    const trainer = new Trainer(run.model, {
      optimizer: run.optimizer,
      progress: false,
      trainingStep: ([x, y]: [Tensor, Tensor]) => {
        const soft = nn.functional.oneHot(y, 3).float();
        const mixed = [x.mul(0.7).add(x.roll(1, 0).mul(0.3)), soft.mul(0.7).add(soft.roll(1, 0).mul(0.3))] as const;
        return nn.functional.crossEntropy((run.model as nn.Sequential).forward(mixed[0]), mixed[1]);
      },
    });
    const history = await trainer.fit(trainLoader, valLoader, { maxEpochs: 6 });
    expect(history.at(-1)!.valLoss).to.be.below(history[0]!.valLoss!);
  });

  it("pseudo-labels: only certain ones, the best of each class, in the order of the inputs", async () => {
    const sure = new nn.Identity();
    const scores = tensor([
      [9, 0],
      [0.1, 0],
      [0, 5],
      [0, 7],
    ]);
    const loader = new DataLoader(new TensorDataset(scores), { batchSize: 3 });
    const found = await pseudoLabels(sure, loader, { threshold: 0.9 });
    expect([[...found.labels.data], found.kept, found.dataset.length]).to.deep.equal([[0, 1, 1], 0.75, 3]);
    const few = await pseudoLabels(sure, loader, { threshold: 0.9, perClass: 1 });
    expect(few.inputs.toArray()).to.deep.equal([
      [9, 0],
      [0, 7],
    ]);
    const none = await pseudoLabels(new nn.Linear(2, 2), loader, { threshold: 1 }).catch(String);
    expect(none).to.match(/none of 4 predictions is 1 certain/);
  });

  it("self-training hands the student on as the next teacher", async () => {
    const teachers: nn.Module[] = [];
    const last = await selfTrain({
      teacher: network(),
      unlabeled: new DataLoader(points(20, 3), { batchSize: 10 }),
      threshold: 0.1,
      rounds: 3,
      train: async ({ labels: found }, round) => {
        expect([found.length, round]).to.deep.equal([20, teachers.length + 1]);
        teachers.push(network());
        return teachers.at(-1) as nn.Sequential;
      },
    });
    expect(teachers).to.have.length(3);
    expect(last).to.equal(teachers[2]);
  });

  it("group learning rates: by path, the rest, each parameter once", () => {
    const model = network();
    const groups = lrGroups(model, { "4": 0.1 }, { rest: 0.01 });
    expect(groups.map(({ params, lr }) => [params.length, lr])).to.deep.equal([
      [2, 0.1],
      [4, 0.01],
    ]);
    expect(new optim.SGD(groups, { lr: 1 }).paramGroups.map(({ lr }) => lr)).to.deep.equal([0.1, 0.01]);
    const falling = discriminativeLr(model, ["0", "1", "4"], { lr: 0.9, factor: 3 }).map(({ lr }) => lr);
    for (const [i, lr] of [0.1, 0.3, 0.9].entries()) expect(falling[i]).to.be.closeTo(lr, 1e-12);
  });

  it("gradual unfreezing: the head first, then one part more an epoch; frozen weights stay", async () => {
    const thaw = new GradualUnfreezing(["0", "1", "4"], { everyEpochs: 1 });
    const seen: boolean[][] = [];
    const states: Record<string, string>[] = [];
    const run = makeRun({
      callbacks: [
        thaw,
        {
          onEpochEnd: ({ model }) => {
            seen.push(thaw.paths.map((path) => model.getSubmodule(path).parameters()[0]!.requiresGrad));
            states.push(bits(model));
          },
        },
      ],
    });
    const before = bits(run.model);
    await run.trainer.fit(run.trainLoader, null, { maxEpochs: 3 });
    expect(seen).to.deep.equal([
      [false, false, true],
      [false, true, true],
      [true, true, true],
    ]);
    expect(states[1]!["0.weight"]).to.equal(before["0.weight"]);
    expect(states[0]!["4.weight"]).to.not.equal(before["4.weight"]);
    expect(states[2]!["0.weight"]).to.not.equal(before["0.weight"]);
  });
});
