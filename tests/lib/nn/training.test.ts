// Oracle: PyTorch 2.13 CPU (tests/goldens/nn_training.py): a residual network's losses over 20 steps from the same seed.
import { createHash } from "node:crypto";
import { expect } from "chai";
import * as nn from "../../../lib/nn/index.ts";
import * as optim from "../../../lib/optim/index.ts";
import { noGrad } from "../../../lib/tensor/index.ts";
import { readGoldens } from "./goldens.ts";
import { type Net, setUp } from "./training-net.ts";

interface Run {
  initial: Record<string, string>;
  losses: number[];
  evaluation: number;
  runningVar: number[];
  repr: string;
}
const goldens = readGoldens<{ sgd: Run; adam: Run }>("nn_training.json");
const F = nn.functional;

function expectRelative(got: number, expected: number, tolerance: number, what: string): void {
  expect(
    Math.abs(got - expected) <= tolerance * Math.abs(expected),
    `${what}: expected ${expected}, got ${got}`,
  ).to.equal(true);
}

const optimizers = {
  sgd: (model: Net) => new optim.SGD(model.parameters(), { lr: 0.01, momentum: 0.9, weightDecay: 1e-3 }),
  adam: (model: Net) => new optim.Adam(model.parameters(), { lr: 1e-3 }),
};

describe("a residual network trains as in PyTorch 2.13", () => {
  for (const name of ["sgd", "adam"] as const) {
    it(name, () => {
      const golden = goldens[name];
      const { model, batch, all } = setUp();
      expect(String(model)).to.equal(golden.repr);
      for (const [key, tensor] of Object.entries(model.stateDict())) {
        if (tensor.dtype !== "float32") continue;
        const digest = createHash("sha256").update(new Uint8Array(tensor.data.buffer)).digest("hex").slice(0, 16);
        expect(digest, `initial ${key}`).to.equal(golden.initial[key]);
      }
      const optimizer = optimizers[name](model);
      golden.losses.forEach((expected, step) => {
        const [images, labels] = batch(step);
        optimizer.zeroGrad();
        const loss = F.crossEntropy(model.forward(images), labels);
        loss.backward();
        optimizer.step();
        expectRelative(loss.item(), expected, 1e-4, `loss of step ${step}`);
      });
      model.eval();
      const [images, labels] = all;
      expectRelative(
        noGrad(() => F.crossEntropy(model.forward(images), labels).item()),
        golden.evaluation,
        1e-4,
        "evaluation",
      );
      for (const [i, value] of model.bn1.runningVar!.data.entries())
        expectRelative(value, golden.runningVar[i]!, 1e-5, `runningVar[${i}]`);
    });
  }
});
