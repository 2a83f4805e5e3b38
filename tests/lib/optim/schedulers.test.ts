// Oracle: PyTorch 2.13 (tests/goldens/optim_steps.py): learning rates and momenta over 30 epochs, state dicts.
import { readFileSync } from "node:fs";
import { expect } from "chai";
import type { ScheduledOptimizer } from "../../../lib/optim/lr-scheduler/index.ts";
import * as lrScheduler from "../../../lib/optim/lr-scheduler/index.ts";

type Spec = [string, Record<string, unknown>];
interface Case {
  name: string;
  options: Record<string, unknown>;
  rates: number[][];
  momenta?: number[][];
  stateDict: Record<string, unknown>;
}
const goldens: { metrics: number[]; cases: Case[] } = JSON.parse(
  readFileSync(new URL("../../goldens/optim_schedulers.json", import.meta.url), "utf8"),
);

/** The options that are required, and so positional, in their order. */
const REQUIRED: Record<string, string[]> = {
  StepLR: ["stepSize"],
  MultiStepLR: ["milestones"],
  ExponentialLR: ["gamma"],
  CosineAnnealingLR: ["tMax"],
  CosineAnnealingWarmRestarts: ["t0"],
  OneCycleLR: ["maxLr"],
  CyclicLR: ["baseLr", "maxLr"],
  LambdaLR: ["lambda"],
  MultiplicativeLR: ["lambda"],
  SequentialLR: ["schedulers", "milestones"],
  ChainedScheduler: ["schedulers"],
};
const LAMBDAS: Record<string, (epoch: number) => number> = {
  "1 / (epoch + 1)": (epoch) => 1 / (epoch + 1),
  "0.95": () => 0.95,
};

const classes: Record<string, unknown> = { ...lrScheduler };
type AnyScheduler = lrScheduler.LRScheduler | lrScheduler.ReduceLROnPlateau;

function make(optimizer: ScheduledOptimizer, [name, given]: Spec): AnyScheduler {
  const options = { ...given };
  const positional = (REQUIRED[name] ?? []).map((key) => {
    const value = options[key];
    delete options[key];
    if (key === "schedulers") return (value as Spec[]).map((spec) => make(optimizer, spec));
    return key === "lambda" ? LAMBDAS[value as string] : value;
  });
  const Scheduler = classes[name] as new (...args: unknown[]) => AnyScheduler;
  return name === "ChainedScheduler" ? new Scheduler(...positional) : new Scheduler(optimizer, ...positional, options);
}

const makeOptimizer = () => ({ paramGroups: [0.1, 0.05].map((lr) => ({ lr, momentum: 0.9 })) });

function advance(scheduler: AnyScheduler, epoch: number): void {
  if (scheduler instanceof lrScheduler.ReduceLROnPlateau) scheduler.step(goldens.metrics[epoch]!);
  else scheduler.step();
}

function expectClose(got: readonly number[], expected: readonly number[], what: string): void {
  expect(got.length).to.equal(expected.length);
  for (const [i, value] of expected.entries()) {
    const error = Math.abs(got[i]! - value);
    expect(error <= 1e-12 + 1e-9 * Math.abs(value), `${what}[${i}]: expected ${value}, got ${got[i]}`).to.equal(true);
  }
}

