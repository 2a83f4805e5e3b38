// Oracle: the same step without `compile`, from the same seed.
import { expect } from "chai";
import { type CompiledStep, compile } from "../../../lib/compile.ts";
import { type DeviceName, device, InterruptError, setDevice, tf } from "../../../lib/engine/index.ts";
import { tensorflow } from "../../../lib/engine/tensorflow/index.ts";
import * as nn from "../../../lib/nn/index.ts";
import { manualSeed } from "../../../lib/random/index.ts";
import { runtime } from "../../../lib/runtime.ts";
import { memory, noGrad, ones, randn, type Tensor, tensor, zeros } from "../../../lib/tensor/index.ts";
import { CASES, trainingOf } from "./compile-cases.ts";

const chosen = device();

/** The largest difference, relative to the largest value. */
function difference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [largest, error] = [0, 0];
  for (let i = 0; i < a.length; i++) {
    largest = Math.max(largest, Math.abs(a[i]!));
    error = Math.max(error, Math.abs(a[i]! - b[i]!));
  }
  return error / Math.max(largest, 1e-12);
}

function train(make: (typeof CASES)[string], compiled: boolean, steps = 50) {
  const training = trainingOf(make);
  const step = compiled ? compile(training.step) : training.step;
  const losses = Array.from({ length: steps }, () => {
    const loss = step(...training.batch()).item();
    training.scheduler?.step();
    return loss;
  });
  return { ...training, losses, statistics: (step as CompiledStep<[], Tensor>).statistics };
}

