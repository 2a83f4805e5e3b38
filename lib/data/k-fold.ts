import { defaultGenerator, type Generator } from "../random/index.ts";
import { type Dataset, Subset } from "./dataset.ts";

/**
 * Splits a dataset so that each class has the same share in both parts.
 *
 * @param labels the class of each sample
 * @param fraction the second part's share of each class
 * @example
 * const [train, validation] = stratifiedSplit(dataset, labels, 0.2, { generator: new Generator().manualSeed(0) });
 */
export function stratifiedSplit<T>(
  dataset: Dataset<T>,
  labels: ArrayLike<number>,
  fraction: number,
  { generator = defaultGenerator }: { generator?: Generator } = {},
): [Subset<T>, Subset<T>] {
  if (labels.length !== dataset.length)
    throw new RangeError(
      `stratifiedSplit: expected a label for each of the ${dataset.length} samples, got ${labels.length} labels`,
    );
  if (!(fraction > 0 && fraction < 1))
    throw new RangeError(`stratifiedSplit: expected a fraction between 0 and 1, got ${fraction}`);
  const classes = new Map<number, number[]>();
  for (let i = 0; i < labels.length; i++) classes.set(labels[i]!, [...(classes.get(labels[i]!) ?? []), i]);
  const parts: [number[], number[]] = [[], []];
  for (const indices of classes.values()) {
    const order = [...generator.randperm(indices.length)].map((i) => indices[i]!);
    const second = Math.round(order.length * fraction);
    parts[0].push(...order.slice(second));
    parts[1].push(...order.slice(0, second));
  }
  const ascending = (indices: number[]) =>
    new Subset(
      dataset,
      indices.sort((a, b) => a - b),
    );
  return [ascending(parts[0]), ascending(parts[1])];
}

/**
 * Splits a dataset into k parts and returns, for each, all others to train on and the part itself to validate on.
 *
 * The parts differ by at most one sample; with `shuffle` they are drawn at random, else they are consecutive.
 *
 * @example
 * for (const [train, validation] of kFold(dataset, 5, { shuffle: true })) evaluate(train, validation);
 */
export function kFold<T>(
  dataset: Dataset<T>,
  k: number,
  { shuffle = false, generator = defaultGenerator }: { shuffle?: boolean; generator?: Generator } = {},
): [Subset<T>, Subset<T>][] {
  const n = dataset.length;
  if (!Number.isInteger(k) || k < 2 || k > n)
    throw new RangeError(`kFold: expected a whole number of parts in [2, ${n}], got ${k}`);
  const order = shuffle ? [...generator.randperm(n)] : Array.from({ length: n }, (_, i) => i);
  const start = (part: number) => part * Math.floor(n / k) + Math.min(part, n % k);
  return Array.from({ length: k }, (_, part) => {
    const held = order.slice(start(part), start(part + 1));
    const others = [...order.slice(0, start(part)), ...order.slice(start(part + 1))];
    return [new Subset(dataset, others), new Subset(dataset, held)];
  });
}
