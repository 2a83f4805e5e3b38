// What batches and loaders of any kind tell of themselves.
import type { Module } from "../nn/module/module.ts";
import { Tensor } from "../tensor/index.ts";
import type { Batches } from "./options.ts";

export function pairOf(batch: unknown): [Tensor, Tensor] {
  if (Array.isArray(batch) && batch.length >= 2 && batch[0] instanceof Tensor && batch[1] instanceof Tensor)
    return [batch[0], batch[1]];
  throw new TypeError(
    "Trainer: expected batches [inputs, targets] of tensors; for others pass trainingStep: (batch) => loss, and evaluationStep",
  );
}

export function outputOf(model: Module, x: Tensor): Tensor {
  const output = (model.forward as (x: Tensor) => unknown)(x);
  if (output instanceof Tensor) return output;
  throw new TypeError("Trainer: the model's output is no tensor; pass trainingStep and evaluationStep, which know it");
}

export function sizeOf(batch: unknown): number {
  if (batch instanceof Tensor) return batch.shape[0] ?? 1;
  const values = typeof batch === "object" && batch !== null ? Object.values(batch) : [];
  const first = values.find((value) => value instanceof Tensor);
  return first?.shape[0] ?? (values.length > 0 && Array.isArray(values[0]) ? values[0].length : 1);
}

export function lengthOf(loader: Batches): number | null {
  try {
    const { length } = loader as { length?: unknown };
    return typeof length === "number" ? length : null;
  } catch {
    // A loader over a stream has a `length` that throws.
    return null;
  }
}

export function hasPosition(loader: Batches): boolean {
  return typeof (loader as { stateDict?: unknown }).stateDict === "function";
}
