export { createEvaluator } from "./evaluator.ts";
export { Gate } from "./gate.ts";
export { InterruptError } from "./interrupt.ts";
export { type Runtime, runtime } from "./runtime.ts";
export type {
  CellError,
  CellResult,
  CommMessage,
  Evaluator,
  EvaluatorOptions,
  ExecuteOptions,
  MimeBundle,
  Output,
} from "./types.ts";
