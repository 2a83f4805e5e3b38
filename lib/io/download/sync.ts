import { basename } from "node:path";
import { MessageChannel, receiveMessageOnPort, Worker } from "node:worker_threads";
import { runtime, throwIfInterrupted } from "../../runtime.ts";
import type { RemoteFile } from "./download.ts";

/** What the worker sends. */
export type DownloadMessage =
  | { type: "progress"; received: number; total: number | undefined }
  | { type: "unpacking" }
  | { type: "done" }
  | { type: "failed"; message: string };

/** A file to fetch, and where to unpack it if it is an archive. */
export interface DownloadTask {
  file: RemoteFile;
  folder?: string | undefined;
}

/**
 * `download` for constructors: waits for the file, showing progress, and stops when the cell is interrupted.
 *
 * @example
 * downloadSync({ urls: ["https://example.org/a.gz"], path: ".tsgrad/cache/a.gz", sha256: "5b41…" });
 */
export function downloadSync(file: RemoteFile): void {
  wait({ file });
}

/**
 * Fetches an archive as `downloadSync` does and unpacks it into `folder`; the archive is removed afterwards.
 *
 * @example
 * fetchArchiveSync({ urls: ["https://example.org/a.tar"], path: "cache/a.tar", md5: "6cd6…" }, "cache/a");
 */
export function fetchArchiveSync(file: RemoteFile, folder: string): void {
  wait({ file, folder });
}

function wait(task: DownloadTask): void {
  const { file } = task;
  const { port1: port, port2 } = new MessageChannel();
  const bell = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(new URL("./worker.ts", import.meta.url), {
    workerData: { task, port: port2, bell },
    transferList: [port2],
  });
  const show = progressLine(basename(file.path));
  try {
    for (;;) {
      const message = (receiveMessageOnPort(port) as { message: DownloadMessage } | undefined)?.message;
      if (message?.type === "progress") show(message.received, message.total);
      if (message?.type === "unpacking") show("unpacking");
      if (message?.type === "done") return;
      if (message?.type === "failed") throw new Error(message.message);
      if (message) continue;
      throwIfInterrupted();
      Atomics.wait(bell, 0, 0, 100);
      Atomics.store(bell, 0, 0);
    }
  } finally {
    port.close();
    worker.terminate();
  }
}

/** One line, four times a second at most: on the notebook's page or on the terminal. */
function progressLine(name: string): (received: number | "unpacking", total?: number) => void {
  const displayId = crypto.randomUUID();
  let shown = 0;
  return (received, total) => {
    const complete = received === total || received === "unpacking";
    if (!complete && performance.now() - shown < 250) return;
    const first = shown === 0;
    shown = performance.now();
    const text =
      received === "unpacking"
        ? `Unpacking ${name}`
        : `Downloading ${name}: ${megabytes(received)}${total === undefined ? "" : ` of ${megabytes(total)}`} MB`;
    const { display } = runtime();
    if (display) display({ data: { "text/plain": text } }, { displayId, update: !first });
    else if (process.stderr.isTTY) process.stderr.write(`\r${text}${complete ? "\n" : ""}`);
  };
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
