// Threads for tfjs's WebAssembly backend, which switches them off in Node: its loader hands "blob:" addresses to
// worker_threads, which cannot read them. The package ships the loader's parts as files too, so workers start from those.
import { createRequire } from "node:module";
import os from "node:os";
import { dirname, join } from "node:path";
import type * as WorkerThreads from "node:worker_threads";
import * as tf from "@tensorflow/tfjs-core";

/** As many workers as the loader starts, whatever is asked for; the calling thread is one more. */
const MOST_THREADS = 8;

const WORKER_ADDRESS = "tsgrad-wasm-worker";
const require = createRequire(import.meta.url);

/** Runs `start`, which initializes the backend, so that it finds threads to work with; returns how many it takes. */
export async function withThreads(
  threads: number,
  setThreadsCount: (count: number) => void,
  start: () => Promise<boolean>,
): Promise<boolean> {
  if (threads <= 1) return start();
  const count = Math.min(threads, MOST_THREADS);
  const restore = disguise(count);
  try {
    tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", true);
    setThreadsCount(count);
    return await start();
  } finally {
    restore();
  }
}

/** Puts in place what the loader asks for; all of it is undone once the backend runs. */
function disguise(threads: number): () => void {
  const folder = join(dirname(require.resolve("@tensorflow/tfjs-backend-wasm/package.json")), "wasm-out");
  const glue = join(folder, "tfjs-backend-wasm-threaded-simd.js");
  const { wasmWorkerContents } = require(glue.replace(/\.js$/, ".worker.js")) as { wasmWorkerContents: string };
  const code = wasmWorkerContents.replace(/\n/g, "\\n");
  const workerThreads = require("node:worker_threads") as { Worker: typeof WorkerThreads.Worker };
  const realm = globalThis as { Worker?: unknown };
  const before = { url: URL.createObjectURL, Worker: workerThreads.Worker, global: realm.Worker, cpus: os.cpus };

  const workers: WorkerThreads.Worker[] = [];

  class LoaderWorker extends before.Worker {
    readonly #ours: boolean;

    constructor(file: string | URL, options?: WorkerThreads.WorkerOptions) {
      const ours = file === WORKER_ADDRESS;
      super(ours ? code : file, ours ? { eval: true, execArgv: [] } : options);
      this.#ours = ours;
      if (ours) workers.push(this);
    }

    /** Idle workers must not keep the process alive, and nothing waits for a working one but the caller. */
    override ref(): void {
      if (!this.#ours) super.ref();
    }

    override postMessage(message: unknown, transfer?: readonly WorkerThreads.Transferable[]): void {
      const loads = this.#ours && (message as { cmd?: string }).cmd === "load";
      super.postMessage(loads ? { ...(message as object), urlOrBlob: glue } : message, transfer);
    }
  }

  URL.createObjectURL = () => WORKER_ADDRESS;
  workerThreads.Worker = LoaderWorker as typeof WorkerThreads.Worker;
  // The pool takes at most half of the processors it sees.
  os.cpus = () => Array.from({ length: Math.max(threads * 2, before.cpus().length) }, () => before.cpus()[0]!);
  return () => {
    for (const worker of workers) worker.unref();
    URL.createObjectURL = before.url;
    workerThreads.Worker = before.Worker;
    realm.Worker = before.global;
    os.cpus = before.cpus;
  };
}
