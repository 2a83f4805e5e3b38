// Oracle: the loop written by hand, and what each option promises.
import { expect } from "chai";
import { DataLoader } from "../../../lib/data/index.ts";
import { device, setDevice } from "../../../lib/engine/index.ts";
import * as metrics from "../../../lib/metrics/index.ts";
import * as nn from "../../../lib/nn/index.ts";
import * as optim from "../../../lib/optim/index.ts";
import { manualSeed } from "../../../lib/random/index.ts";
import { runtime } from "../../../lib/runtime.ts";
import { cat, noGrad, type Tensor } from "../../../lib/tensor/index.ts";
import { Trainer, type TrainerOptions } from "../../../lib/train/index.ts";
import { bits, makeRun, points, SAMPLES } from "./runs.ts";

const chosen = device();
const F = nn.functional;

function plainNetwork(): nn.Sequential {
  manualSeed(3);
  return new nn.Sequential(new nn.Linear(4, 16), new nn.ReLU(), new nn.Linear(16, 3));
}

function difference(a: nn.Module, b: nn.Module): number {
  const [x, y] = [a, b].map((model) => model.parameters().flatMap((parameter) => [...parameter.data]));
  return Math.max(...x!.map((value, i) => Math.abs(value - y![i]!)));
}

/** A run over 64 samples in order, in batches of `batchSize`. */
async function ordered(batchSize: number, options: Partial<TrainerOptions>, maxEpochs = 5) {
  const model = plainNetwork();
  const optimizer = new optim.SGD(model.parameters(), { lr: 0.1, momentum: 0.9 });
  const trainer = new Trainer(model, { optimizer, progress: false, ...options });
  const history = await trainer.fit(new DataLoader(points(64, 5), { batchSize }), null, { maxEpochs });
  return { model, trainer, history };
}

