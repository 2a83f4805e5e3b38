// Oracle: torch.nn.utils.prune of PyTorch 2.13 (tests/goldens/compress/prune.py); the papers' formulas for the schedules.
import { expect } from "chai";
import fc from "fast-check";
import { prune } from "../../../lib/compress/index.ts";
import { arange, manualSeed, nn, noGrad, ones, optim, type Tensor, tensor } from "../../../lib/index.ts";
import { readGoldens } from "../nn/goldens.ts";

interface Goldens {
  cases: {
    layer: "linear" | "conv";
    steps: string[];
    name: string;
    keys: string[];
    mask: number[];
    grad: number[];
    after: string[];
  }[];
  global: { method: "L1Unstructured" | "RandomUnstructured"; amount: number; times: number; masks: number[][] }[];
}
const goldens = readGoldens<Goldens>("compress/prune.json");

type Layer = nn.Linear | nn.Conv2d;
const layers = { linear: () => new nn.Linear(5, 6), conv: () => new nn.Conv2d(3, 6, 3) };
const steps: Record<string, (m: Layer) => Layer> = {
  l1: (m) => prune.l1Unstructured(m, "weight", 0.3),
  "l1 count": (m) => prune.l1Unstructured(m, "weight", 7),
  "l1 half": (m) => prune.l1Unstructured(m, "bias", 0.5),
  "l1 none": (m) => prune.l1Unstructured(m, "weight", 0),
  random: (m) => prune.randomUnstructured(m, "weight", 0.4),
  "l2 rows": (m) => prune.lnStructured(m, "weight", 2, 2, 0),
  "l1 columns": (m) => prune.lnStructured(m, "weight", 0.5, 1, 1),
  "inf rows": (m) => prune.lnStructured(m, "weight", 1, Infinity, -2),
  "-inf rows": (m) => prune.lnStructured(m, "weight", 1, -Infinity, 0),
  "random rows": (m) => prune.randomStructured(m, "weight", 2, 0),
  "l1 scores": (m) => {
    const importanceScores = arange(m.weight.numel()).float().reshape(m.weight.shape).flip(0);
    return prune.l1Unstructured(m, "weight", 5, { importanceScores });
  },
};
const field = (module: nn.Module, name: string) => (module as unknown as Record<string, Tensor>)[name]!;

describe("pruning equals PyTorch's", () => {
  for (const { layer, steps: names, name, keys, mask, grad, after } of goldens.cases) {
    it(`${layer}: ${names.join(", then ")}`, () => {
      manualSeed(0);
      const module = layers[layer]();
      manualSeed(5);
      for (const step of names) steps[step]!(module);
      expect([...field(module, `${name}_mask`).data]).to.deep.equal(mask);
      expect(Object.keys(module.stateDict())).to.deep.equal(keys);
      expect(prune.pruningMethods(module, name).length).to.equal(names.length);
      module
        .forward(layer === "linear" ? ones([2, 5]) : ones([2, 3, 5, 5]))
        .sum()
        .backward();
      expect([...field(module, `${name}_orig`).grad!.data].map((x) => x || 0)).to.deep.equal(grad.map((x) => x || 0));
      prune.remove(module, name);
      expect(Object.keys(module.stateDict())).to.deep.equal(after);
      expect([...field(module, name).data].map((x) => (x === 0 ? 0 : 1))).to.deep.equal(mask);
    });
  }

  for (const { method, amount, times, masks } of goldens.global) {
    it(`global ${method} of ${amount}, ${times} times`, () => {
      manualSeed(1);
      const net = new nn.Sequential(new nn.Linear(4, 5), new nn.Linear(5, 3));
      manualSeed(6);
      for (let i = 0; i < times; i++) prune.globalUnstructured(prune.parametersToPrune(net), prune[method], { amount });
      expect(net.children().map((layer) => [...field(layer, "weight_mask").data])).to.deep.equal(masks);
    });
  }
});

