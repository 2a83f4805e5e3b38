import type { Trainer } from "./trainer.ts";

/** What a step came to. */
export interface StepResult {
  /** The mean loss of the batch. */
  loss: number;
  /** How many samples the batch has. */
  size: number;
}

/**
 * What can be hung into a training run; every method is optional, and they are called in the order of the callbacks.
 *
 * `stateDict` and `loadStateDict` make it part of checkpoints.
 *
 * @example
 * class Shout implements Callback {
 *   onEpochEnd(trainer: Trainer) {
 *     console.log(`epoch ${trainer.epoch}: ${trainer.logged.loss}`);
 *   }
 * }
 * new Trainer(model, { optimizer, callbacks: [new Shout()] });
 */
export interface Callback {
  onFitStart?(trainer: Trainer): void;
  onEpochStart?(trainer: Trainer): void;
  /** The gradients are there, the weights have not moved yet. */
  onAfterBackward?(trainer: Trainer, batch: unknown, result: StepResult): void;
  onBatchEnd?(trainer: Trainer, batch: unknown, result: StepResult): void;
  onValidationStart?(trainer: Trainer): void;
  onValidationEnd?(trainer: Trainer): void;
  /** After validation; `trainer.logged` holds the epoch's numbers, and `trainer.epoch` counts it. */
  onEpochEnd?(trainer: Trainer): void;
  /** The run ended as it should; weights may be replaced here. */
  onFitEnd?(trainer: Trainer): void;
  /** The run ended, as it should or not; no operation on tensors may run here, since an interrupt may be on. */
  onTeardown?(trainer: Trainer, error: unknown): void;
  stateDict?(): object;
  loadStateDict?(state: never): void;
}
