import { defaultGenerator, type Generator } from "../random/index.ts";
import { checkOptions as checkOptionNames } from "../tensor/check.ts";
import { Tensor } from "../tensor/index.ts";
import { type Collated, defaultCollate } from "./collate.ts";
import type { Dataset, IterableDataset } from "./dataset.ts";
import { type LoaderState, Position } from "./position.ts";
import { BatchSampler, RandomSampler, type Sampler, SequentialSampler } from "./sampler.ts";

/** The indices of each batch, one batch after the other. */
export interface BatchIndices extends Iterable<readonly number[]> {
  readonly length: number;
  readonly generator?: Generator | undefined;
}

export interface DataLoaderOptions<T, B> {
  /** Samples in a batch (1). */
  batchSize?: number;
  /** Read the samples in a new random order each epoch (false). */
  shuffle?: boolean;
  /** The order of the samples; excludes `shuffle`. */
  sampler?: Sampler;
  /** The indices of each batch; excludes `batchSize`, `shuffle`, `sampler` and `dropLast`. */
  batchSampler?: BatchIndices;
  /** Leave out a last batch that is not full (false). */
  dropLast?: boolean;
  /** Makes a batch of samples (`defaultCollate`). */
  collateFn?: (samples: T[]) => B;
  /** Draws the order when shuffling (the default generator). */
  generator?: Generator;
}

/**
 * Batches of a dataset, in PyTorch's order for the same seed.
 *
 * Read it with `for...of`, or with `for await...of` where the dataset's `get` is async.
 *
 * @example
 * const loader = new DataLoader(dataset, { batchSize: 64, shuffle: true });
 * for (const [images, labels] of loader) model.forward(images);
 */
export class DataLoader<T, B = Collated<Awaited<T>>> implements Iterable<B>, AsyncIterable<B> {
  readonly dataset: Dataset<T> | IterableDataset<T>;
  readonly batchSize: number;
  readonly dropLast: boolean;
  readonly generator: Generator;
  readonly sampler: Sampler | undefined;
  readonly batchSampler: BatchIndices | undefined;
  readonly #collate: ((samples: Awaited<T>[]) => B) | undefined;
  readonly #position: Position;

  constructor(dataset: Dataset<T> | IterableDataset<T>, options: DataLoaderOptions<Awaited<T>, B> = {}) {
    checkOptions(dataset, options as DataLoaderOptions<unknown, unknown>);
    this.dataset = dataset;
    this.batchSize = options.batchSize ?? 1;
    this.dropLast = options.dropLast ?? false;
    this.generator = options.generator ?? defaultGenerator;
    this.#collate = options.collateFn;
    this.#position = new Position([this.generator, options.sampler?.generator, options.batchSampler?.generator]);
    if (!isIndexed(dataset)) return;
    this.sampler =
      options.sampler ??
      (options.shuffle ? new RandomSampler(dataset, { generator: options.generator }) : new SequentialSampler(dataset));
    this.batchSampler = options.batchSampler ?? new BatchSampler(this.sampler, this.batchSize, this.dropLast);
  }

  /** The number of batches in an epoch. */
  get length(): number {
    if (this.batchSampler) return this.batchSampler.length;
    throw new TypeError("DataLoader: a dataset without indices has no length; count the batches while reading them");
  }

