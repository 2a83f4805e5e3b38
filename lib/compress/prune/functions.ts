import type { Module } from "../../nn/module/module.ts";
import type { Tensor } from "../../tensor/index.ts";
import { applyMethod, type PruneOptions } from "./apply.ts";
import { CustomFromMask } from "./custom.ts";
import { LnStructured, type NormOrder, RandomStructured } from "./structured.ts";
import { Identity, L1Unstructured, RandomUnstructured } from "./unstructured.ts";

/** Gives a parameter a mask of ones, as if it were pruned by nothing. */
export function identity<M extends Module>(module: M, name: string): M {
  return applyMethod(module, name, new Identity());
}

/**
 * Prunes the elements of a parameter with the smallest absolute values.
 *
 * @param amount a share below 1, or a number of elements, of those that are not pruned yet
 * @example
 * const layer = l1Unstructured(new nn.Linear(4, 2), "weight", 0.25);
 * layer.weight.eq(0).sum().item(); // 2
 */
export function l1Unstructured<M extends Module>(module: M, name: string, amount: number, options?: PruneOptions): M {
  return applyMethod(module, name, new L1Unstructured(amount), options);
}

/** Prunes elements of a parameter at random. */
export function randomUnstructured<M extends Module>(module: M, name: string, amount: number): M {
  return applyMethod(module, name, new RandomUnstructured(amount));
}

/**
 * Prunes the channels of a parameter, along `dim`, with the smallest `n`-norm.
 *
 * @example
 * const conv = lnStructured(new nn.Conv2d(3, 8, 3), "weight", 0.5, 2, 0);
 * conv.weight.abs().sum([1, 2, 3]).eq(0).sum().item(); // 4
 */
export function lnStructured<M extends Module>(
  module: M,
  name: string,
  amount: number,
  n: NormOrder,
  dim: number,
  options?: PruneOptions,
): M {
  return applyMethod(module, name, new LnStructured(amount, n, dim), options);
}

/** Prunes channels of a parameter, along `dim`, at random. */
export function randomStructured<M extends Module>(module: M, name: string, amount: number, dim: number): M {
  return applyMethod(module, name, new RandomStructured(amount, dim));
}

/** Prunes a parameter where a mask of its shape is 0. */
export function customFromMask<M extends Module>(module: M, name: string, mask: Tensor): M {
  return applyMethod(module, name, new CustomFromMask(mask));
}
