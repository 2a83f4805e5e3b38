import { defaultGenerator, type Generator } from "../random/index.ts";
import { type Dataset, Subset } from "./dataset.ts";

/**
 * Splits a dataset at random into parts that share no sample, as `torch.utils.data.random_split`.
 *
 * `lengths` are counts that sum to the dataset's length, or fractions that sum to 1.
 *
 * @example
 * const [train, validation] = randomSplit(dataset, [0.9, 0.1], { generator: new Generator().manualSeed(42) });
 */
export function randomSplit<T>(
  dataset: Dataset<T>,
  lengths: readonly number[],
  { generator = defaultGenerator }: { generator?: Generator } = {},
): Subset<T>[] {
  const total = dataset.length;
  const counts = areFractions(lengths) ? countsOf(lengths, total) : lengths;
  const sum = counts.reduce((a, b) => a + b, 0);
  if (sum !== total || counts.some((count) => !Number.isInteger(count) || count < 0))
    throw new RangeError(
      `randomSplit: expected counts that sum to the dataset's ${total} samples or fractions that sum to 1, ` +
        `got [${lengths.join(", ")}]`,
    );
  const order = generator.randperm(total);
  let start = 0;
  return counts.map((count) => {
    start += count;
    return new Subset(dataset, order.subarray(start - count, start));
  });
}

function areFractions(lengths: readonly number[]): boolean {
  const sum = lengths.reduce((a, b) => a + b, 0);
  return sum <= 1 && 1 - sum <= 1e-9 && lengths.every((length) => length >= 0);
}

/** Rounds down, then deals out what is left, one sample a part. */
function countsOf(fractions: readonly number[], total: number): number[] {
  const counts = fractions.map((fraction) => Math.floor(total * fraction));
  const rest = total - counts.reduce((a, b) => a + b, 0);
  for (let i = 0; i < rest; i++) counts[i % counts.length]! += 1;
  return counts;
}
