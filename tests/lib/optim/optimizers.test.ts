// Oracle: PyTorch 2.13 CPU (tests/goldens/optim_steps.py): parameters after 1, 2, 6 and 20 steps on gradients of the same
// random stream, and the form of the state dict.
import { expect } from "chai";
import * as optim from "../../../lib/optim/index.ts";
import { defaultGenerator, manualSeed } from "../../../lib/random/index.ts";
import { Tensor, tensor } from "../../../lib/tensor/index.ts";
import { expectTensor, type Packed, readGoldens } from "../nn/goldens.ts";

type Options = Record<string, unknown>;
interface StateDict {
  state: Record<string, unknown>;
  groups: Options[];
}
interface Case {
  name: string;
  options: Options;
  steps: Record<string, Packed[]>;
  stateDict: StateDict;
}
const goldens = readGoldens<{ cases: Case[]; groups: { parameters: Packed[]; stateDict: StateDict } }>(
  "optim_optimizers.json",
);

const randn = (shape: readonly number[]) =>
  tensor(defaultGenerator.randn(shape.reduce((a, b) => a * b, 1)))
    .reshape(shape)
    .clone();
const start = () => {
  manualSeed(5);
  return [randn([3, 4]).requiresGrad_(), randn([5]).requiresGrad_()] as const;
};
const classes: Record<string, unknown> = { ...optim };
type AnyOptimizer = optim.Optimizer<{ lr: number }>;
const make = (name: string, params: readonly Tensor[], options: Options) =>
  new (classes[name] as new (params: readonly Tensor[], options: Options) => AnyOptimizer)(params, options);

/** Options of PyTorch that say how, not what, it computes. */
const IGNORED = ["foreach", "differentiable", "fused", "capturable"];

function expectState(optimizer: AnyOptimizer, golden: StateDict): void {
  const { state, param_groups } = optimizer.stateDict();
  const shapes = Object.fromEntries(
    Object.entries(state[0] ?? {}).map(([key, value]) => [key, value instanceof Tensor ? [...value.shape] : value]),
  );
  expect(shapes).to.deep.equal(golden.state);
  const wanted = golden.groups.map((group) =>
    Object.fromEntries(Object.entries(group).filter(([key]) => !IGNORED.includes(key))),
  );
  expect(param_groups).to.deep.equal(wanted);
}

describe("optimizers equal PyTorch 2.13", () => {
  for (const golden of goldens.cases) {
    it(`${golden.name}(${JSON.stringify(golden.options)})`, () => {
      const params = start();
      const optimizer = make(golden.name, params, golden.options);
      for (let step = 1; step <= 20; step++) {
        for (const param of params) param.grad = randn(param.shape);
        optimizer.step();
        for (const [i, expected] of (golden.steps[step] ?? []).entries())
          expectTensor(params[i]!, expected, `parameter ${i} after step ${step}`);
      }
      expectState(optimizer, golden.stateDict);
    });

    it(`${golden.name}(${JSON.stringify(golden.options)}) resumes from its state`, () => {
      const params = start();
      const optimizer = make(golden.name, params, golden.options);
      const advance = (who: AnyOptimizer, tensors: readonly Tensor[], gradients: Tensor[]) => {
        for (const [i, param] of tensors.entries()) param.grad = gradients[i]!.clone();
        who.step();
      };
      const draw = () => params.map((param) => randn(param.shape));
      for (let step = 0; step < 5; step++) advance(optimizer, params, draw());
      const copies = params.map((param) => param.detach().clone().requiresGrad_());
      const second = make(golden.name, copies, { ...golden.options, lr: 123 });
      second.loadStateDict(optimizer.stateDict());
      for (let step = 0; step < 5; step++) {
        const gradients = draw();
        advance(optimizer, params, gradients);
        advance(second, copies, gradients);
      }
      for (const [i, param] of params.entries()) expect([...copies[i]!.data]).to.deep.equal([...param.data]);
    });
  }

  it("parameter groups with their own settings", () => {
    const [first, second] = start();
    const optimizer = new optim.SGD([{ params: [first] }, { params: second, lr: 0.01, weightDecay: 0.1 }], {
      lr: 0.1,
      momentum: 0.9,
    });
    for (let step = 0; step < 20; step++) {
      for (const param of [first, second]) param.grad = randn(param.shape);
      optimizer.step();
    }
    for (const [i, param] of [first, second].entries())
      expectTensor(param, goldens.groups.parameters[i]!, `parameter ${i}`);
    expectState(optimizer as unknown as AnyOptimizer, goldens.groups.stateDict);
  });
});
