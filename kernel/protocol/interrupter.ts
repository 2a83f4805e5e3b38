import { Session } from "node:inspector";
import type { Gate } from "../evaluate/gate.ts";

const cooperativeMs = 100;
const answerMs = 20;

export interface MainThread {
  /** Does a cell run, and which. */
  running(): number | undefined;
  interrupt(): void;
  /** A termination has ended what ran. */
  terminated(attempt: number): void;
  /** Makes the main thread run something that a termination can end. */
  nudge(): void;
}

/**
 * Interrupts the main thread from this one: first by a flag that awaits and library calls look at, so that `finally`
 * runs; what has not ended after 100 ms is terminated by V8. A second interrupt does not wait.
 */
export function createInterrupter(flag: Int32Array, gate: Gate, main: MainThread) {
  const session = new Session();
  session.connectToMainThread();
  let attempt = 0;
  let answered = 0;
  let waiting: { cell: number; timer: NodeJS.Timeout; alive: boolean } | undefined;
  let settled: (() => void) | undefined;

  const terminate = (): void => {
    waiting = undefined;
    // Either the cell is about to be told as ended, or it is being terminated already.
    if (!gate.fire()) return;
    const mine = ++attempt;
    let landed = false;
    // V8 answers when it has ended a script, or was about to: a microtask checkpoint in between makes it forget.
    const post = () =>
      session.post("Runtime.terminateExecution", (error) => {
        landed ||= !error;
      });
    const urge = (times: number): void => {
      if (answered >= mine) return;
      if (times % 15 === 0 && gate.isFired) post();
      // Where no script runs, a nudge's handler is one that can be ended.
      if (landed) main.terminated(mine);
      else if (times > 0) main.nudge();
      setTimeout(urge, answerMs, times + 1);
    };
    urge(0);
  };

  /** Ends the cell when the main thread does not answer; one that answers is asked again until the cell has ended. */
  const watch = (cell: number): void => {
    main.interrupt();
    const timer = setTimeout(() => {
      if (waiting?.cell !== cell) return;
      // Where the event loop turns, awaits end the cell; and Node's own loops do not survive a termination.
      if (waiting.alive) watch(cell);
      else terminate();
    }, cooperativeMs);
    waiting = { cell, timer, alive: false };
  };

  const isQuiet = () => answered >= attempt && waiting === undefined;

  return {
    interrupt(): void {
      const cell = main.running() ?? -1;
      if (cell >= 0) Atomics.store(flag, 0, 1);
      if (waiting?.cell !== cell) watch(cell);
      else if (!waiting.alive) {
        clearTimeout(waiting.timer);
        terminate();
      }
    },
    /** The main thread answered, so it is not blocked: what was terminated has ended. */
    answer(number: number): void {
      if (waiting) waiting.alive = true;
      if (waiting?.cell === -1) {
        clearTimeout(waiting.timer);
        waiting = undefined;
      }
      answered = Math.max(answered, number);
      if (isQuiet()) settled?.();
    },
    /** The cell has ended by itself; what it left behind may still block the main thread. */
    ended(cell: number): void {
      if (waiting?.cell !== cell) return;
      clearTimeout(waiting.timer);
      watch(-1);
    },
    close: () => session.disconnect(),
    /** Resolves when no termination is under way. */
    async quiet(): Promise<void> {
      if (!isQuiet()) await new Promise<void>((resolve) => (settled = resolve));
    },
  };
}
