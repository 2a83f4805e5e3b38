// Oracle: what each callback promises.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { DataLoader, TensorDataset } from "../../../lib/data/index.ts";
import { device, setDevice } from "../../../lib/engine/index.ts";
import * as nn from "../../../lib/nn/index.ts";
import * as optim from "../../../lib/optim/index.ts";
import { runtime } from "../../../lib/runtime.ts";
import { noGrad, randn, type Tensor, tensor } from "../../../lib/tensor/index.ts";
import {
  EarlyStopping,
  FileLogger,
  LrFindResult,
  lrFind,
  ModelCheckpoint,
  Timer,
  Trainer,
  updateBn,
  WeightAveraging,
} from "../../../lib/train/index.ts";
import { bits, makeRun, points } from "./runs.ts";

const chosen = device();

/** A batch of `values`, all of class 0. */
const loaderOf = (values: Tensor, batchSize = 8) =>
  new DataLoader(
    new TensorDataset(
      values,
      tensor(
        Array.from({ length: values.shape[0]! }, () => 0),
        { dtype: "int32" },
      ),
    ),
    {
      batchSize,
    },
  );

describe("callbacks", function () {
  this.timeout(60_000);
  let folder: string;
  before(async () => {
    await setDevice("cpu");
    folder = mkdtempSync(join(tmpdir(), "tsgrad-"));
  });
  after(async () => {
    rmSync(folder, { recursive: true });
    await setDevice(chosen);
  });

  it("early stopping ends the run and restores the best epoch", async () => {
    const stopping = new EarlyStopping({ patience: 2 });
    const states: Record<string, string>[] = [];
    // A learning rate that grows until it does harm.
    const run = makeRun({ callbacks: [stopping, { onEpochEnd: ({ model }) => states.push(bits(model)) }] });
    const scheduler = new optim.lrScheduler.LambdaLR(run.optimizer, (epoch) => (epoch < 3 ? 1 : 100));
    const trainer = new Trainer(run.model, {
      optimizer: run.optimizer,
      scheduler,
      progress: false,
      callbacks: run.trainer.callbacks,
    });
    await trainer.fit(run.trainLoader, run.valLoader, { maxEpochs: 20 });
    const losses = trainer.history.map(({ valLoss }) => valLoss!);
    const best = losses.indexOf(Math.min(...losses)) + 1;
    expect(stopping.bestEpoch).to.equal(best);
    expect(stopping.stoppedEpoch).to.equal(trainer.epoch);
    expect([trainer.epoch, losses.length]).to.deep.equal([best + 2, best + 2]);
    expect(bits(run.model)).to.deep.equal(states[best - 1]);
    expect(bits(run.model)).to.not.deep.equal(states.at(-1));
    expect((await trainer.validate(run.valLoader)).valLoss).to.equal(stopping.best);
  });

  it("early stopping says what it misses", async () => {
    const { trainer, trainLoader } = makeRun({ callbacks: [new EarlyStopping()] });
    expect(await trainer.fit(trainLoader).catch(String)).to.match(/nothing is logged as "valLoss".*validation loader/);
  });

  describe("a NaN", () => {
    class Root extends nn.Module {
      forward(x: Tensor): Tensor {
        return x.sqrt();
      }
    }
    const net = (middle: nn.Layer) => new nn.Sequential(new nn.Linear(4, 4), middle, new nn.Linear(4, 2));
    async function fitted(model: nn.Module, loader: unknown, lr = 0.01, options = {}): Promise<string> {
      const optimizer = new optim.SGD(model.parameters(), { lr });
      const trainer = new Trainer(model, { optimizer, progress: false, ...options });
      return trainer.fit(loader as never, null, { maxEpochs: 3 }).catch(String) as Promise<string>;
    }

    for (const compile of [true, false])
      it(`of a layer is named with the step, ${compile ? "compiled" : "eager"}, and the weights are spared`, async () => {
        const model = net(new Root());
        // 10 at the output of the first layer, until the third batch makes it -10.
        noGrad(() => {
          (model.getSubmodule("0") as nn.Linear).weight.fill_(0);
          (model.getSubmodule("0") as nn.Linear).weight.setAt([":", 0], 10);
          (model.getSubmodule("0") as nn.Linear).bias!.fill_(0);
        });
        const x = tensor(Array.from({ length: 32 }, (_, i) => [i === 20 ? -1 : 1, 0, 0, 0]));
        const message = await fitted(model, loaderOf(x), 0.001, { compile });
        expect(message).to.match(/loss is NaN at step 3 \(epoch 1, batch 3\): layer 1 \(Root\) is the first/);
        expect(model.parameters().every((p) => [...p.data].every(Number.isFinite))).to.equal(true);
      });

    it("of an exploding run names the parameter", async () => {
      const model = new nn.Sequential(new nn.Linear(4, 4), new nn.Linear(4, 2));
      const loss = (y: Tensor) => y.square().mean();
      const message = await fitted(model, loaderOf(randn([32, 4])), 1e30, { loss });
      expect(message).to.match(
        /at step \d \(epoch 1.*(parameter 0\.weight is not finite|layer 0 \(Linear\)|layer 1 \(Linear\)|loss function)/,
      );
    });

    it("in the data points to the data, one of the loss to the loss", async () => {
      const x = randn([8, 4]);
      x.setAt([3, 2], Number.NaN);
      expect(await fitted(net(new nn.ReLU()), loaderOf(x))).to.match(/the batch itself is not finite, in its tensor 0/);
      const loss = (y: Tensor) => y.sum().mul(0).log().mul(0);
      expect(await fitted(net(new nn.ReLU()), loaderOf(randn([8, 4])), 0.1, { loss })).to.match(
        /loss function made it/,
      );
    });
  });

  it("averaged weights are validated and left in the model; the run itself goes its own way", async () => {
    const decay = 0.8;
    let average: number[] = [];
    let updates = 0;
    const run = makeRun({
      compile: false,
      callbacks: [
        new WeightAveraging({ decay }),
        {
          onBatchEnd: ({ model }) => {
            const live = model.parameters().flatMap((p) => [...p.data]);
            average = updates++ === 0 ? live : average.map((value, i) => decay * value + (1 - decay) * live[i]!);
          },
        },
      ],
    });
    await run.trainer.fit(run.trainLoader, run.valLoader, { maxEpochs: 3 });
    const left = run.model.parameters().flatMap((p) => [...p.data]);
    for (const [i, value] of left.entries()) expect(value).to.be.closeTo(average[i]!, 1e-5);
    expect((await run.trainer.validate(run.valLoader)).valLoss).to.equal(run.trainer.history.at(-1)!.valLoss);
    const plain = makeRun({ compile: false });
    await plain.trainer.fit(plain.trainLoader, plain.valLoader, { maxEpochs: 3 });
    expect(run.trainer.history.map(({ loss }) => loss)).to.deep.equal(plain.trainer.history.map(({ loss }) => loss));
  });

  it("SWA is the mean of the weights after epochs, and updateBn measures the batch norms", async () => {
    const weights: number[][] = [];
    const run = makeRun({
      callbacks: [
        new WeightAveraging({ decay: null, interval: "epoch", startEpoch: 1 }),
        { onEpochEnd: ({ model }) => weights.push(model.parameters().flatMap((p) => [...p.data])) },
      ],
    });
    await run.trainer.fit(run.trainLoader, null, { maxEpochs: 4 });
    const left = run.model.parameters().flatMap((p) => [...p.data]);
    for (const [i, value] of left.entries())
      expect(value).to.be.closeTo((weights[1]![i]! + weights[2]![i]! + weights[3]![i]!) / 3, 1e-5);
    const norm = run.model.modules().find((module) => module instanceof nn.BatchNorm1d)!;
    const x = points(40, 9);
    await updateBn(new DataLoader(x, { batchSize: 40 }), run.model);
    const hidden = (run.model.getSubmodule("0") as nn.Linear).forward(x.tensors[0]);
    const mean = hidden.mean([0]);
    for (const [i, value] of [...norm.runningMean!.data].entries()) expect(value).to.be.closeTo(mean.data[i]!, 1e-5);
    expect(norm.momentum).to.equal(0.1);
  });

  it("the learning-rate finder takes everything back", async () => {
    const { trainer, model, optimizer, scheduler, trainLoader } = makeRun();
    await trainer.fit(trainLoader, null, { maxEpochs: 1 });
    const state = () =>
      JSON.stringify([bits(model), optimizer.stateDict().param_groups, scheduler.stateDict(), trainer.globalStep]);
    const moments = () =>
      Object.values(optimizer.stateDict().state).map(({ exp_avg }) => [...(exp_avg as Tensor).data]);
    const before = [state(), moments()];
    const found = await lrFind(trainer, trainLoader, { minLr: 1e-5, maxLr: 10, numTraining: 60 });
    expect([state(), moments()]).to.deep.equal(before);
    expect(found.lrs[0]).to.be.closeTo(1e-5, 1e-12);
    for (let i = 1; i < found.lrs.length; i++)
      expect(found.lrs[i]! / found.lrs[i - 1]!).to.be.closeTo(10 ** (6 / 59), 1e-6);
    expect(found.toChart().summary).to.include("learning rate");
  });

  it("the finder's suggestion is where the loss falls most steeply", () => {
    const lrs = Array.from({ length: 50 }, (_, i) => 10 ** (-5 + i / 10));
    const losses = lrs.map((lr) => 2 - 1.5 / (1 + Math.exp(-4 * (Math.log10(lr) + 2.5))));
    expect(Math.log10(new LrFindResult(lrs, losses).suggestion()!)).to.be.closeTo(-2.5, 0.11);
    expect(new LrFindResult(lrs, lrs).suggestion()).to.equal(null);
  });

  it("a timer ends the run behind the running batch", async () => {
    const timer = new Timer({ maxSeconds: 0 });
    const { trainer, trainLoader } = makeRun({ callbacks: [timer] });
    await trainer.fit(trainLoader, null, { maxEpochs: 5 });
    expect([timer.timedOut, trainer.globalStep, timer.epochSeconds.length]).to.deep.equal([true, 1, 1]);
  });

  it("logs are csv, json and lines of json, with all epochs", async () => {
    const paths = ["csv", "json", "jsonl"].map((ending) => join(folder, `run.${ending}`));
    const { trainer, trainLoader, valLoader } = makeRun({ callbacks: paths.map((path) => new FileLogger(path)) });
    await trainer.fit(trainLoader, valLoader, { maxEpochs: 2 });
    const [csv, json, lines] = paths.map((path) => readFileSync(path, "utf8"));
    expect(JSON.parse(json!)).to.deep.equal(trainer.history);
    expect(
      lines!
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line)),
    ).to.deep.equal(trainer.history);
    const [head, ...rows] = csv!.trimEnd().split("\n");
    expect(head).to.equal("epoch,lr,loss,valLoss,valAccuracy");
    expect(rows.map((row) => row.split(",").map(Number))).to.deep.equal(
      trainer.history.map((row) => Object.values(row)),
    );
    expect(() => new FileLogger("run.txt")).to.throw(/\.csv, \.json, \.jsonl/);
  });

  it("checkpoints of the best epoch only, and no half-written file", async () => {
    const path = join(folder, "best.pth");
    const checkpoint = new ModelCheckpoint(path, { monitor: "valLoss" });
    const { trainer, trainLoader, valLoader } = makeRun({ callbacks: [checkpoint] });
    await trainer.fit(trainLoader, valLoader, { maxEpochs: 5 });
    const best = Math.min(...trainer.history.map(({ valLoss }) => valLoss!));
    expect(checkpoint.best).to.equal(best);
    expect(existsSync(path)).to.equal(true);
    expect(readdirSync(folder).filter((name) => name.endsWith(".part"))).to.deep.equal([]);
    const other = makeRun();
    const fresh = new ModelCheckpoint(path, { monitor: "valLoss" });
    const resumed = new Trainer(other.model, { ...other.trainer.options, callbacks: [fresh] });
    resumed.loadCheckpoint(path);
    expect((await resumed.validate(other.valLoader)).valLoss).to.equal(best);
  });

  it("shows progress and curves through the runtime's display, and nothing without one", async () => {
    const shared = runtime();
    const shown: { text: string; html: unknown; id: string | undefined; update: boolean | undefined }[] = [];
    const { display, interactive } = shared;
    shared.display = ({ data }, options) =>
      shown.push({
        text: String(data["text/plain"]),
        html: data["text/html"],
        id: options?.displayId,
        update: options?.update,
      });
    shared.interactive = true;
    try {
      const { trainer, trainLoader, valLoader } = makeRun({ progress: true });
      await trainer.fit(trainLoader, valLoader, { maxEpochs: 2 });
    } finally {
      Object.assign(shared, { display, interactive });
    }
    const bars = shown.filter(({ html }) => String(html).startsWith("<progress"));
    expect(bars[0]!.text).to.match(
      /^\[#*\.+\] epoch 1\/2 {2}batch 1\/6 .* left {2}.*(batches\/s|s a batch) {2}loss [\d.]+$/,
    );
    expect(bars.at(-1)!.text).to.match(/^\[#{20}\] epoch 2\/2 {2}.*valLoss [\d.]+ {2}valAccuracy [\d.]+$/);
    expect(new Set(bars.map(({ id }) => id)).size).to.equal(1);
    expect(bars.map(({ update }) => update)).to.deep.equal(bars.map((_, i) => i > 0));
    const charts = shown.filter(({ text }) => text.startsWith("Chart: "));
    expect(charts.at(-1)!.text).to.match(/loss training [\d.]+, validation [\d.]+; accuracy validation [\d.]+/);
  });
});
