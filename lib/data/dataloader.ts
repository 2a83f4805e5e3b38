import { defaultGenerator, type Generator } from "../random/index.ts";
import { type Collated, defaultCollate } from "./collate.ts";
import type { Dataset, IterableDataset } from "./dataset.ts";
import { checkOptions } from "./loader-options.ts";
import { prepareAhead, readSample } from "./plain-array.ts";
import { type LoaderState, Position } from "./position.ts";
import { BatchSampler, RandomSampler, type Sampler, SequentialSampler } from "./sampler.ts";
import { type PoolOptions, WorkerPool } from "./workers/pool.ts";
import { lendGenerator } from "./workers/seeds.ts";

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
  /** Draws the order when shuffling, and each sample's seed (the default generator). */
  generator?: Generator;
  /** Threads that read, decode and transform samples beside the training (0: the training's own thread does). */
  numWorkers?: number;
  /** Batches that each worker reads ahead (2). */
  prefetchFactor?: number;
  /** Keep the workers from epoch to epoch (false). */
  persistentWorkers?: boolean;
  /** A file whose default export is the dataset, or a function that makes it: for workers, where a dataset is of your own. */
  workerModule?: string;
}

/**
 * Batches of a dataset, in PyTorch's order for the same seed.
 *
 * Read it with `for...of`, or with `for await...of` where the dataset's `get` is async and there are no workers. Random
 * transforms draw from the default generator, which each sample finds seeded by the loader's: the same seed gives the same
 * batches for any number of workers. Workers make the dataset again from its class and arguments; one of a class of your
 * own goes into a file named by `workerModule`.
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
  readonly #workers: PoolOptions;
  readonly #persistent: boolean;
  #pool: WorkerPool | undefined;

  constructor(dataset: Dataset<T> | IterableDataset<T>, options: DataLoaderOptions<Awaited<T>, B> = {}) {
    checkOptions(dataset, options as DataLoaderOptions<unknown, unknown>);
    this.dataset = dataset;
    this.batchSize = options.batchSize ?? 1;
    this.dropLast = options.dropLast ?? false;
    this.generator = options.generator ?? defaultGenerator;
    this.#collate = options.collateFn;
    this.#position = new Position([this.generator, options.sampler?.generator, options.batchSampler?.generator]);
    this.#workers = {
      numWorkers: options.numWorkers ?? 0,
      prefetchFactor: options.prefetchFactor ?? 2,
      collate: options.collateFn === undefined,
      workerModule: options.workerModule,
    };
    this.#persistent = options.persistentWorkers ?? false;
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
    if (this.#workers.numWorkers > 0) {
      yield* this.#fromWorkers();
      return;
    }
    for (const indices of this.#position.follow(() => this.batchSampler!)) {
      const whole = this.#whole(indices);
      yield whole === undefined ? this.#join(this.#read(dataset, indices)) : whole;
    }
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<B> {
    const dataset = this.dataset;
    if (!isIndexed(dataset)) {
      yield* this.#position.followAsync(() => this.#asyncBatches(dataset));
      return;
    }
    if (this.#workers.numWorkers > 0) {
      yield* this.#fromWorkersAsync();
      return;
    }
    for (const indices of this.#position.follow(() => this.batchSampler!)) {
      const whole = this.#whole(indices);
      yield whole === undefined ? this.#join(await this.#readAsync(dataset, indices)) : whole;
    }
  }

  #read(dataset: Dataset<T>, indices: readonly number[]): Awaited<T>[] {
    const generator = lendGenerator(this.#position.seed, this.#position.batch);
    try {
      return indices.map((index, place) => {
        generator.next(place);
        return settled(dataset.get(index), index);
      });
    } finally {
      generator.done();
    }
  }

  /** One after the other: random transforms must draw in the same order each time. */
  async #readAsync(dataset: Dataset<T>, indices: readonly number[]): Promise<Awaited<T>[]> {
    const generator = lendGenerator(this.#position.seed, this.#position.batch);
    try {
      const samples: Awaited<T>[] = [];
      for (const [place, index] of indices.entries()) {
        generator.next(place);
        prepareAhead(dataset, indices, place);
        samples.push((await readSample(dataset, index, !this.#collate)) as Awaited<T>);
      }
      return samples;
    } finally {
      generator.done();
    }
  }

  *#fromWorkers(): IterableIterator<B> {
    const pool = this.#openPool();
    try {
      for (const number of this.#position.follow(() => this.#beginEpoch(pool))) yield this.#received(pool.take(number));
    } finally {
      this.#closePool();
    }
  }

  async *#fromWorkersAsync(): AsyncGenerator<B> {
    const pool = this.#openPool();
    try {
      for (const number of this.#position.follow(() => this.#beginEpoch(pool)))
        yield this.#received(await pool.takeAsync(number));
    } finally {
      this.#closePool();
    }
  }

  #openPool(): WorkerPool {
    this.#pool ??= new WorkerPool(this.dataset as Dataset<T>, this.#workers);
    return this.#pool;
  }

  /** The order of the whole epoch is drawn at once, since workers read ahead. */
  #beginEpoch(pool: WorkerPool): Iterable<number> {
    const batches = [...this.batchSampler!];
    pool.begin({ batches, seed: this.#position.seed });
    return batches.keys();
  }

  #received(batch: unknown): B {
    return this.#collate ? this.#collate(batch as Awaited<T>[]) : (batch as B);
  }

  #closePool(): void {
    if (this.#persistent) return;
    this.#pool?.close();
    this.#pool = undefined;
  }

  /** Ends workers that were to persist. */
  close(): void {
    this.#pool?.close();
    this.#pool = undefined;
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
