import type { MessagePort } from "node:worker_threads";
import type { Packed } from "./portable.ts";

/** How a worker gets its dataset: packed, or made by a module of the user's. */
export type Source = { dataset: Packed } | { module: string };

export interface WorkerSettings {
  source: Source;
  worker: number;
  port: MessagePort;
  /** Put samples together here; else they go to the main thread one by one. */
  collate: boolean;
  /** Raised with every message. */
  bell: Int32Array;
  /** The sample each worker is reading, or -1. */
  reading: Int32Array;
  /** How far each worker is: a `STATE`. */
  states: Int32Array;
}

export interface Task {
  id: number;
  epoch: bigint;
  batch: number;
  indices: readonly number[];
}

export interface Failure {
  name: string;
  message: string;
  stack: string | undefined;
  worker: number;
  /** Absent where the dataset could not be made, or the batch not be put together. */
  index?: number;
}

export type Answer = { id: number; batch: Packed } | { id: number; failure: Failure };
