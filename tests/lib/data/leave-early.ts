// Leaves loaders while their workers load modules, after more and more milliseconds, and ends while the last ones load.
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { DataLoader } from "../../../lib/data/index.ts";
import { WorkerPool } from "../../../lib/data/workers/pool.ts";
import { Squares } from "./squares.ts";

const workerModule = fileURLToPath(new URL("squares.ts", import.meta.url));
const data = new Squares();
for (let wait = 200; wait < 600; wait += 40) {
  const pool = new WorkerPool(data, { numWorkers: 2, prefetchFactor: 1, collate: true, workerModule });
  await setTimeout(wait);
  pool.close();
}
for (const _ of new DataLoader(data, { batchSize: 4, numWorkers: 3, workerModule })) break;
console.log("left");
