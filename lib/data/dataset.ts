import { plainSample, readSample } from "./plain-array.ts";

/**
 * Samples that are looked up by index: extend it, or pass any object with `length` and `get`.
 *
 * A dataset whose `get` is async is a `Dataset<Promise<T>>`; a DataLoader over it is read with `for await`.
 *
 * @example
 * class Squares extends Dataset<number> {
 *   readonly length = 10;
 *   get(index: number) {
 *     return index ** 2;
 *   }
 * }
 * new Squares().get(3); // 9
 */
export abstract class Dataset<T> {
  abstract readonly length: number;
  abstract get(index: number): T;
  /** Begins to read a sample that `get` will be asked for soon; a loader calls it ahead. */
  prepare?(index: number): void;
  /** The batch that the default collation would make, where it is cheaper to make whole; else undefined. */
  getBatch?(indices: readonly number[]): unknown;
}

/** Samples that come one after the other, from a file or a stream, with no index. */
export type IterableDataset<T> = Iterable<T> | AsyncIterable<T>;

/**
 * A part of a dataset, given by the indices of its samples.
 *
 * @example
 * new Subset(dataset, [0, 2, 4]).length; // 3
 */
export class Subset<T> extends Dataset<T> {
  readonly dataset: Dataset<T>;
  readonly indices: readonly number[];

  constructor(dataset: Dataset<T>, indices: Iterable<number>) {
    super();
    this.dataset = dataset;
    this.indices = Array.from(indices);
    const outside = this.indices.find((index) => !(index >= 0 && index < dataset.length));
    if (outside !== undefined)
      throw new RangeError(`Subset: expected indices of a dataset of ${dataset.length} samples, got ${outside}`);
  }

  get length(): number {
    return this.indices.length;
  }

  get(index: number): T {
    return this.dataset.get(lookUp("Subset", this.indices, index));
  }

  [plainSample](index: number): unknown {
    return readSample(this.dataset, lookUp("Subset", this.indices, index), true);
  }

  override prepare(index: number): void {
    this.dataset.prepare?.(lookUp("Subset", this.indices, index));
  }

  override getBatch(positions: readonly number[]): unknown {
    return this.dataset.getBatch?.(positions.map((position) => this.indices[position]!));
  }
}

/**
 * Several datasets, one behind the other.
 *
 * @example
 * new ConcatDataset([train, extra]).length; // train.length + extra.length
 */
export class ConcatDataset<T> extends Dataset<T> {
  readonly datasets: readonly Dataset<T>[];

  constructor(datasets: Iterable<Dataset<T>>) {
    super();
    this.datasets = [...datasets];
    if (this.datasets.length === 0) throw new RangeError("ConcatDataset: expected at least one dataset, got none");
  }

  get length(): number {
    return this.datasets.reduce((sum, dataset) => sum + dataset.length, 0);
  }

  get(index: number): T {
    const [dataset, place] = placeIn(this.datasets, index);
    return dataset.get(place);
  }

  [plainSample](index: number): unknown {
    const [dataset, place] = placeIn(this.datasets, index);
    return readSample(dataset, place, true);
  }

  override prepare(index: number): void {
    const [dataset, place] = placeIn(this.datasets, index);
    dataset.prepare?.(place);
  }
}

/** The dataset that a place of all of them together lies in, and the place there. */
function placeIn<T>(datasets: readonly Dataset<T>[], index: number): [dataset: Dataset<T>, place: number] {
  let rest = index;
  for (const dataset of datasets) {
    if (rest >= 0 && rest < dataset.length) return [dataset, rest];
    rest -= dataset.length;
  }
  const length = datasets.reduce((sum, dataset) => sum + dataset.length, 0);
  throw new RangeError(`ConcatDataset: expected an index in [0, ${length}), got ${index}`);
}

function lookUp<T>(owner: string, values: readonly T[], index: number): T {
  const value = values[index];
  if (value === undefined) throw new RangeError(`${owner}: expected an index in [0, ${values.length}), got ${index}`);
  return value;
}