describe("pruned modules", () => {
  it("train what is left, and nothing else", () => {
    manualSeed(0);
    const layer = prune.l1Unstructured(new nn.Linear(4, 3), "weight", 0.5);
    const optimizer = new optim.SGD(layer.parameters(), { lr: 0.5 });
    const mask = [...field(layer, "weight_mask").data];
    const before = [...layer.weight.data];
    layer
      .forward(ones([2, 4]))
      .sum()
      .backward();
    optimizer.step();
    const now = [...layer.weight.data];
    expect(now.map((x) => (x === 0 ? 0 : 1))).to.deep.equal(mask);
    expect(now.some((x, i) => x !== before[i])).to.equal(true);
  });

  it("keep their parameter when pruning is made permanent", () => {
    const layer = new nn.Linear(4, 3);
    const { weight } = layer;
    prune.remove(prune.l1Unstructured(layer, "weight", 0.5), "weight");
    expect(layer.weight).to.equal(weight);
    expect(prune.isPruned(layer)).to.equal(false);
  });

  it("load a pruned state dict", () => {
    const from = prune.l1Unstructured(new nn.Linear(4, 3), "weight", 0.5);
    const to = prune.identity(new nn.Linear(4, 3), "weight");
    to.loadStateDict(from.stateDict());
    expect([...to.weight.data]).to.deep.equal([...from.weight.data]);
  });

  it("refuse what cannot be pruned", () => {
    const layer = new nn.Linear(4, 3);
    expect(() => prune.l1Unstructured(layer, "wieght", 1)).to.throw(
      /no parameter "wieght" of its own; it has weight, bias/,
    );
    expect(() => prune.l1Unstructured(layer, "weight", 1.5)).to.throw(/share below 1 or as a whole number/);
    expect(() => prune.l1Unstructured(layer, "weight", 13)).to.throw(/13 units is more than the 12/);
    expect(() => prune.lnStructured(layer, "bias", 1, 2, 0)).to.throw(/at least 2 dimensions/);
    expect(() => prune.remove(layer, "weight")).to.throw(/weight is not pruned/);
    expect(() => prune.customFromMask(layer, "weight", ones([2]))).to.throw(/shape \[3, 4\], got \[2\]/);
    expect(layer.ownParameters().map(([name]) => name)).to.deep.equal(["weight", "bias"]);
    prune.identity(layer, "weight");
    expect(() => Object.assign(layer, { weight: tensor(1) })).to.throw(/weight is pruned/);
  });
});

describe("iterative pruning", () => {
  it("follows each schedule's formula and ends at the target", () => {
    const rounds = fc.integer({ min: 1, max: 30 });
    fc.assert(
      fc.property(rounds, fc.double({ min: 0.05, max: 0.99, noNaN: true }), (n, target) => {
        for (const schedule of ["geometric", "cubic", "linear"] as const) {
          const values = prune.sparsitySchedule(target, n, { schedule });
          expect(values.at(-1)).to.be.closeTo(target, 1e-9);
          expect(values).to.deep.equal(values.toSorted((a, b) => a - b));
        }
      }),
    );
    const [a, b, c] = prune.sparsitySchedule(0.488, 3);
    for (const share of [a, 1 - (1 - b!) / (1 - a!), 1 - (1 - c!) / (1 - b!)]) expect(share).to.be.closeTo(0.2, 1e-9);
    expect(prune.sparsitySchedule(0.8, 2, { schedule: "cubic" })[0]).to.be.closeTo(0.7, 1e-12);
  });

  it("reaches the target to the weight, and calls for training after each round", async () => {
    manualSeed(0);
    const net = new nn.Sequential(new nn.Linear(20, 30), new nn.Linear(30, 5));
    const seen = await prune.pruneIteratively(
      prune.parametersToPrune(net),
      { target: 0.9, rounds: 4 },
      async ({ sparsity }) => sparsity,
    );
    expect(seen.length).to.equal(4);
    const { rows, zeros } = prune.sparsity(net);
    expect(zeros).to.equal(Math.round(0.9 * 750));
    expect(rows.map(({ name }) => name)).to.deep.equal(["0.bias", "0.weight", "1.bias", "1.weight"]);
  });

  it("counts weights that only happen to be 0 in the report", () => {
    const layer = new nn.Linear(4, 2, { bias: false });
    noGrad(() =>
      layer.weight.copy_(
        tensor([
          [0, 0, 0, 0],
          [1, 2, 0, 3],
        ]),
      ),
    );
    const [row] = prune.sparsity(layer).rows;
    expect(row).to.include({ name: "weight", total: 8, zeros: 5, zeroChannels: 1 });
    expect(String(prune.sparsity(layer))).to.match(/5 of 8 weights are 0 \(62\.5%\)/);
  });
});
