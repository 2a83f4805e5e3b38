// Training: the trainer, what can be hung into it, and the techniques of the course. `import * as train from "tsgrad/train"`.
export { updateBn, WeightAveraging, type WeightAveragingOptions } from "./averaging.ts";
export type { Callback, StepResult } from "./callback.ts";
export { ModelCheckpoint, type ModelCheckpointOptions } from "./checkpoint.ts";
export { DistillationLoss, type DistillationOptions, teacherLogits } from "./distillation.ts";
export { EarlyStopping, type EarlyStoppingOptions } from "./early-stopping.ts";
export { ExperimentLog, type Run, type Settings } from "./experiment-log.ts";
export { FileLogger } from "./file-logger.ts";
export { discriminativeLr, GradualUnfreezing, type LrGroup, lrGroups } from "./freezing.ts";
export { type ClassWeightOptions, classWeights, FocalLoss, type FocalLossOptions } from "./imbalance.ts";
export { LiveCurves } from "./live-curves.ts";
export { type LrFindOptions, LrFindResult, lrFind } from "./lr-finder.ts";
export { NaNGuard } from "./nan-guard.ts";
export type { Batches, Evaluated, FitOptions, TrainerOptions } from "./options.ts";
export { ProgressBar } from "./progress-bar.ts";
export {
  type PseudoLabelOptions,
  type PseudoLabels,
  pseudoLabels,
  type SelfTrainOptions,
  selfTrain,
} from "./self-training.ts";
export { Timer, type TimerOptions } from "./timer.ts";
export { type Logged, Trainer } from "./trainer.ts";
