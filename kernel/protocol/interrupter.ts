import { Session } from "node:inspector";

const cooperativeMs = 100;
const answerMs = 20;

export interface MainThread {
  /** Does a cell run, and which. */
  running(): number | undefined;
  interrupt(): void;
  terminated(attempt: number): void;
}

/**
 * Interrupts the main thread from this one: first by a flag that awaits and library calls look at, so that `finally`
 * runs; what has not ended after 100 ms is terminated by V8. A second interrupt does not wait.
 */
export function createInterrupter(flag: Int32Array, main: MainThread) {
  const session = new Session();
  session.connectToMainThread();
  let attempt = 0;
  let answered = 0;
  let waiting: { cell: number; timer: NodeJS.Timeout } | undefined;
  let settled: (() => void) | undefined;

  // A termination may also end the handler of the next message, so it is repeated until the main thread answers.
  const announce = (mine: number): void => {
    if (answered >= mine) return;
    main.terminated(mine);
    setTimeout(announce, answerMs, mine);
  };
  const terminate = (): void => {
    waiting = undefined;
    session.post("Runtime.terminateExecution");
    announce(++attempt);
  };

  return {
    interrupt(): void {
      const cell = main.running() ?? -1;
      if (waiting?.cell === cell) {
        clearTimeout(waiting.timer);
        terminate();
        return;
      }
      if (cell >= 0) Atomics.store(flag, 0, 1);
      main.interrupt();
      const timer = setTimeout(() => {
        if (waiting?.cell === cell) terminate();
      }, cooperativeMs);
      waiting = { cell, timer };
    },
    /** The main thread answered, so it is not blocked: what was terminated has ended. */
    answer(number: number): void {
      if (waiting?.cell === -1) {
        clearTimeout(waiting.timer);
        waiting = undefined;
      }
      answered = Math.max(answered, number);
      if (answered === attempt) settled?.();
    },
    /** The cell has ended by itself. */
    ended(cell: number): void {
      if (waiting?.cell !== cell) return;
      clearTimeout(waiting.timer);
      waiting = undefined;
    },
    close: () => session.disconnect(),
    /** Resolves when no termination is under way. */
    async quiet(): Promise<void> {
      if (answered < attempt) await new Promise<void>((resolve) => (settled = resolve));
    },
  };
}
