import type { Raw } from "../tensor/internal.ts";
import type { Update } from "./optimizer.ts";

/** The gradient, turned round when climbing. */
export function ascending({ grad, scratch }: Update, maximize: boolean): Raw {
  return maximize ? scratch.neg(grad) : grad;
}

/** The gradient with that of an L2 penalty. */
export function decayed({ param, scratch }: Update, grad: Raw, weightDecay: number): Raw {
  return weightDecay === 0 ? grad : scratch.add(grad, scratch.mul(param, weightDecay));
}

export function checkFraction(owner: string, name: string, value: number): void {
  if (!(value >= 0 && value < 1)) throw new RangeError(`${owner}: expected ${name} in [0, 1), got ${value}`);
}

export function checkPositive(owner: string, name: string, value: number): void {
  if (!(value >= 0)) throw new RangeError(`${owner}: expected ${name} >= 0, got ${value}`);
}

export function checkBetas(owner: string, betas: readonly [number, number]): void {
  if (!Array.isArray(betas) || betas.length !== 2 || !betas.every((beta) => beta >= 0 && beta < 1))
    throw new RangeError(`${owner}: expected betas as two numbers in [0, 1), got [${betas}]`);
}
