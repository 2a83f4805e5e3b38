import type { Worker } from "node:worker_threads";

/** How far a worker is, in its place of an Int32Array that both threads see. */
export const STATE = { loading: 0, ready: 1, ended: 2 } as const;

/** As long as a process that ends waits for workers that are loading, in milliseconds. */
const PATIENCE_MS = 5000;
const SLICE_MS = 50;

const loading = new Map<Worker, { states: Int32Array; place: number }>();

/**
 * Keeps an eye on a worker until it has loaded its modules. V8 ends the whole process where a thread is stopped while a
 * module with a top-level `await` goes on (`AsyncModuleExecutionFulfilled`, Node 22 to 26), so `end` waits, and so does the
 * process's own end.
 */
export function watchLoading(worker: Worker, states: Int32Array, place: number): void {
  if (loading.size === 0) process.on("exit", awaitLoading);
  loading.set(worker, { states, place });
  const waiting = Atomics.waitAsync(states, place, STATE.loading);
  if (waiting.async) waiting.value.then(() => forget(worker));
  else forget(worker);
}

/** Stops a worker: at once, or as soon as it has loaded its modules. */
export function end(worker: Worker, states: Int32Array, place: number): void {
  const waiting = Atomics.waitAsync(states, place, STATE.loading);
  if (waiting.async) waiting.value.then(() => worker.terminate());
  else worker.terminate();
}

/** A thread that was stopped from outside says nothing: its loop's idle time is -1 then, at once and without events. */
export function hasEnded(worker: Worker): boolean {
  return worker.threadId === -1 || worker.performance.eventLoopUtilization().idle === -1;
}

function forget(worker: Worker): void {
  loading.delete(worker);
  if (loading.size === 0) process.off("exit", awaitLoading);
}

function awaitLoading(): void {
  const end = Date.now() + PATIENCE_MS;
  for (const [worker, { states, place }] of loading)
    while (
      Date.now() < end &&
      !hasEnded(worker) &&
      Atomics.wait(states, place, STATE.loading, SLICE_MS) === "timed-out"
    );
}
