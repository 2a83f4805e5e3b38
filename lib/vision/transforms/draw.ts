import type { Generator } from "../../random/index.ts";

// One number each, drawn as torchvision draws it: the same seed then gives its crops and factors.

export function uniform(generator: Generator, from: number, to: number): number {
  return generator.uniform(1, from, to)[0]!;
}

export function rand(generator: Generator): number {
  return generator.rand(1)[0]!;
}

export function randint(generator: Generator, low: number, high: number): number {
  return generator.randint(low, high, 1)[0]!;
}