  *[Symbol.iterator](): IterableIterator<B> {
    const dataset = this.dataset;
    if (!isIndexed(dataset)) {
      if (!(Symbol.iterator in dataset)) throw new TypeError(needsAwait("this dataset is async"));
      yield* this.#position.follow(() => this.#batches(dataset));
      return;
    }
    for (const indices of this.#position.follow(() => this.batchSampler!)) {
      yield this.#whole(indices) ?? this.#join(indices.map((index) => settled(dataset.get(index), index)));
    }
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<B> {
    const dataset = this.dataset;
    if (!isIndexed(dataset)) {
      yield* this.#position.followAsync(() => this.#asyncBatches(dataset));
      return;
    }
    for (const indices of this.#position.follow(() => this.batchSampler!)) {
      const batch = this.#whole(indices);
      if (batch !== undefined) {
        yield batch;
        continue;
      }
      // One after the other: random transforms must draw in the same order each time.
      const samples: Awaited<T>[] = [];
      for (const index of indices) samples.push(await dataset.get(index));
      yield this.#join(samples);
    }
  }

  /** Where the epoch that is being read stands, so that `loadStateDict` can go on behind the last batch. */
  stateDict(): LoaderState {
    return this.#position.state();
  }

  /** Makes the next iteration go on where `stateDict` was called; the samples before are not read again. */
  loadStateDict(state: LoaderState): void {
    this.#position.load(state);
  }

  #whole(indices: readonly number[]): B | undefined {
    if (this.#collate || !isIndexed(this.dataset)) return undefined;
    return this.dataset.getBatch?.(indices) as B | undefined;
  }

  #join(samples: Awaited<T>[]): B {
    return this.#collate ? this.#collate(samples) : (defaultCollate(samples) as B);
  }

  *#batches(samples: Iterable<T>): IterableIterator<B> {
    let batch: Awaited<T>[] = [];
    for (const sample of samples) {
      batch.push(settled(sample, batch.length));
      if (batch.length < this.batchSize) continue;
      yield this.#join(batch);
      batch = [];
    }
    if (batch.length > 0 && !this.dropLast) yield this.#join(batch);
  }

  async *#asyncBatches(samples: IterableDataset<T>): AsyncGenerator<B> {
    let batch: Awaited<T>[] = [];
    for await (const sample of samples) {
      batch.push(sample);
      if (batch.length < this.batchSize) continue;
      yield this.#join(batch);
      batch = [];
    }
    if (batch.length > 0 && !this.dropLast) yield this.#join(batch);
  }
}

function isIndexed<T>(dataset: Dataset<T> | IterableDataset<T>): dataset is Dataset<T> {
  return "get" in dataset;
}

function settled<T>(sample: T, index: number): Awaited<T> {
  if (sample instanceof Promise) {
    sample.catch(() => {});
    throw new TypeError(needsAwait(`sample ${index} is a Promise`));
  }
  return sample as Awaited<T>;
}

function needsAwait(reason: string): string {
  return `DataLoader: ${reason}; read the batches with \`for await (const batch of loader)\``;
}

const OPTIONS = ["batchSize", "shuffle", "sampler", "batchSampler", "dropLast", "collateFn", "generator"];

function checkOptions(dataset: object, options: DataLoaderOptions<unknown, unknown>): void {
  const given = (names: readonly (keyof typeof options)[]) => names.filter((name) => options[name]);
  if (typeof options !== "object" || options === null)
    throw new TypeError(`DataLoader: expected the options as an object, like { batchSize: 64 }, got ${options}`);
  checkOptionNames("DataLoader", options, OPTIONS);
  if (dataset instanceof Tensor)
    throw new TypeError("DataLoader: expected a dataset, got a tensor; wrap it: new TensorDataset(x, y)");
  const indexed = "get" in dataset;
  if (!indexed && !(Symbol.iterator in dataset) && !(Symbol.asyncIterator in dataset))
    throw new TypeError("DataLoader: expected a dataset with `length` and `get(index)`, or one that can be iterated");
  if (!indexed && given(["shuffle", "sampler", "batchSampler"]).length > 0)
    throw new TypeError(
      `DataLoader: a dataset without indices takes no ${given(["shuffle", "sampler", "batchSampler"])}`,
    );
  if (options.shuffle && options.sampler)
    throw new TypeError("DataLoader: pass shuffle or sampler, not both; the sampler sets the order");
  const excluded = given(["batchSize", "shuffle", "sampler", "dropLast"]);
  if (options.batchSampler && excluded.length > 0)
    throw new TypeError(`DataLoader: batchSampler already sets the batches; leave out ${excluded.join(" and ")}`);
}
