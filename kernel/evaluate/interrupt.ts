import { runtime } from "./runtime.ts";

/** What interrupted code throws; the library throws one of the same name. */
export class InterruptError extends Error {
  override readonly name = "InterruptError";

  constructor() {
    super("the cell was interrupted");
  }
}

export interface Interrupts {
  /** Settles as `value` does, or rejects when the cell is interrupted first. */
  race<T>(value: T | PromiseLike<T>): Promise<T>;
  /** The same for every step of `for await`. */
  iterate<T>(values: AsyncIterable<T> | Iterable<T | PromiseLike<T>>): AsyncIterable<T>;
  /** Rejects the awaits that are waiting. */
  fire(): void;
}

/**
 * The awaits of a cell, so that an interrupt can end them. They are held here until settled: V8 aborts the process on
 * Node 22 when the promise of an evaluation is collected.
 */
export function createInterrupts(): Interrupts {
  const waiting = new Set<(error: Error) => void>();
  const { interrupt } = runtime();

  const race = <T>(value: T | PromiseLike<T>): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      if (Atomics.load(interrupt, 0) === 1) throw new InterruptError();
      waiting.add(reject);
      const settled = () => waiting.delete(reject);
      Promise.resolve(value).then(
        (result) => {
          settled();
          resolve(result);
        },
        (error) => {
          settled();
          reject(error);
        },
      );
    });

  async function* iterate<T>(values: AsyncIterable<T> | Iterable<T | PromiseLike<T>>): AsyncGenerator<T> {
    const iterator = Symbol.asyncIterator in values ? values[Symbol.asyncIterator]() : values[Symbol.iterator]();
    let done = false;
    try {
      while (true) {
        const step = await race(iterator.next());
        done = step.done === true;
        if (step.done) return;
        yield (await race(step.value)) as T;
      }
    } finally {
      if (!done) await iterator.return?.();
    }
  }

  return {
    race,
    iterate,
    fire() {
      for (const reject of [...waiting]) reject(new InterruptError());
      waiting.clear();
    },
  };
}
