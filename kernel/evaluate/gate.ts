/**
 * Decides, between two threads, whether the running cell may still be terminated. A termination ends whatever script the
 * main thread is in, and drops its waiting microtasks: it must not meet the kernel while that reports a cell's end.
 */
export class Gate {
  readonly #state: Int32Array;

  constructor(state: Int32Array = new Int32Array(new SharedArrayBuffer(4))) {
    this.#state = state;
  }

  /** For the interrupting thread: may it terminate? Then nobody else does until the gate is opened again. */
  fire(): boolean {
    return Atomics.compareExchange(this.#state, 0, open, fired) === open;
  }

  /** The termination has not been dealt with yet. */
  get isFired(): boolean {
    return Atomics.load(this.#state, 0) === fired;
  }

  /** For the main thread: no termination from here on. False when one is on its way already. */
  close(): boolean {
    return Atomics.compareExchange(this.#state, 0, open, closed) === open;
  }

  open(): void {
    Atomics.store(this.#state, 0, open);
  }
}

const open = 0;
const closed = 1;
const fired = 2;
