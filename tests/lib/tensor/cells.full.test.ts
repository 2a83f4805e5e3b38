// Oracle: counts and resident memory of the same process before the long run.
import { expect } from "chai";
import { tf } from "../../../lib/engine/index.ts";
import * as nn from "../../../lib/nn/index.ts";
import * as optim from "../../../lib/optim/index.ts";
import { manualSeed } from "../../../lib/random/index.ts";
import { memory, randint, randn } from "../../../lib/tensor/index.ts";

describe("10,000 steps of a small CNN", () => {
  it("tensor count flat, resident memory within 5%", () => {
    manualSeed(0);
    const model = new nn.Sequential(
      new nn.Conv2d(1, 8, 3, { padding: 1 }),
      new nn.BatchNorm2d(8),
      new nn.ReLU(),
      new nn.MaxPool2d(2),
      new nn.Conv2d(8, 16, 3, { padding: 1 }),
      new nn.ReLU(),
      new nn.MaxPool2d(2),
      new nn.Flatten(),
      new nn.Linear(16 * 7 * 7, 10),
    );
    const optimizer = new optim.SGD(model.parameters(), { lr: 0.01, momentum: 0.9 });
    const [x, y] = [randn([16, 1, 28, 28]), randint(10, [16])];
    const step = () => {
      optimizer.zeroGrad();
      nn.functional.crossEntropy(model.forward(x), y).backward();
      optimizer.step();
    };
    const run = (steps: number) => {
      for (let i = 0; i < steps; i++) step();
      const { tensors } = memory({ trim: true });
      return { tensors, engine: tf.memory().numTensors, resident: process.memoryUsage().rss };
    };
    // The resident size settles once the sweeper has gone through some rounds.
    const first = run(2000);
    const last = run(8000);
    const [early, late] = [first.resident, last.resident];
    console.log(`    resident ${Math.round(early / 2 ** 20)} -> ${Math.round(late / 2 ** 20)} MiB`);
    // The last step's own tensors may or may not be reachable still.
    expect(last.tensors).to.be.within(first.tensors - 10, first.tensors + 10);
    expect(last.engine).to.be.within(first.engine - 10, first.engine + 10);
    expect(late).to.be.at.most(early * 1.05);
  }).timeout(3_600_000);
});
