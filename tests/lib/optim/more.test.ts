// Oracle: PyTorch 2.13 CPU (tests/goldens/optim_more.py).
import { expect } from "chai";
import * as nn from "../../../lib/nn/index.ts";
import * as optim from "../../../lib/optim/index.ts";
import { manualSeed } from "../../../lib/random/index.ts";
import { noGrad, randn, type Tensor, tensor, zeros } from "../../../lib/tensor/index.ts";
import { readGoldens } from "../nn/goldens.ts";

interface Goldens {
  lbfgs: { options: Record<string, unknown>; start: number[]; losses: number[]; end: number[] }[];
  averages: { decay: number | null; useBuffers: boolean; state: Record<string, number[]> }[];
  clips: { kind: "norm" | "value"; args: (number | "inf")[]; total: number | null; grads: number[][] }[];
}
const goldens = readGoldens<Goldens>("optim_more.json");

function expectClose(got: Iterable<number>, expected: readonly number[], tolerance: number, what: string): void {
  const values = [...got];
  expect(values.length, what).to.equal(expected.length);
  for (const [i, value] of expected.entries())
    expect(
      Math.abs(values[i]! - value) <= tolerance * Math.max(Math.abs(value), 0.1),
      `${what}[${i}]: ${values[i]}, expected ${value}`,
    ).to.equal(true);
}

const OPTIONS: Record<string, string> = {
  max_iter: "maxIter",
  history_size: "historySize",
  line_search_fn: "lineSearchFn",
};

function lossOf(a: Tensor, b: Tensor): Tensor {
  const bowl = a.sub(1).square().sum().add(b.square().sum().mul(2)).add(a.mean().mul(b.sum()));
  return bowl.add(b.pow(4).sum().mul(0.1)).add(a.pow(4).sum().mul(0.05));
}

describe("LBFGS equals PyTorch 2.13", () => {
  for (const { options, start, losses, end } of goldens.lbfgs) {
    it(JSON.stringify(options), () => {
      const given = Object.fromEntries(
        Object.entries(options).map(([key, value]) => [
          OPTIONS[key] ?? key,
          value === "strong_wolfe" ? "strongWolfe" : value,
        ]),
      );
      const a = tensor(start.slice(0, 3), { requiresGrad: true });
      const b = tensor(start.slice(3), { requiresGrad: true });
      const optimizer = new optim.LBFGS([a, b], given as optim.LBFGSOptions);
      const got = losses.map(() =>
        optimizer
          .step(() => {
            optimizer.zeroGrad();
            const loss = lossOf(a, b);
            loss.backward();
            return loss;
          })
          .item(),
      );
      expectClose(got, losses, 1e-4, "loss");
      expectClose([...a.data, ...b.data], end, 5e-4, "parameters");
    });
  }

  it("needs a closure that returns the loss", () => {
    const x = tensor([1], { requiresGrad: true });
    const optimizer = new optim.LBFGS([x]);
    expect(() => optimizer.step()).to.throw("LBFGS: step needs a function that computes the loss and its gradients");
    expect(() => optimizer.step(() => {})).to.throw("LBFGS: expected the closure to return the loss, got undefined");
  });
});

describe("EMA equals PyTorch 2.13's AveragedModel", () => {
  const setUp = () => new nn.Sequential(new nn.Linear(3, 4), new nn.BatchNorm1d(4));
  for (const { decay, useBuffers, state } of goldens.averages) {
    it(`decay ${decay}, buffers ${useBuffers}`, () => {
      manualSeed(2);
      const model = setUp();
      const ema = new optim.EMA(model, { decay, useBuffers });
      for (let step = 0; step < 5; step++) {
        model.forward(randn([6, 3]));
        noGrad(() => {
          for (const parameter of model.parameters()) parameter.add_(randn(parameter.shape));
        });
        ema.update();
      }
      const own = model.at(0).stateDict().weight!.toArray();
      // PyTorch averages the count of batches as an integer, which stays at 1; here it is copied.
      if (useBuffers) delete state["1.num_batches_tracked"];
      for (const [name, values] of Object.entries(state)) expectClose(ema.stateDict()[name]!.data, values, 1e-5, name);
      ema.average(() => expectClose(model.stateDict()["0.weight"]!.data, state["0.weight"]!, 1e-5, "within average"));
      expect(model.at(0).stateDict().weight!.toArray()).to.deep.equal(own);
      const other = setUp();
      ema.copyTo(other);
      expectClose(other.stateDict()["1.running_var"]!.data, state["1.running_var"]!, 1e-5, "copied");
      const resumed = new optim.EMA(setUp(), { decay });
      resumed.loadStateDict(ema.stateDict());
      expectClose(resumed.stateDict()["0.bias"]!.data, state["0.bias"]!, 1e-5, "resumed");
    });
  }
});

describe("clipping equals PyTorch 2.13", () => {
  for (const { kind, args, total, grads } of goldens.clips) {
    it(`${kind} ${args}`, () => {
      manualSeed(3);
      const params = [zeros([3, 2]), zeros([4]), zeros([2])];
      for (const param of params.slice(0, 2)) param.requiresGrad_().grad = randn(param.shape).mul(2);
      const [limit, normType = 2] = args.map((arg) => (arg === "inf" ? Number.POSITIVE_INFINITY : arg)) as [
        number,
        number?,
      ];
      if (kind === "norm")
        expectClose([nn.utils.clipGradNorm(params, limit, { normType }).item()], [total!], 1e-5, "norm");
      else nn.utils.clipGradValue(params, limit);
      for (const [i, gradient] of grads.entries()) expectClose(params[i]!.grad!.data, gradient, 1e-5, `gradient ${i}`);
    });
  }
});
