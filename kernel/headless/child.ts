import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { createEvaluator } from "../evaluate/index.ts";
import type { FromChild, ToChild } from "./messages.ts";

const evaluator = createEvaluator({ directory: process.cwd() });
const exit = process.exit.bind(process);
const send = (message: FromChild) => process.send?.(message);

process.on("message", async (message: ToChild) => {
  if (message.type === "interrupt") {
    evaluator.interrupt();
    return;
  }
  const { id, code, cellName } = message;
  const result = await evaluator.execute(code, {
    cellName,
    onOutput: (output) => send({ type: "output", id, output }),
  });
  send({ type: "done", id, result });
});
// Ctrl-C reaches the whole group: the parent decides what it means.
process.on("SIGINT", () => {});
process.on("disconnect", () => exit(0));
// A cell that never gives way would not hear of it.
const guard = new Worker(new URL("./guard.ts", import.meta.url));
await once(guard, "message");
guard.unref();
send({ type: "ready" });
