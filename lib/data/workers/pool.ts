import { resolve } from "node:path";
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from "node:worker_threads";
import { throwIfInterrupted } from "../../runtime.ts";
import type { Dataset } from "../dataset.ts";
import { end, hasEnded, STATE, watchLoading } from "./ending.ts";
import { NotPortable, pack, unpack } from "./portable.ts";
import type { Answer, Failure, Source, Task, WorkerSettings } from "./protocol.ts";

export interface PoolOptions {
  numWorkers: number;
  /** Batches asked for ahead, a worker. */
  prefetchFactor: number;
  collate: boolean;
  workerModule?: string | undefined;
}

/** An epoch: the indices of its batches and its seed. */
export interface Epoch {
  batches: readonly (readonly number[])[];
  seed: bigint;
}

interface Member {
  worker: Worker;
  port: MessagePort;
  pending: Set<number>;
}

const PATIENCE_MS = 50;

/** Worker threads that read batches ahead. */
export class WorkerPool {
  readonly #members: Member[];
  readonly #bell = new Int32Array(new SharedArrayBuffer(4));
  readonly #reading: Int32Array;
  readonly #states: Int32Array;
  readonly #ahead: number;
  readonly #answers = new Map<number, Answer>();
  #epoch: Epoch = { batches: [], seed: 0n };
  /** Ids go on from epoch to epoch, so that answers to what nobody waits for any more are told apart. */
  #firstId = 0;
  #asked = 0;

  constructor(dataset: Dataset<unknown>, { numWorkers, prefetchFactor, collate, workerModule }: PoolOptions) {
    const source = workerModule === undefined ? packed(dataset, numWorkers) : { module: resolve(workerModule) };
    this.#reading = new Int32Array(new SharedArrayBuffer(4 * numWorkers)).fill(-1);
    this.#states = new Int32Array(new SharedArrayBuffer(4 * numWorkers));
    this.#ahead = numWorkers * prefetchFactor;
    this.#members = Array.from({ length: numWorkers }, (_, i) => {
      const { port1: port, port2 } = new MessageChannel();
      const shared = { bell: this.#bell, reading: this.#reading, states: this.#states };
      const settings: WorkerSettings = { source, worker: i, collate, port: port2, ...shared };
      // The engine's smallest device: a worker decodes and transforms, it does not train.
      const worker = new Worker(new URL("./worker.ts", import.meta.url), {
        workerData: settings,
        transferList: [port2],
        env: { ...process.env, TSGRAD_DEVICE: "js" },
      });
      worker.on("error", () => {});
      worker.unref();
      watchLoading(worker, this.#states, i);
      return { worker, port, pending: new Set<number>() };
    });
  }

  begin(epoch: Epoch): void {
    this.#epoch = epoch;
    this.#firstId += 2 ** 32;
    this.#asked = 0;
    this.#answers.clear();
    for (const { pending } of this.#members) pending.clear();
  }

  /** The batch with this number, waited for. */
  take(number: number): unknown {
    this.#ask(number);
    for (;;) {
      const seen = Atomics.load(this.#bell, 0);
      const answer = this.#answerTo(number);
      if (answer) return this.#open(answer);
      Atomics.wait(this.#bell, 0, seen, PATIENCE_MS);
    }
  }

  async takeAsync(number: number): Promise<unknown> {
    this.#ask(number);
    for (;;) {
      const seen = Atomics.load(this.#bell, 0);
      const answer = this.#answerTo(number);
      if (answer) return this.#open(answer);
      await rung(this.#bell, seen);
    }
  }

  close(): void {
    for (const [i, { worker, port }] of this.#members.entries()) {
      port.close();
      end(worker, this.#states, i);
    }
  }

  /** Gives the next batches to the workers that have the least to do. */
  #ask(number: number): void {
    this.#asked = Math.max(this.#asked, number);
    const end = Math.min(this.#epoch.batches.length, number + this.#ahead);
    for (; this.#asked < end; this.#asked++) {
      const member = this.#members.reduce((a, b) => (b.pending.size < a.pending.size ? b : a));
      const id = this.#firstId + this.#asked;
      const task: Task = {
        id,
        epoch: this.#epoch.seed,
        batch: this.#asked,
        indices: this.#epoch.batches[this.#asked]!,
      };
      member.pending.add(id);
      member.port.postMessage(task);
    }
  }

  /** The answer if it has come; throws where it never will. */
  #answerTo(number: number): Answer | undefined {
    this.#receive();
    const answer = this.#answers.get(this.#firstId + number);
    if (answer) return answer;
    throwIfInterrupted();
    this.#checkAlive();
    return undefined;
  }

  #receive(): void {
    for (const { port, pending } of this.#members)
      for (let got = receive(port); got; got = receive(port)) {
        if (pending.delete(got.id)) this.#answers.set(got.id, got);
      }
  }

  #open(answer: Answer): unknown {
    this.#answers.delete(answer.id);
    if ("batch" in answer) return unpack(answer.batch);
    throw failed(answer.failure);
  }

  #checkAlive(): void {
    for (const [i, { worker, pending }] of this.#members.entries()) {
      const index = Atomics.load(this.#reading, i);
      const ended = Atomics.load(this.#states, i) === STATE.ended || hasEnded(worker);
      if (pending.size === 0 || !ended) continue;
      throw new Error(
        `DataLoader: worker ${i} ended ${index < 0 ? "before it read a sample" : `while it read sample ${index}`}; ` +
          "it was stopped, ran out of memory or called process.exit. With numWorkers: 0 the cause shows itself",
      );
    }
  }
}

function packed(dataset: Dataset<unknown>, numWorkers: number): Source {
  try {
    return { dataset: pack(dataset, "dataset") };
  } catch (error) {
    if (!(error instanceof NotPortable)) throw error;
    throw new TypeError(
      `DataLoader: numWorkers: ${numWorkers} needs a dataset that can be made again in another thread, but ${error.message}. ` +
        "Put the dataset into a file, for example pets.ts with `export default () => new Pets()`, and pass " +
        '{ workerModule: "./pets.ts" }; or leave out numWorkers',
    );
  }
}

function failed({ name, message, stack, index, worker }: Failure): Error {
  const where = index === undefined ? "" : `, sample ${index}`;
  const error = new Error(`DataLoader: worker ${worker}${where}: ${message}`);
  error.name = name;
  if (stack) error.cause = Object.assign(new Error(message), { stack, name });
  return error;
}

function receive(port: MessagePort): Answer | undefined {
  return (receiveMessageOnPort(port) as { message: Answer } | undefined)?.message;
}

/** A timer keeps the process alive while nothing else does. */
async function rung(bell: Int32Array, seen: number): Promise<void> {
  const waiting = Atomics.waitAsync(bell, 0, seen, PATIENCE_MS);
  if (!waiting.async) return;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((done) => {
    timer = setTimeout(done, PATIENCE_MS);
  });
  await Promise.race([waiting.value, late]);
  clearTimeout(timer);
}
