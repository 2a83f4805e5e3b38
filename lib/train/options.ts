import type { Metric } from "../metrics/index.ts";
import type { ParamGroup } from "../optim/optimizer.ts";
import type { OptimizerState } from "../optim/state-dict.ts";
import type { Tensor } from "../tensor/index.ts";
import type { Callback } from "./callback.ts";

/** Batches of any kind, such as a `DataLoader`; one that has a `stateDict` can be resumed in the middle of an epoch. */
export type Batches = Iterable<unknown> | AsyncIterable<unknown>;

/** What the trainer needs of an optimizer. */
export interface TrainedOptimizer {
  readonly paramGroups: ParamGroup<{ lr: number }>[];
  step(): void;
  zeroGrad(): void;
  stateDict(): OptimizerState;
  loadStateDict(state: OptimizerState): void;
}

/** A scheduler; `ReduceLROnPlateau` is given what it watches. */
export interface TrainedScheduler {
  step(...metric: never[]): void;
  stateDict(): object;
  loadStateDict(state: never): void;
}

/** What is known of a batch in validation. */
export interface Evaluated {
  loss: Tensor;
  output: Tensor;
  target: Tensor;
}

export interface TrainerOptions {
  optimizer: TrainedOptimizer;
  /** The loss of outputs and targets (`F.crossEntropy`). */
  loss?: (output: Tensor, target: Tensor) => Tensor;
  scheduler?: TrainedScheduler | null;
  /** Whether the scheduler steps after each epoch or after each update ("epoch"). */
  schedulerInterval?: "epoch" | "step";
  /** What a `ReduceLROnPlateau` watches ("valLoss", "loss" without validation). */
  monitor?: string | null;
  /** Metrics of outputs and targets in `validate` and `test`; `accuracy` is logged as `valAccuracy`. */
  metrics?: Readonly<Record<string, Metric<readonly [Tensor, Tensor]>>>;
  callbacks?: readonly Callback[];
  /** The loss of a batch, where it is not `loss(model.forward(x), y)`: several losses, mixed images, a teacher. */
  trainingStep?: ((batch: never) => Tensor) | null;
  /** Loss, output and target of a batch in validation, where they are not `model.forward(x)` and `y`. */
  evaluationStep?: ((batch: never) => Evaluated) | null;
  /** Batches whose gradients are added up before the weights move (1): 4 of 16 samples are like 1 of 64. */
  accumulateGradBatches?: number;
  /** The largest norm (or value) of the gradients; null leaves them as they are. */
  gradientClipVal?: number | null;
  gradientClipAlgorithm?: "norm" | "value";
  /** Capture the steps, as `compile` does (true); steps that read values must run without. */
  compile?: boolean;
  /** Stop with the step and the layer when a loss is NaN or infinite (true). */
  nanGuard?: boolean;
  /** Show a progress bar (true). */
  progress?: boolean;
  /** In a notebook, draw curves while training (true). */
  chart?: boolean;
}

export const DEFAULTS: Omit<Required<TrainerOptions>, "optimizer" | "loss"> = {
  scheduler: null,
  schedulerInterval: "epoch",
  monitor: null,
  metrics: {},
  callbacks: [],
  trainingStep: null,
  evaluationStep: null,
  accumulateGradBatches: 1,
  gradientClipVal: null,
  gradientClipAlgorithm: "norm",
  compile: true,
  nanGuard: true,
  progress: true,
  chart: true,
};

export interface FitOptions {
  /** The epoch to train to, counted from the first one ever (1). */
  maxEpochs?: number;
  /** A checkpoint of this run to go on from, where it exists: also in the middle of an epoch. */
  ckptPath?: string | null;
}
