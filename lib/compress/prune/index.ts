// Pruning, with `torch.nn.utils.prune`'s names.
export { applyMethod, isPruned, type PruneOptions, pruningMethods, remove } from "./apply.ts";
export { CustomFromMask } from "./custom.ts";
export {
  customFromMask,
  identity,
  l1Unstructured,
  lnStructured,
  randomStructured,
  randomUnstructured,
} from "./functions.ts";
export { type GlobalOptions, globalUnstructured, type ParameterOf, parametersToPrune } from "./global.ts";
export {
  type IterativeOptions,
  type PruningRound,
  pruneIteratively,
  type ScheduleOptions,
  sparsitySchedule,
} from "./iterative.ts";
export { BasePruningMethod, type PruneTensorOptions, type PruningType } from "./method.ts";
export { SparsityReport, type SparsityRow, sparsity } from "./sparsity.ts";
export { LnStructured, type NormOrder, RandomStructured } from "./structured.ts";
export { Identity, L1Unstructured, RandomUnstructured } from "./unstructured.ts";