describe("compile", function () {
  this.timeout(300_000);
  before(() => setDevice("cpu"));
  after(() => setDevice(chosen));

  for (const [name, make] of Object.entries(CASES))
    it(`${name}: 50 steps as without it, to 1e-6`, () => {
      const eager = train(make, false);
      const compiled = train(make, true);
      expect(compiled.statistics).to.deep.equal({ recorded: 2, replayed: 48, built: 1 });
      expect(difference(eager.losses, compiled.losses), "losses").to.be.below(1e-6);
      const states = [eager, compiled].map(({ model }) => model.stateDict());
      for (const [key, value] of Object.entries(states[0]!))
        expect(difference(value.data, states[1]![key]!.data), key).to.be.below(1e-6);
      for (const [i, parameter] of [...eager.model.parameters()].entries())
        expect(difference(parameter.grad!.data, [...compiled.model.parameters()][i]!.grad!.data)).to.be.below(1e-6);
      const [first, second] = [eager, compiled].map(({ optimizer }) =>
        JSON.stringify(optimizer.stateDict().param_groups),
      );
      expect(first).to.equal(second);
    });

  it("leaves no tensor and no handle over 300 steps", () => {
    const { step, batch } = trainingOf(CASES["CNN with batch norm and dropout, Adam, cosine"]!);
    const compiled = compile(step);
    const run = (steps: number) => {
      for (let i = 0; i < steps; i++) compiled(...batch());
      return { ...memory(), engine: tf.memory().numTensors, handles: tensorflow()!.binding.handleCount };
    };
    const early = run(20);
    expect(run(300)).to.deep.equal(early);
    compiled.clear();
    expect(run(2)).to.deep.equal(early);
  });

  it("captures anew for other shapes and remembers both", () => {
    const weight = randn([3, 2]);
    const step = compile((x: Tensor) => x.matmul(weight).relu().sum(0));
    for (let i = 0; i < 3; i++)
      for (const rows of [4, 7]) {
        const x = randn([rows, 3]);
        expect(difference(x.matmul(weight).relu().sum(0).data, step(x).data)).to.be.below(1e-6);
      }
    expect(step.statistics).to.deep.equal({ recorded: 2, replayed: 4, built: 2 });
  });

  it("follows branches and numbers of the host", () => {
    let [factor, negative] = [1, false];
    const step = compile((x: Tensor) => (negative ? x.mul(factor).neg() : x.mul(factor).exp()));
    for (let i = 0; i < 12; i++) {
      factor = 1 + i / 10;
      negative = i % 3 === 0;
      const x = randn([5]);
      const expected = negative ? x.mul(factor).neg() : x.mul(factor).exp();
      expect(difference(expected.data, step(x).data), `call ${i}`).to.be.below(1e-6);
    }
    expect(step.statistics.replayed).to.be.at.least(9);
  });

  it("sees in-place changes, and makes its own", () => {
    const counter = zeros([2]);
    const step = compile((x: Tensor) => {
      noGrad(() => counter.add_(x));
      return counter.mul(2);
    });
    for (let i = 1; i <= 5; i++) expect(step(ones([2])).toArray()).to.deep.equal([2 * i, 2 * i]);
    counter.fill_(10);
    expect(step(ones([2])).toArray()).to.deep.equal([22, 22]);
    expect(counter.toArray()).to.deep.equal([11, 11]);
  });

  it("draws the dropout masks that it would draw otherwise", () => {
    const draw = (compiled: boolean) => {
      manualSeed(1);
      const forward = (x: Tensor) => nn.functional.dropout(x, { p: 0.5 });
      const step = compiled ? compile(forward) : forward;
      return Array.from({ length: 6 }, () => step(ones([32])).toArray());
    };
    expect(draw(true)).to.deep.equal(draw(false));
  });

  it("keeps index data apart from shapes", () => {
    const table = randn([10, 3]);
    const step = compile((rows: Tensor) => nn.functional.embedding(rows, table).sum(0));
    for (let i = 0; i < 8; i++) {
      const rows = tensor([i, 9 - i, 3], { dtype: "int32" });
      expect(difference(nn.functional.embedding(rows, table).sum(0).data, step(rows).data)).to.be.below(1e-6);
    }
    expect(step.statistics.recorded).to.be.at.most(2);
  });

  it("returns tensors in arrays and objects, and with their graph", () => {
    const weight = randn([3]).requiresGrad_();
    const step = compile((x: Tensor) => ({ loss: x.mul(weight).sum(), parts: [x.add(1), x.sub(1)] }));
    for (let i = 0; i < 3; i++) {
      const x = randn([3]);
      const { loss, parts } = step(x);
      weight.grad = null;
      loss.backward();
      expect(difference(x.data, weight.grad!.data)).to.be.below(1e-6);
      expect(difference(x.add(1).data, parts[0]!.data)).to.be.below(1e-6);
    }
  });

  it("refuses to read what the step computes, and leaves everything usable", () => {
    const step = compile((x: Tensor) => x.sum().item());
    for (let i = 0; i < 3; i++)
      expect(() => step(ones([3]))).to.throw(
        "compile: a value that the step computes is read inside it (item(), toArray(), data, print), before it is computed. " +
          "Return the tensor and read it after the call",
      );
    expect(ones([3]).sum().item()).to.equal(3);
    const reading = compile((x: Tensor) => x.mul((x.toArray() as number[])[0]!));
    for (let i = 1; i <= 4; i++) expect(reading(tensor([i, i])).toArray()).to.deep.equal([i * i, i * i]);
  });

  it("refuses asynchronous steps", () => {
    const step = compile(async (x: Tensor) => x);
    expect(() => step(ones([1]))).to.throw(TypeError, "compile: expected a synchronous step");
  });

  it("an error or an interrupt in the middle leaves what was done until then", () => {
    const total = zeros([2]);
    let fails = false;
    const step = compile((x: Tensor) => {
      noGrad(() => total.add_(x));
      if (fails) throw new RangeError("in the middle");
      return total.mul(3);
    });
    for (let i = 0; i < 3; i++) step(ones([2]));
    fails = true;
    expect(() => step(ones([2]))).to.throw(RangeError, "in the middle");
    expect(total.toArray()).to.deep.equal([4, 4]);
    fails = false;
    const { interrupt } = runtime();
    interrupt[0] = 1;
    try {
      expect(() => step(ones([2]))).to.throw(InterruptError);
    } finally {
      interrupt[0] = 0;
    }
    expect(step(ones([2])).toArray()).to.deep.equal([15, 15]);
  });

  it("runs steps inside steps as part of the outer one", () => {
    const inner = compile((x: Tensor) => x.mul(2));
    const outer = compile((x: Tensor) => inner(x).add(1));
    for (let i = 0; i < 4; i++) expect(outer(tensor([i])).toArray()).to.deep.equal([2 * i + 1]);
    expect(inner.statistics).to.deep.equal({ recorded: 0, replayed: 0, built: 0 });
  });

  it("stops capturing a step that never repeats, and says so", () => {
    const { warn } = console;
    const warnings: string[] = [];
    console.warn = (text: string) => warnings.push(text);
    try {
      const step = compile((x: Tensor) => x.exp());
      for (let i = 1; i <= 60; i++) expect(step(ones([i])).shape).to.deep.equal([i]);
      expect(warnings).to.have.length(1);
      expect(warnings[0]).to.include("48 calls in a row");
      expect(step.statistics).to.deep.equal({ recorded: 48, replayed: 0, built: 0 });
    } finally {
      console.warn = warn;
    }
  });

  for (const name of ["wasm", "js"] as DeviceName[])
    it(`is the step itself on ${name}`, async () => {
      await setDevice(name);
      try {
        const step = compile((x: Tensor) => x.add(1));
        for (let i = 0; i < 3; i++) expect(step(tensor([i])).toArray()).to.deep.equal([i + 1]);
        expect(step.statistics.recorded).to.equal(0);
      } finally {
        await setDevice("cpu");
      }
    });
});