describe("Trainer", function () {
  this.timeout(60_000);
  before(() => setDevice("cpu"));
  after(() => setDevice(chosen));

  it("does what the loop by hand does, bit for bit", async () => {
    const { model, trainer, trainLoader, valLoader } = makeRun();
    await trainer.fit(trainLoader, valLoader, { maxEpochs: 3 });

    const hand = makeRun();
    const rows: { loss: number; valLoss: number; valAccuracy: number }[] = [];
    for (let epoch = 0; epoch < 3; epoch++) {
      hand.model.train();
      let [loss, valLoss, right] = [0, 0, 0];
      for (const [x, y] of hand.trainLoader) {
        hand.optimizer.zeroGrad();
        const value = F.crossEntropy((hand.model as nn.Sequential).forward(x), y);
        value.backward();
        hand.optimizer.step();
        hand.scheduler.step();
        loss += value.item() * x.shape[0]!;
      }
      hand.model.eval();
      for (const [x, y] of hand.valLoader) {
        const logits = noGrad(() => (hand.model as nn.Sequential).forward(x));
        valLoss += F.crossEntropy(logits, y).item() * x.shape[0]!;
        right += logits.argmax(1).eq(y).sum().item();
      }
      rows.push({ loss: loss / SAMPLES, valLoss: valLoss / 30, valAccuracy: right / 30 });
    }
    expect(bits(model)).to.deep.equal(bits(hand.model));
    for (const [i, row] of rows.entries()) {
      const { epoch, lr, ...found } = trainer.history[i]!;
      expect([epoch, lr! > 0]).to.deep.equal([i + 1, true]);
      for (const [name, value] of Object.entries(row)) expect(found[name], name).to.be.closeTo(value, 1e-12);
    }
    expect(trainer.history.at(-1)!.valLoss).to.be.below(trainer.history[0]!.valLoss!);
  });

  it("compiled equals eager", async () => {
    const runs: ReturnType<typeof makeRun>[] = [];
    for (const compile of [true, false]) {
      const run = makeRun({ compile, gradientClipVal: 1 });
      await run.trainer.fit(run.trainLoader, run.valLoader, { maxEpochs: 4 });
      runs.push(run);
    }
    expect(difference(runs[0]!.model, runs[1]!.model)).to.be.below(1e-6);
    expect(runs[0]!.trainer.history).to.deep.equal(runs[1]!.trainer.history);
  });

  it("four batches of 16 added up equal one of 64", async () => {
    const whole = await ordered(64, {});
    const parts = await ordered(16, { accumulateGradBatches: 4 });
    expect(difference(whole.model, parts.model)).to.be.below(1e-6);
    expect(difference(whole.model, (await ordered(16, {})).model)).to.be.above(1e-3);
    expect([whole.trainer.globalStep, parts.trainer.globalStep]).to.deep.equal([5, 5]);
    for (const [i, row] of whole.history.entries()) expect(parts.history[i]!.loss).to.be.closeTo(row.loss!, 1e-6);
  });

  it("the rest of an epoch moves the weights too when batches are added up", async () => {
    expect((await ordered(16, { accumulateGradBatches: 3 }, 1)).trainer.globalStep).to.equal(2);
  });

  it("clips the norm and the values of gradients", async () => {
    for (const [algorithm, clip] of [
      ["norm", 0.1],
      ["value", 0.01],
    ] as const) {
      const before = plainNetwork();
      const { model } = await ordered(64, { gradientClipVal: clip, gradientClipAlgorithm: algorithm }, 1);
      const moved = model.parameters().map((p, i) => noGrad(() => p.detach().sub(before.parameters()[i]!)));
      const all = cat(moved.map((x) => x.reshape([-1])));
      const size = algorithm === "norm" ? all.norm().item() : all.abs().max().item();
      expect(size, algorithm).to.be.closeTo(0.1 * clip, 1e-5);
    }
  });

  it("steps schedulers after epochs, and gives plateaus what they watch", async () => {
    const model = plainNetwork();
    const optimizer = new optim.SGD(model.parameters(), { lr: 0.1 });
    const scheduler = new optim.lrScheduler.StepLR(optimizer, 2);
    const step = new Trainer(model, { optimizer, scheduler, progress: false });
    const history = await step.fit(new DataLoader(points(20, 5), { batchSize: 10 }), null, { maxEpochs: 4 });
    for (const [i, lr] of [0.1, 0.1, 0.01, 0.01].entries()) expect(history[i]!.lr).to.be.closeTo(lr, 1e-9);

    const frozen = new optim.SGD(model.parameters(), { lr: 0 });
    const plateau = new optim.lrScheduler.ReduceLROnPlateau(frozen, { patience: 1 });
    const trainer = new Trainer(model, { optimizer: frozen, scheduler: plateau, progress: false });
    await trainer.fit(new DataLoader(points(20, 5), { batchSize: 10 }), null, { maxEpochs: 2 });
    expect(plateau.best).to.equal(Math.min(...trainer.history.map(({ loss }) => loss!)));
  });

  it("validate, test and predict leave modes and weights as they are", async () => {
    const { model, trainer, valLoader } = makeRun();
    const before = bits(model);
    model.train();
    model.modules()[1]!.training = false;
    const val = await trainer.validate(valLoader);
    const test = await trainer.test(valLoader);
    expect(Object.keys(val)).to.deep.equal(["valLoss", "valAccuracy"]);
    expect(Object.values(test)).to.deep.equal(Object.values(val));
    expect(trainer.logged).to.deep.equal(val);
    const outputs = cat(await trainer.predict(valLoader));
    const accuracy = new metrics.Accuracy();
    accuracy.update(outputs, cat([...valLoader].map(([, y]) => y)));
    expect(accuracy.compute()).to.equal(val.valAccuracy);
    expect(bits(model)).to.deep.equal(before);
    expect(model.modules().map(({ training }) => training)).to.deep.equal([true, false, true, true, true, true]);
  });

  it("goes on where it ended, and says when there is nothing left", async () => {
    const { trainer, trainLoader } = makeRun();
    await trainer.fit(trainLoader, null, { maxEpochs: 1 });
    await trainer.fit(trainLoader, null, { maxEpochs: 3 });
    expect(trainer.history.map(({ epoch }) => epoch)).to.deep.equal([1, 2, 3]);
    expect(await trainer.fit(trainLoader, null, { maxEpochs: 3 }).catch(String)).to.match(/3 epochs are done already/);
  });

  it("reads async loaders", async () => {
    const { trainer, trainLoader, valLoader } = makeRun();
    async function* later(loader: Iterable<unknown>) {
      for (const batch of loader) {
        await new Promise((resolve) => setImmediate(resolve));
        yield batch;
      }
    }
    const again = (loader: Iterable<unknown>) => ({ [Symbol.asyncIterator]: () => later(loader) });
    await trainer.fit(again(trainLoader), again(valLoader), { maxEpochs: 2 });
    const other = makeRun();
    await other.trainer.fit(other.trainLoader, other.valLoader, { maxEpochs: 2 });
    expect(trainer.history).to.deep.equal(other.trainer.history);
  });

  it("an interrupt ends the run between or in steps and keeps what was learned", async () => {
    const { interrupt } = runtime();
    for (const compile of [true, false]) {
      const { model, trainer, trainLoader, valLoader } = makeRun({
        compile,
        callbacks: [
          {
            onBatchEnd: ({ globalStep }) => {
              if (globalStep === 8) interrupt[0] = 1;
            },
          },
        ],
      });
      const ended = await trainer.fit(trainLoader, valLoader, { maxEpochs: 5 }).catch((error: Error) => error.name);
      interrupt[0] = 0;
      expect([ended, trainer.interrupted, trainer.globalStep, trainer.epoch]).to.deep.equal([
        "InterruptError",
        true,
        8,
        1,
      ]);
      expect(trainer.history).to.have.length(1);
      expect(model.parameters().every((p) => [...p.data].every(Number.isFinite) && p.grad === null)).to.equal(true);
      await trainer.fit(trainLoader, valLoader, { maxEpochs: 3 });
      expect([trainer.epoch, trainer.interrupted]).to.deep.equal([3, false]);
    }
  });

  const mistakes: Record<string, [() => Promise<unknown>, RegExp]> = {
    "no optimizer": [async () => new Trainer(plainNetwork(), {} as TrainerOptions), /new Trainer\(model, \{ optimizer/],
    "a misspelled option": [
      async () => makeRun({ accumulate_grad_batches: 2 } as object),
      /mean accumulateGradBatches/,
    ],
    "batches of another kind": [
      async () => makeRun().trainer.fit([{ image: 1 }] as never),
      /expected batches \[inputs, targets\].*trainingStep/,
    ],
    "no batch at all": [async () => makeRun().trainer.fit([]), /gave no batch/],
    "a step that reads values": [
      async () => {
        const { model, optimizer, trainLoader } = makeRun();
        const trainingStep = ([x, y]: [Tensor, Tensor]) => {
          const loss = F.crossEntropy((model as nn.Sequential).forward(x), y);
          if (loss.item() > 1e9) throw new Error("never");
          return loss;
        };
        const trainer = new Trainer(model, { optimizer, trainingStep, progress: false });
        return trainer.fit(trainLoader, null, { maxEpochs: 1 });
      },
      /compile: false/,
    ],
  };
  for (const [name, [act, message]] of Object.entries(mistakes))
    it(`explains ${name}`, async () => expect(await act().catch(String)).to.match(message));
});
