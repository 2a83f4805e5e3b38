// Random tensors. All draws come from a Generator, so that the same seed gives the same run, and PyTorch's numbers.

import { defaultGenerator, multinomial as drawIndices, type Generator } from "../../random/index.ts";
import { checkOptions, checkShape } from "../check.ts";
import { inPlace } from "../inplace.ts";
import { type Shape, sizeOf } from "../shape.ts";
import { defineFluent, type Tensor } from "../tensor.ts";
import { fromValues, type TensorOptions } from "./creation.ts";
import { stack } from "./join.ts";

export interface RandomOptions extends TensorOptions {
  /** The stream to draw from; the default one unless given. */
  generator?: Generator;
}

function made(x: Tensor, options: RandomOptions): Tensor {
  checkOptions("Random tensors", options, ["dtype", "requiresGrad", "generator"]);
  const typed = options.dtype ? x.to(options.dtype as Tensor["dtype"]) : x;
  return options.requiresGrad ? typed.requiresGrad_() : typed;
}

/** Numbers drawn evenly from [0, 1). */
export function rand(shape: Shape, options: RandomOptions = {}): Tensor {
  const sizes = checkShape("rand", shape);
  return made(fromValues((options.generator ?? defaultGenerator).rand(sizeOf(sizes)), sizes, "float32"), options);
}

/** Numbers drawn from the standard normal distribution. */
export function randn(shape: Shape, options: RandomOptions = {}): Tensor {
  const sizes = checkShape("randn", shape);
  return made(fromValues((options.generator ?? defaultGenerator).randn(sizeOf(sizes)), sizes, "float32"), options);
}

/** Integers drawn evenly from [low, high): `randint(high, shape)` or `randint(low, high, shape)`. */
export function randint(high: number, shape: Shape, options?: RandomOptions): Tensor;
export function randint(low: number, high: number, shape: Shape, options?: RandomOptions): Tensor;
export function randint(
  first: number,
  second: number | Shape,
  third?: Shape | RandomOptions,
  fourth?: RandomOptions,
): Tensor {
  const single = typeof second !== "number";
  const [low, high, shape] = single ? [0, first, second] : [first, second, third as Shape];
  const options = ((single ? third : fourth) ?? {}) as RandomOptions;
  const sizes = checkShape("randint", shape);
  const values = (options.generator ?? defaultGenerator).randint(low, high, sizeOf(sizes));
  return made(fromValues(values, sizes, "int32"), options);
}

/** The numbers 0 to n - 1 in random order. */
export function randperm(n: number, options: RandomOptions = {}): Tensor {
  return made(fromValues((options.generator ?? defaultGenerator).randperm(n), [n], "int32"), options);
}

/** As `rand`, with another tensor's shape. */
export function randLike(x: Tensor, options: RandomOptions = {}): Tensor {
  return rand(x.shape, options);
}

/** As `randn`, with another tensor's shape. */
export function randnLike(x: Tensor, options: RandomOptions = {}): Tensor {
  return randn(x.shape, options);
}

/** Numbers drawn from a normal distribution. */
export function normal(mean: number, std: number, shape: Shape, options: RandomOptions = {}): Tensor {
  const values = (options.generator ?? defaultGenerator).normal(sizeOf(shape), mean, std);
  return made(fromValues(values, [...shape], "float32"), options);
}

/** 1 with each element's own probability, else 0. */
export function bernoulli(
  probabilities: Tensor,
  { generator = defaultGenerator }: { generator?: Generator } = {},
): Tensor {
  const draws = generator.bernoulliEach(probabilities.data as Float32Array);
  return fromValues(Float32Array.from(draws), probabilities.shape, "float32");
}

export interface MultinomialOptions {
  /** Whether an index may be drawn more than once. */
  replacement?: boolean;
  generator?: Generator;
}

/** Indices drawn in proportion to the weights: [n], or [rows, n] for a matrix. */
export function multinomial(weights: Tensor, n: number, options: MultinomialOptions = {}): Tensor {
  const { replacement = false, generator = defaultGenerator } = options;
  const draw = (row: Tensor) =>
    fromValues(drawIndices(row.data as Float32Array, n, { replacement, generator }), [n], "int32");
  return weights.shape.length === 1 ? draw(weights) : stack(weights.unbind(0).map(draw));
}

interface RandomMethods {
  /** Fills with numbers drawn evenly from [from, to). */
  uniform_(from?: number, to?: number, options?: { generator?: Generator }): Tensor;
  /** 1 with each element's own probability, else 0. */
  bernoulli(options?: { generator?: Generator }): Tensor;
  /** Fills with 1 with probability `p`, else 0. */
  bernoulli_(p?: number, options?: { generator?: Generator }): Tensor;
  multinomial(n: number, options?: MultinomialOptions): Tensor;
  /** Fills with numbers drawn from a normal distribution. */
  normal_(mean?: number, std?: number, options?: { generator?: Generator }): Tensor;
}

declare module "../tensor.ts" {
  interface Tensor extends RandomMethods {}
}

defineFluent<RandomMethods>({
  bernoulli,
  bernoulli_: (x, p = 0.5, { generator = defaultGenerator } = {}) =>
    inPlace("bernoulli_", x, () =>
      fromValues(Float32Array.from(generator.bernoulli(x.numel(), p)), x.shape, "float32"),
    ),
  multinomial,
  uniform_: (x, from = 0, to = 1, { generator = defaultGenerator } = {}) =>
    inPlace("uniform_", x, () => fromValues(generator.uniform(x.numel(), from, to), x.shape, "float32")),
  normal_: (x, mean = 0, std = 1, { generator = defaultGenerator } = {}) =>
    inPlace("normal_", x, () => fromValues(generator.normal(x.numel(), mean, std), x.shape, "float32")),
});
