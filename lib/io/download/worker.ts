import { type MessagePort, workerData } from "node:worker_threads";
import { fetchArchive } from "./archive.ts";
import { download } from "./download.ts";
import type { DownloadMessage, DownloadTask } from "./sync.ts";

const { task, port, bell } = workerData as { task: DownloadTask; port: MessagePort; bell: Int32Array };

function send(message: DownloadMessage): void {
  port.postMessage(message);
  Atomics.store(bell, 0, 1);
  Atomics.notify(bell, 0);
}

const { file, folder } = task;
const onProgress = (received: number, total: number | undefined) => send({ type: "progress", received, total });
try {
  if (folder === undefined) await download(file, { onProgress });
  else await fetchArchive(file, folder, { onProgress, onUnpack: () => send({ type: "unpacking" }) });
  send({ type: "done" });
} catch (error) {
  send({ type: "failed", message: (error as Error).message });
}
