// Oracle: the same run without interruption, bit for bit.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { device, setDevice } from "../../../lib/engine/index.ts";
import {
  EarlyStopping,
  ModelCheckpoint,
  Trainer,
  type TrainerOptions,
  WeightAveraging,
} from "../../../lib/train/index.ts";
import { bits, makeRun } from "./runs.ts";

const chosen = device();

describe("a run that goes on from a checkpoint", function () {
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

  /** Ends a run from within, as an error of the student's own would. */
  const dyingAt = (step: number) => ({
    onBatchEnd({ globalStep }: Trainer) {
      if (globalStep === step) throw new Error("killed");
    },
  });

  const kinds: Record<string, () => Partial<TrainerOptions>> = {
    compiled: () => ({}),
    eager: () => ({ compile: false }),
    "with clipping and accumulation": () => ({ accumulateGradBatches: 2, gradientClipVal: 0.5 }),
    "with averaged weights and early stopping": () => ({
      callbacks: [new WeightAveraging({ decay: 0.9 }), new EarlyStopping({ patience: 9 })],
    }),
  };
  for (const [name, options] of Object.entries(kinds))
    for (const step of [2, 7, 11])
      it(`${name}, stopped at step ${step}`, async () => {
        const path = join(folder, "run.pth");
        const start = (seed: number, extra: TrainerOptions["callbacks"] = []) => {
          const { callbacks = [], ...rest } = options();
          return makeRun({ ...rest, callbacks: [...callbacks, ...extra] }, seed);
        };
        const whole = start(1);
        await whole.trainer.fit(whole.trainLoader, whole.valLoader, { maxEpochs: 4 });

        const first = start(1, [new ModelCheckpoint(path, { everyNTrainSteps: 1 }), dyingAt(step)]);
        const died = await first.trainer.fit(first.trainLoader, first.valLoader, { maxEpochs: 4 }).catch(String);
        expect(died).to.equal("Error: killed");

        const second = start(99, [new ModelCheckpoint(path)]);
        await second.trainer.fit(second.trainLoader, second.valLoader, { maxEpochs: 4, ckptPath: path });
        expect(bits(second.model)).to.deep.equal(bits(whole.model));
        expect(second.trainer.history).to.deep.equal(whole.trainer.history);
        expect(second.trainer.globalStep).to.equal(whole.trainer.globalStep);
      });

  it("after kill -9 of another process, in the middle of an epoch", async () => {
    const path = join(folder, "killed.pth");
    const child = spawn(process.execPath, [fileURLToPath(new URL("resume-child.ts", import.meta.url)), path], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await new Promise<void>((resolve) => {
      child.stdout.on("data", (text: Buffer) => {
        if (
          text
            .toString()
            .split("\n")
            .map(Number)
            .some((step) => step >= 16)
        )
          child.kill("SIGKILL");
      });
      child.on("exit", () => resolve());
    });
    expect(child.signalCode).to.equal("SIGKILL");
    const callbacks = () => [new WeightAveraging({ decay: 0.9 }), new EarlyStopping({ patience: 50 })];
    const probe = makeRun();
    probe.trainer.loadCheckpoint(path);
    expect(probe.trainer.globalStep).to.be.at.least(15);
    const epochs = probe.trainer.epoch + 2;
    const whole = makeRun({ callbacks: callbacks() });
    await whole.trainer.fit(whole.trainLoader, whole.valLoader, { maxEpochs: epochs });
    const resumed = makeRun({ callbacks: [...callbacks(), new ModelCheckpoint(path)] }, 99);
    await resumed.trainer.fit(resumed.trainLoader, resumed.valLoader, { maxEpochs: epochs, ckptPath: path });
    expect(bits(resumed.model)).to.deep.equal(bits(whole.model));
    expect(resumed.trainer.history).to.deep.equal(whole.trainer.history);
  });

  it("after an interrupt, saved by hand: the epoch begins again, whole", async () => {
    const path = join(folder, "interrupted.pth");
    const first = makeRun({ callbacks: [dyingAt(8)] });
    await first.trainer.fit(first.trainLoader, null, { maxEpochs: 3 }).catch(String);
    first.trainer.saveCheckpoint(path);
    const second = makeRun({}, 99);
    await second.trainer.fit(second.trainLoader, null, { maxEpochs: 3, ckptPath: path });
    // Eight steps, and the two epochs of six batches that were left.
    expect([second.trainer.globalStep, second.trainer.history.length]).to.deep.equal([8 + 2 * 6, 3]);
  });

  it("says what a file lacks", async () => {
    const path = join(folder, "plain.pth");
    const { saveCheckpoint } = await import("../../../lib/io/index.ts");
    const { trainer, model, optimizer, scheduler } = makeRun();
    saveCheckpoint(path, { model, optimizer, scheduler });
    expect(() => trainer.loadCheckpoint(path)).to.throw(/was not written by a Trainer/);
    expect(trainer).to.be.instanceOf(Trainer);
  });
});