describe("learning rate schedulers equal PyTorch 2.13", () => {
  for (const golden of goldens.cases) {
    it(`${golden.name}(${JSON.stringify(golden.options)})`, () => {
      const optimizer = makeOptimizer();
      const scheduler = make(optimizer, [golden.name, golden.options]);
      golden.rates.forEach((rates, epoch) => {
        if (epoch > 0) advance(scheduler, epoch - 1);
        expectClose(
          optimizer.paramGroups.map((group) => group.lr),
          rates,
          `lr at ${epoch}`,
        );
        expectClose(scheduler.getLastLr(), rates, `getLastLr at ${epoch}`);
        expectClose(
          optimizer.paramGroups.map((group) => group.momentum),
          golden.momenta?.[epoch] ?? [0.9, 0.9],
          `momentum at ${epoch}`,
        );
      });
    });

    it(`${golden.name}(${JSON.stringify(golden.options)}) resumes from its state`, () => {
      const whole = makeOptimizer();
      const scheduler = make(whole, [golden.name, golden.options]);
      for (let epoch = 0; epoch < 11; epoch++) advance(scheduler, epoch);
      const resumed = makeOptimizer();
      const second = make(resumed, [golden.name, golden.options]);
      second.loadStateDict(JSON.parse(JSON.stringify(scheduler.stateDict())));
      for (const [i, group] of resumed.paramGroups.entries()) Object.assign(group, whole.paramGroups[i]);
      for (let epoch = 11; epoch < 25; epoch++) {
        for (const one of [scheduler, second]) advance(one, epoch);
        expect(resumed.paramGroups).to.deep.equal(whole.paramGroups);
      }
    });
  }

  it("stateDict has PyTorch's keys and numbers", () => {
    const wanted = ["StepLR", "LinearLR", "CosineAnnealingLR", "PolynomialLR", "ReduceLROnPlateau", "ExponentialLR"];
    for (const golden of goldens.cases.filter(({ name }) => wanted.includes(name))) {
      const scheduler = make(makeOptimizer(), [golden.name, golden.options]);
      for (let epoch = 0; epoch < 30; epoch++) advance(scheduler, epoch);
      const state = scheduler.stateDict();
      for (const [key, value] of Object.entries(golden.stateDict)) {
        if (key === "default_min_lr") continue;
        if (typeof value === "string") {
          expect(state[key]).to.equal(value);
          continue;
        }
        expectClose([state[key]].flat().map(Number), [value].flat().map(Number), `${golden.name}.${key}`);
      }
    }
  });
});

describe("learning rate schedulers refuse", () => {
  const cases: [string, () => unknown, string][] = [
    [
      "no optimizer",
      () => new lrScheduler.StepLR({} as ScheduledOptimizer, 3),
      "StepLR: expected an optimizer as first argument",
    ],
    [
      "rates for other groups",
      () => new lrScheduler.OneCycleLR(makeOptimizer(), [1, 2, 3], { totalSteps: 5 }),
      "OneCycleLR: maxLr: expected one number or 2, one for each parameter group, got 3",
    ],
    [
      "a cycle of unknown length",
      () => new lrScheduler.OneCycleLR(makeOptimizer(), 1, { epochs: 3 }),
      "OneCycleLR: expected totalSteps, or epochs and stepsPerEpoch, as integers >= 1",
    ],
    [
      "a plateau without a metric",
      () => new lrScheduler.ReduceLROnPlateau(makeOptimizer()).step(undefined as unknown as number),
      "ReduceLROnPlateau: step needs the metric to watch, as step(validationLoss), got undefined",
    ],
    [
      "cycling a momentum that is not there",
      () => new lrScheduler.CyclicLR({ paramGroups: [{ lr: 1 }] }, 0.1, 1),
      "CyclicLR: the optimizer has neither momentum nor betas; pass cycleMomentum: false",
    ],
    [
      "resuming without initial rates",
      () => new lrScheduler.StepLR(makeOptimizer(), 3, { lastEpoch: 4 }),
      "StepLR: lastEpoch 4 continues an earlier run, but parameter group 0 has no initialLr; load the optimizer's state first",
    ],
    [
      "too many steps of one cycle",
      () => {
        const scheduler = new lrScheduler.OneCycleLR(makeOptimizer(), 1, { totalSteps: 2 });
        for (let i = 0; i < 3; i++) scheduler.step();
      },
      "OneCycleLR: step 3 is beyond the cycle's 2 steps; give totalSteps as epochs times batches",
    ],
  ];
  for (const [name, run, message] of cases) it(name, () => expect(run).to.throw(message));
});
