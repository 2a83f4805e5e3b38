import type { Generator } from "../random/index.ts";
import { Tensor } from "../tensor/index.ts";

/** What a data loader needs to go on in the middle of an epoch. */
export interface LoaderState {
  /** Batches of the epoch that were given out; 0 between epochs. */
  batches: number;
  /** The generators' states when the epoch began, or null between epochs. */
  start: StoredState[] | null;
  /** The generators' states now. */
  now: StoredState[];
}
/** A file gives bytes back as a uint8 tensor. */
type StoredState = Uint8Array | Tensor;

/** Counts the batches of an epoch, and begins one in its middle after `load`. */
export class Position {
  /** The loader's own generator comes first. */
  readonly #generators: readonly Generator[];
  #start: Uint8Array[] | null = null;
  #batches = 0;
  #resume: LoaderState | null = null;
  /** Drawn at the epoch's beginning: the samples' seeds come from it. */
  seed = 0n;

  constructor(generators: readonly (Generator | undefined)[]) {
    this.#generators = [...new Set(generators.filter((generator) => generator !== undefined))];
  }

  /** The number of the batch that is being given out, from 0. */
  get batch(): number {
    return this.#batches - 1;
  }

  state(): LoaderState {
    if (this.#resume !== null) return this.#resume;
    return { batches: this.#batches, start: this.#start, now: this.#states() };
  }

  load(state: LoaderState): void {
    const { batches, start, now } = state;
    const wanted = this.#generators.length;
    if (!Number.isInteger(batches) || now?.length !== wanted || (start !== null && start?.length !== wanted))
      throw new TypeError(
        `DataLoader.loadStateDict: expected what stateDict() of a loader with ${wanted} generator(s) returned`,
      );
    this.#resume = state;
    this.#restore(now);
  }

  /** The batches of an epoch; after `load`, those that are left. */
  *follow<B>(epoch: () => Iterable<B>): IterableIterator<B> {
    let skip = this.#begin();
    for (const batch of epoch()) {
      this.#batches++;
      if (skip === null) yield batch;
      else skip = this.#skipped(skip);
    }
    this.#end();
  }

  async *followAsync<B>(epoch: () => AsyncIterable<B>): AsyncGenerator<B> {
    let skip = this.#begin();
    for await (const batch of epoch()) {
      this.#batches++;
      if (skip === null) yield batch;
      else skip = this.#skipped(skip);
    }
    this.#end();
  }

  /** Returns the state to be caught up with, if any. */
  #begin(): LoaderState | null {
    const resume = this.#resume;
    this.#resume = null;
    if (resume?.start) this.#restore(resume.start);
    this.#start = this.#states();
    this.#batches = 0;
    // PyTorch draws a seed for its workers at the start of an epoch, workers or not.
    this.seed = this.#generators[0]!.randomSeed();
    return resume !== null && resume.batches > 0 ? resume : null;
  }

  #skipped(resume: LoaderState): LoaderState | null {
    if (this.#batches < resume.batches) return resume;
    this.#restore(resume.now);
    return null;
  }

  #end(): void {
    this.#start = null;
    this.#batches = 0;
  }

  #states(): Uint8Array[] {
    return this.#generators.map((generator) => generator.getState());
  }

  #restore(states: readonly StoredState[]): void {
    for (const [i, state] of states.entries())
      this.#generators[i]!.setState(state instanceof Tensor ? (state.data as Uint8Array) : state);
  }
}
