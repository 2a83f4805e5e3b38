import { type MessagePort, workerData } from "node:worker_threads";
import { download, type RemoteFile } from "./download.ts";
import type { DownloadMessage } from "./sync.ts";

const { file, port, bell } = workerData as { file: RemoteFile; port: MessagePort; bell: Int32Array };

function send(message: DownloadMessage): void {
  port.postMessage(message);
  Atomics.store(bell, 0, 1);
  Atomics.notify(bell, 0);
}

try {
  await download(file, { onProgress: (received, total) => send({ type: "progress", received, total }) });
  send({ type: "done" });
} catch (error) {
  send({ type: "failed", message: (error as Error).message });
}
