export { Adam, type AdamOptions, AdamW } from "./adam.ts";
export { Adamax, type AdamaxOptions, NAdam, type NAdamOptions, RAdam, type RAdamOptions } from "./adam-family.ts";
export {
  Adadelta,
  type AdadeltaOptions,
  Adagrad,
  type AdagradOptions,
  RMSprop,
  type RMSpropOptions,
} from "./adaptive.ts";
export { ASGD, type ASGDOptions } from "./averaged-sgd.ts";
export { EMA, type EMAOptions } from "./ema.ts";
export { LBFGS, type LBFGSOptions } from "./lbfgs.ts";
export * as lrScheduler from "./lr-scheduler/index.ts";
export { Optimizer, type ParamGroup, type Params } from "./optimizer.ts";
export { Rprop, type RpropOptions } from "./rprop.ts";
export { SGD, type SGDOptions } from "./sgd.ts";
export type { OptimizerState } from "./state-dict.ts";
