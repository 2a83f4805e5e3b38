// The order of the draws is PyTorch's, so that the same seed gives the same batches.
import { defaultGenerator, Generator, multinomial } from "../random/index.ts";

/** Indices in the order they are to be read, afresh for each epoch. */
export interface Sampler extends Iterable<number> {
  readonly length: number;
  /** What it draws from, where that is not the default generator: a data loader's state includes it. */
  readonly generator?: Generator | undefined;
}

/** 0, 1, 2 ... in order. */
export class SequentialSampler implements Sampler {
  readonly #dataset: { readonly length: number };

  constructor(dataset: { readonly length: number }) {
    this.#dataset = dataset;
  }

  get length(): number {
    return this.#dataset.length;
  }

  *[Symbol.iterator](): Iterator<number> {
    for (let i = 0; i < this.#dataset.length; i++) yield i;
  }
}

/**
 * Every index once in random order, or `numSamples` indices drawn with replacement.
 *
 * @example
 * [...new RandomSampler(dataset, { generator: new Generator().manualSeed(0) })];
 */
export class RandomSampler implements Sampler {
  readonly #dataset: { readonly length: number };
  readonly #replacement: boolean;
  readonly #numSamples: number | undefined;
  readonly generator: Generator | undefined;

  constructor(
    dataset: { readonly length: number },
    options: { replacement?: boolean; numSamples?: number; generator?: Generator } = {},
  ) {
    this.#dataset = dataset;
    this.#replacement = options.replacement ?? false;
    this.#numSamples = options.numSamples;
    this.generator = options.generator;
    checkSamples("RandomSampler", this.length);
  }

  get length(): number {
    return this.#numSamples ?? this.#dataset.length;
  }

  *[Symbol.iterator](): Iterator<number> {
    const n = this.#dataset.length;
    const generator = this.generator ?? new Generator().manualSeed(defaultGenerator.randomSeed());
    for (let left = this.length; left > 0; ) {
      const drawn = this.#replacement ? generator.randint(0, n, Math.min(32, left)) : generator.randperm(n);
      yield* drawn.subarray(0, left);
      left -= drawn.length;
    }
    // PyTorch draws one more permutation at the end of a whole number of rounds; a generator passed in must agree.
    if (!this.#replacement && this.length % n === 0) generator.randperm(n);
  }
}

/** The given indices, each once, in random order. */
export class SubsetRandomSampler implements Sampler {
  readonly #indices: readonly number[];
  readonly generator: Generator;

  constructor(indices: Iterable<number>, { generator = defaultGenerator }: { generator?: Generator } = {}) {
    this.#indices = Array.from(indices);
    this.generator = generator;
  }

  get length(): number {
    return this.#indices.length;
  }

  *[Symbol.iterator](): Iterator<number> {
    for (const i of this.generator.randperm(this.#indices.length)) yield this.#indices[i]!;
  }
}

/**
 * `numSamples` indices, each drawn in proportion to its weight: for classes of unequal size.
 *
 * @example
 * new WeightedRandomSampler(labels.map((label) => 1 / counts[label]), labels.length);
 */
export class WeightedRandomSampler implements Sampler {
  readonly length: number;
  readonly #weights: Float64Array;
  readonly #replacement: boolean;
  readonly generator: Generator;

  constructor(
    weights: Iterable<number>,
    numSamples: number,
    { replacement = true, generator = defaultGenerator }: { replacement?: boolean; generator?: Generator } = {},
  ) {
    this.length = checkSamples("WeightedRandomSampler", numSamples);
    this.#weights = Float64Array.from(weights);
    this.#replacement = replacement;
    this.generator = generator;
  }

  *[Symbol.iterator](): Iterator<number> {
    yield* multinomial(this.#weights, this.length, { replacement: this.#replacement, generator: this.generator });
  }
}

/** Groups another sampler's indices into batches. */
export class BatchSampler implements Iterable<number[]> {
  readonly sampler: Sampler;
  readonly batchSize: number;
  readonly dropLast: boolean;

  constructor(sampler: Sampler, batchSize: number, dropLast: boolean) {
    if (!Number.isInteger(batchSize) || batchSize < 1)
      throw new RangeError(`DataLoader: expected batchSize to be an integer >= 1, got ${batchSize}`);
    this.sampler = sampler;
    this.batchSize = batchSize;
    this.dropLast = dropLast;
  }

  get length(): number {
    const batches = this.sampler.length / this.batchSize;
    return this.dropLast ? Math.floor(batches) : Math.ceil(batches);
  }

  *[Symbol.iterator](): Iterator<number[]> {
    let batch: number[] = [];
    for (const index of this.sampler) {
      batch.push(index);
      if (batch.length < this.batchSize) continue;
      yield batch;
      batch = [];
    }
    if (batch.length > 0 && !this.dropLast) yield batch;
  }
}

function checkSamples(owner: string, count: number): number {
  if (!Number.isInteger(count) || count < 1)
    throw new RangeError(`${owner}: expected a number of samples >= 1, got ${count}; is the dataset empty?`);
  return count;
}
