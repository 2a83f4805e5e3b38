import type { Module } from "../nn/module/module.ts";
import { getRngState, setRngState } from "../random/index.ts";
import { noGrad, scope, Tensor } from "../tensor/index.ts";
import type { Callback, StepResult } from "./callback.ts";
import type { Trainer } from "./trainer.ts";

/**
 * Ends a run at the first loss that is NaN or infinite, before the weights are spoilt, and names the step and the layer.
 *
 * Every Trainer has one, unless told otherwise. The step is run once more with a look into each layer.
 *
 * @throws {RangeError} "loss is NaN at step 17 (epoch 1, batch 17): layer 2 (Conv2d) is the first to put out NaN ..."
 */
export class NaNGuard implements Callback {
  onAfterBackward(trainer: Trainer, batch: unknown, { loss }: StepResult): void {
    if (Number.isFinite(loss)) return;
    const at = `step ${trainer.globalStep + 1} (epoch ${trainer.epoch + 1}, batch ${trainer.batchIndex + 1})`;
    throw new RangeError(`loss is ${loss} at ${at}: ${culprit(trainer, batch)}`);
  }
}

function culprit(trainer: Trainer, batch: unknown): string {
  const parameter = trainer.model.namedParameters().find(([, value]) => !allFinite(value));
  if (parameter)
    return (
      `parameter ${parameter[0]} is not finite, so the update before has spoilt it. ` +
      "Lower the learning rate or clip gradients (gradientClipVal: 1)"
    );
  const values = batch instanceof Tensor ? [batch] : Object.values((batch ?? {}) as object);
  const input = values.findIndex((value) => value instanceof Tensor && !allFinite(value));
  if (input >= 0) return `the batch itself is not finite, in its tensor ${input}; look at the data and its transforms`;
  return firstLayer(trainer, batch) ?? "all layers are finite, so the loss function made it; look for log(0) and x / 0";
}

function firstLayer(trainer: Trainer, batch: unknown): string | null {
  let found: string | null = null;
  const hooks = trainer.model.namedModules().map(([name, module]) =>
    module.registerForwardHook((_, inputs, output) => {
      if (module.children().length > 0 || found !== null) return;
      if (output instanceof Tensor && !allFinite(output))
        found = `layer ${name || "of the model"} (${module.constructor.name}) is the first whose output is not finite, for inputs ${rangeOf(inputs[0])}`;
      return;
    }),
  );
  const before = getRngState();
  try {
    scope(() => noGrad(() => trainer.lossOf(batch)));
  } finally {
    setRngState(before);
    for (const hook of hooks) hook.remove();
  }
  return found ?? ownOutput(trainer.model, batch);
}

/** A model whose own forward, not a layer, made it. */
function ownOutput(model: Module, batch: unknown): string | null {
  const x = Array.isArray(batch) ? batch[0] : batch;
  if (!(x instanceof Tensor)) return null;
  const output = scope(() => noGrad(() => (model.forward as (x: Tensor) => unknown)(x)));
  if (!(output instanceof Tensor) || allFinite(output)) return null;
  return `${model.constructor.name}.forward itself puts out what is not finite, between its layers`;
}

function rangeOf(x: unknown): string {
  if (!(x instanceof Tensor)) return "that are no tensor";
  const values = x.data as ArrayLike<number>;
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < values.length; i++) {
    low = Math.min(low, values[i]!);
    high = Math.max(high, values[i]!);
  }
  return `from ${Number(low.toPrecision(4))} to ${Number(high.toPrecision(4))}`;
}

function allFinite(x: Tensor): boolean {
  if (x.dtype !== "float32") return true;
  return (x.data as Float32Array).every(Number.isFinite);
}
