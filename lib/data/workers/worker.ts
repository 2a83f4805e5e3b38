import { pathToFileURL } from "node:url";
import { workerData } from "node:worker_threads";
import { defaultGenerator } from "../../random/index.ts";
import { collateWith } from "../collate.ts";
import type { Dataset } from "../dataset.ts";
import { prepareAhead, readSample } from "../plain-array.ts";
import { STATE } from "./ending.ts";
import { packingCollation } from "./packing.ts";
import { buffersOf, loadClasses, type Packed, pack, unpack } from "./portable.ts";
import type { Answer, Failure, Task, WorkerSettings } from "./protocol.ts";
import { sampleSeed } from "./seeds.ts";

const { source, worker, collate, port, bell, reading, states } = workerData as WorkerSettings;

async function makeDataset(): Promise<Dataset<unknown>> {
  if ("dataset" in source) {
    await loadClasses(source.dataset);
    return unpack(source.dataset) as Dataset<unknown>;
  }
  const { default: made } = (await import(pathToFileURL(source.module).href)) as { default?: unknown };
  const dataset = typeof made === "function" ? await made() : made;
  if (typeof dataset?.get === "function") return dataset as Dataset<unknown>;
  throw new TypeError(
    `${source.module}: expected \`export default\` of a dataset, or of a function that makes one, got ${typeof dataset}`,
  );
}

process.on("exit", () => {
  enter(STATE.ended);
  ring();
});

const dataset = makeDataset();
// In a turn of its own: modules that wait for these are done too.
dataset.catch(() => {}).then(() => setImmediate(enter, STATE.ready));
// One task after the other: transforms draw from the thread's default generator.
let turn: Promise<unknown> = Promise.resolve();
port.on("message", (task: Task) => {
  turn = turn.then(() => answer(task));
});

async function answer(task: Task): Promise<void> {
  let index: number | undefined;
  try {
    const from = await dataset;
    const whole = collate ? from.getBatch?.(task.indices) : undefined;
    let batch: Packed;
    if (whole !== undefined) batch = pack(whole, "batch");
    else {
      const samples: unknown[] = [];
      for (const [place, wanted] of task.indices.entries()) {
        index = wanted;
        Atomics.store(reading, worker, wanted);
        defaultGenerator.manualSeed(sampleSeed(task.epoch, task.batch, place));
        prepareAhead(from, task.indices, place);
        samples.push(await readSample(from, wanted, collate));
      }
      index = undefined;
      batch = collate ? collateWith(samples, packingCollation) : pack(samples, "sample");
    }
    Atomics.store(reading, worker, -1);
    send({ id: task.id, batch }, [...buffersOf(batch)]);
  } catch (error) {
    const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
    send({
      id: task.id,
      failure: { name, message, stack, worker, ...(index !== undefined && { index }) } satisfies Failure,
    });
  }
}

function send(message: Answer, transfer: ArrayBuffer[] = []): void {
  port.postMessage(message, transfer);
  ring();
}

function ring(): void {
  Atomics.add(bell, 0, 1);
  Atomics.notify(bell, 0);
}

function enter(state: number): void {
  Atomics.store(states, worker, state);
  Atomics.notify(states, worker);
}
