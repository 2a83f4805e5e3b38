import type { Generator } from "./generator.ts";

/**
 * `n` indices into `weights`, each drawn in proportion to its weight, as `torch.multinomial`.
 *
 * A Float32Array is summed in float32, anything else in float64, as PyTorch does for tensors of those types.
 *
 * @example
 * multinomial([1, 0, 3], 4, { replacement: true, generator: new Generator() }); // like Int32Array [2, 0, 2, 2]
 */
export function multinomial(
  weights: readonly number[] | Float32Array | Float64Array,
  n: number,
  { replacement = false, generator }: { replacement?: boolean; generator: Generator },
): Int32Array {
  check(weights, n, replacement);
  return replacement ? withReplacement(weights, n, generator) : withoutReplacement(weights, n, generator);
}

function withReplacement(weights: ArrayLike<number>, n: number, generator: Generator): Int32Array {
  const cumulative =
    weights instanceof Float32Array ? new Float32Array(weights.length) : new Float64Array(weights.length);
  let sum = 0;
  for (let i = 0; i < weights.length; i++) {
    cumulative[i] = sum + weights[i]!;
    sum = cumulative[i]!;
  }
  for (let i = 0; i < cumulative.length; i++) cumulative[i]! /= sum;
  cumulative[cumulative.length - 1] = 1;
  return Int32Array.from({ length: n }, () => firstAtLeast(cumulative, generator.randomDouble()));
}

/** The n largest of weight / exponential: the first n arrivals of independent Poisson processes. */
function withoutReplacement(weights: ArrayLike<number>, n: number, generator: Generator): Int32Array {
  const single = weights instanceof Float32Array;
  const scores = single
    ? generator.exponential(weights.length).map((wait, i) => weights[i]! / wait)
    : Float64Array.from(weights, (weight) => weight / -Math.log1p(-generator.randomDouble()));
  const order = Int32Array.from(scores.keys()).sort((a, b) => scores[b]! - scores[a]!);
  return order.slice(0, n);
}

function firstAtLeast(sorted: ArrayLike<number>, value: number): number {
  let [left, right] = [0, sorted.length];
  while (left < right) {
    const middle = (left + right) >> 1;
    if (sorted[middle]! < value) left = middle + 1;
    else right = middle;
  }
  return left;
}

function check(weights: ArrayLike<number>, n: number, replacement: boolean): void {
  if (!Number.isInteger(n) || n < 1) throw new RangeError(`multinomial: expected a number of samples >= 1, got ${n}`);
  let sum = 0;
  for (let i = 0; i < weights.length; i++) {
    const weight = weights[i]!;
    if (!(weight >= 0 && weight < Infinity))
      throw new RangeError(`multinomial: expected finite weights >= 0, got ${weight} at index ${i}`);
    sum += weight;
  }
  if (!(sum > 0)) throw new RangeError("multinomial: expected a weight above 0, but all weights are 0");
  if (!replacement && n > weights.length)
    throw new RangeError(
      `multinomial: cannot draw ${n} samples from ${weights.length} weights without replacement; pass replacement: true`,
    );
}
