// The weights that tests/goldens/vision/zoo_recipe.py gives a model, and the digests it takes.
import { createHash } from "node:crypto";
import { expect } from "chai";
import { manualSeed, nn, noGrad, type Tensor, zeros } from "../../../../lib/index.ts";

export interface Digest {
  first: number[];
  mean: number;
  norm: number;
}

/** One uniform stream from seed 0, in the order of the state dict. */
export function fill<M extends nn.Module>(model: M, gain = 1): M {
  manualSeed(0);
  noGrad(() => {
    for (const [key, value] of Object.entries(model.stateDict())) {
      if (key.endsWith("num_batches_tracked")) continue;
      const [a, b] = boundsOf(key, value.shape, gain);
      nn.init.uniform_(value, { a, b });
    }
  });
  return model;
}

function boundsOf(key: string, shape: readonly number[], gain: number): [number, number] {
  if (key.endsWith("running_var")) return [0.5, 1.5];
  if (key.endsWith("layer_scale")) return [0.5, 1];
  if (shape.length === 1 && key.endsWith("weight")) return [0.8, 1.2];
  if (shape.length <= 1) return [-0.1, 0.1];
  const bound = gain * Math.sqrt(6 / shape.slice(1).reduce((a, b) => a * b, 1));
  return [-bound, bound];
}

/** The next uniform numbers of the stream. */
export function images(shape: readonly number[]): Tensor {
  return nn.init.uniform_(zeros(shape), { a: -1, b: 1 });
}

/** Without dropout and stochastic depth. */
export function quiet<M extends nn.Module>(model: M): M {
  for (const module of model.modules())
    if (module instanceof nn.Dropout || module instanceof nn.DropPath) Object.assign(module, { p: 0 });
  return model;
}

/** The first values, the mean and the norm. */
export function digest(x: Tensor): Digest {
  const values = x.detach().data as Float32Array;
  let [sum, squares] = [0, 0];
  for (const value of values) {
    sum += value;
    squares += value * value;
  }
  return { first: [...values.slice(0, 6)], mean: sum / values.length, norm: Math.sqrt(squares) };
}

/** Largest difference, relative to the typical size of the values. */
export function expectDigest(x: Tensor, golden: Digest, tolerance: number, what: string): void {
  const got = digest(x);
  if (golden.norm === 0) {
    expect(got.norm, `${what}: norm`).to.equal(0);
    return;
  }
  const typical = golden.norm / Math.sqrt(x.numel());
  const off = [...got.first.map((value, i) => value - golden.first[i]!), got.mean - golden.mean].map(Math.abs);
  expect(Math.max(...off) / typical, `${what}: error of the values, relative to their size`).to.be.below(tolerance);
  expect(Math.abs(got.norm / golden.norm - 1), `${what}: relative error of the norm`).to.be.below(tolerance);
}

/** SHA-256 of the state dict's names and shapes. */
export function keyDigest(model: nn.Module): string {
  const lines = Object.entries(model.stateDict()).map(([key, value]) => `${key} ${value.shape.join()}`);
  return createHash("sha256").update(lines.join("\n")).digest("hex");
}

export const countOf = (model: nn.Module): number => model.parameters().reduce((sum, p) => sum + p.numel(), 0);
