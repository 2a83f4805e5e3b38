// Oracle: the counts of tfjs's engine and of TensorFlow's handles before and after; V8 itself terminates the code.
import { setImmediate } from "node:timers/promises";
import { Script } from "node:vm";
import { expect } from "chai";
import { tf } from "../../../lib/engine/index.ts";
import * as nn from "../../../lib/nn/index.ts";
import * as optim from "../../../lib/optim/index.ts";
import { manualSeed } from "../../../lib/random/index.ts";
import { runtime } from "../../../lib/runtime.ts";
import { isGradEnabled, memory, noGrad, ones, randint, randn, scope, tensor } from "../../../lib/tensor/index.ts";

const realm = globalThis as Record<string, unknown>;
const hooks = [...runtime().hooks];

function cellEnd(terminated: boolean): void {
  for (const hook of hooks) hook.cellEnd?.({ terminated });
}

/** Runs a function as a cell; one that exceeds `timeout` (ms) is terminated, so that no `finally` runs. */
function cell(body: () => unknown, timeout = 60_000): "ok" | "terminated" {
  for (const hook of hooks) hook.cellStart?.();
  realm.cellBody = body;
  let terminated = false;
  try {
    new Script("void cellBody()").runInThisContext({ timeout });
  } catch (error) {
    terminated = (error as NodeJS.ErrnoException).code === "ERR_SCRIPT_EXECUTION_TIMEOUT";
    if (!terminated) throw error;
  } finally {
    delete realm.cellBody;
  }
  cellEnd(terminated);
  return terminated ? "terminated" : "ok";
}

function trainer() {
  manualSeed(0);
  const model = new nn.Sequential(new nn.Linear(8, 16), new nn.BatchNorm1d(16), new nn.ReLU(), new nn.Linear(16, 5));
  const optimizer = new optim.SGD(model.parameters(), { lr: 0.01, momentum: 0.9 });
  const [x, y] = [randn([8, 8]), randint(5, [8])];
  return () => {
    optimizer.zeroGrad();
    const loss = nn.functional.crossEntropy(model.forward(x), y);
    loss.backward();
    optimizer.step();
    return loss.item();
  };
}

const counts = () => ({ ...memory(), engine: tf.memory().numTensors });

describe("cells", () => {
  it("500 re-run cells leave the counts of tensors flat", () => {
    const run = () => {
      const w = randn([32, 32], { requiresGrad: true });
      const y = randn([4, 32]).matmul(w).relu();
      y.at(0).sum().backward();
      realm.kept = [w.grad!, y.detach()];
    };
    cell(run);
    const first = counts();
    for (let i = 0; i < 500; i++) cell(run);
    expect(counts()).to.deep.equal(first);
    delete realm.kept;
  });

  it("500 training steps leave the counts of tensors flat", () => {
    const step = trainer();
    for (let i = 0; i < 3; i++) step();
    const first = counts();
    for (let i = 0; i < 500; i++) step();
    expect(counts()).to.deep.equal(first);
  });

  it("frees after the cell, without being asked, what nothing reaches", async () => {
    memory();
    const before = tf.memory().numTensors;
    cell(() => Array.from({ length: 50 }, () => ones([10, 10]).add(1)));
    expect(tf.memory().numTensors).to.be.greaterThan(before + 40);
    // The sweep waits for the job to end.
    for (let i = 0; i < 3; i++) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(tf.memory().numTensors).to.be.at.most(before + 1);
  });

  it("a terminated training loop loses nothing and training goes on", async () => {
    const step = trainer();
    for (let i = 0; i < 3; i++) step();
    const loop = () => {
      while (true) scope(step);
    };
    const first = counts();
    for (let i = 0; i < 20; i++) {
      expect(cell(loop, 3 + (i % 7))).to.equal("terminated");
      // The sweep after the cell.
      await setImmediate();
    }
    expect(isGradEnabled()).to.equal(true);
    for (let i = 0; i < 3; i++) step();
    const last = counts();
    // The last step's own tensors may or may not be reachable still.
    expect(last.tensors).to.be.within(first.tensors - 10, first.tensors + 10);
    // V8 may stop between two lines of tfjs, where a tensor belongs to nobody: measured once in 19 terminations.
    expect(last.engine - last.tensors).to.be.within(first.engine - first.tensors - 4, first.engine - first.tensors + 4);
  });

  it("a disposal that was cut off after TensorFlow's part is finished later", () => {
    const { tensorMap } = tf.backend() as unknown as { tensorMap: { delete?: () => never } };
    const raw = tf.add(tf.ones([3]), 1);
    tensorMap.delete = () => {
      throw new Error("cut off");
    };
    try {
      expect(() => raw.dispose()).to.throw("cut off");
    } finally {
      delete tensorMap.delete;
    }
    raw.dispose();
    expect(raw.isDisposed).to.equal(true);
  });

  it("a cell terminated in the middle of other modes restores them", () => {
    const outcome = cell(
      () =>
        scope(() =>
          noGrad(() => {
            while (true) ones([3]).add(1);
          }),
        ),
      10,
    );
    expect(outcome).to.equal("terminated");
    const x = tensor(3, { requiresGrad: true });
    x.mul(x).backward();
    expect(x.grad!.item()).to.equal(6);
    const y = ones([2]).add(1);
    scope(() => null);
    expect(y.toArray()).to.deep.equal([2, 2]);
  });
});
