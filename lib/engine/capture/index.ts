// Captured steps: what a step does is written down once and then computed by one function of TensorFlow.
// docs/decisions/compile.md says why the step's own code runs every time.
import * as tf from "@tensorflow/tfjs-core";
import { BACKEND, tensorflow } from "../tensorflow/index.ts";
import { buildFunction, removeFunction } from "./build.ts";
import { graphApi } from "./graph-api.ts";
import { Session } from "./session.ts";
import { Operation, type Result } from "./trace.ts";

/** Different steps (input shapes, branches) that are remembered. */
const MOST_STEPS = 16;
/** Functions of one step that return different results. */
const MOST_FUNCTIONS = 4;
/** Calls in a row that were unlike any before, after which capturing stops. */
const PATIENCE = 3 * MOST_STEPS;

export interface CaptureStatistics {
  /** Calls that were run operation by operation and written down. */
  recorded: number;
  /** Calls that one function computed. */
  replayed: number;
  /** Functions that were built. */
  built: number;
}

/** What is known of one step. */
export class Capture {
  readonly statistics: CaptureStatistics = { recorded: 0, replayed: 0, built: 0 };
  #root = new Operation(null, "", [], [], []);
  /** The operations at which steps end, the least recently used first. */
  #ends: Operation[] = [];
  #misses = 0;

  /** Whether calls can be captured now: on TensorFlow, outside another captured step. */
  available(): boolean {
    return tf.getBackend() === BACKEND && tensorflow()!.binding.interceptor === null && this.#misses < PATIENCE;
  }

  /** Runs the step's code. Results have their values when this returns, whether it throws or not. */
  run<T>(body: () => T): T {
    const { binding } = tensorflow()!;
    const session = new Session(binding, this.#root);
    binding.interceptor = session;
    let finished = false;
    try {
      const result = body();
      finished = true;
      return result;
    } finally {
      binding.interceptor = null;
      if (finished) this.#finish(session);
      else if (session.waiting) session.catchUp();
    }
  }

  /** Forgets everything and frees the functions. */
  clear(): void {
    for (const end of this.#ends) this.#forget(end);
    this.#ends = [];
    this.#root = new Operation(null, "", [], [], []);
  }

  #finish(session: Session): void {
    const { at } = session;
    // A step that stops where none did before may go on elsewhere next time: it is captured when it comes again.
    if (!session.waiting || at.ended === 0) {
      if (session.waiting) session.catchUp();
      this.statistics.recorded++;
      this.#miss();
    } else {
      this.#replay(session);
      this.statistics.replayed++;
      this.#misses = 0;
    }
    at.ended++;
    this.#touch(at);
  }

  #replay(session: Session): void {
    const wanted = session.wanted();
    if (wanted.length === 0) {
      session.catchUp();
      return;
    }
    const { functions } = session.at;
    const key = wanted.map(({ operation, output }) => `${operation}:${output}`).join(" ");
    let known = functions.get(key);
    if (!known) {
      try {
        known = this.#build(session.at, wanted);
      } catch (error) {
        session.catchUp();
        throw error;
      }
      functions.set(key, known);
    }
    session.replay(known.name, known.leaves);
  }

  #build(end: Operation, wanted: readonly Result[]) {
    const { binding, libraries } = tensorflow()!;
    const api = graphApi(libraries);
    const made = buildFunction(binding, api, end.path(), wanted);
    this.statistics.built++;
    if (end.functions.size < MOST_FUNCTIONS) return made;
    const [oldest, dropped] = end.functions.entries().next().value!;
    removeFunction(binding, api, dropped);
    end.functions.delete(oldest);
    return made;
  }

  #miss(): void {
    if (++this.#misses < PATIENCE) return;
    console.warn(
      `compile: ${PATIENCE} calls in a row each did something new, so the step runs without being captured from now on. ` +
        "Give it inputs of few shapes, and keep numbers that change every step in tensors",
    );
    this.clear();
  }

  #touch(end: Operation): void {
    this.#ends = this.#ends.filter((other) => other !== end);
    this.#ends.push(end);
    if (this.#ends.length > MOST_STEPS) this.#forget(this.#ends.shift()!);
  }

  #forget(end: Operation): void {
    const { binding, libraries } = tensorflow()!;
    for (const fn of end.functions.values()) removeFunction(binding, graphApi(libraries), fn);
    end.functions.clear();
    end.ended = 0;
    end.prune();
  }
}
