import type { Module } from "../nn/module/module.ts";
import { noGrad, type Tensor } from "../tensor/index.ts";
import { keep } from "../tensor/internal.ts";

/** Copies of all parameters and buffers, by name. */
export type Snapshot = Record<string, Tensor>;

export function snapshot(model: Module): Snapshot {
  return noGrad(() =>
    Object.fromEntries(Object.entries(model.stateDict()).map(([name, x]) => [name, keep(x.detach().clone())])),
  );
}

/** Gives a model the values of a snapshot back. */
export function restore(model: Module, values: Readonly<Snapshot>): void {
  model.loadStateDict(values);
}
