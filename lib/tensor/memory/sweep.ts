// Freeing what user code can no longer reach, without any dispose in it and without waiting for an event loop.
// docs/decisions/memory.md holds the measurements behind every number here.
import { totalmem } from "node:os";
import { setFlagsFromString } from "node:v8";
import { createContext, runInNewContext, Script } from "node:vm";
import { trimMemory } from "../../engine/index.ts";
import { type Cell, cells, freeCell, usage } from "./storage.ts";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as (options?: { type: string; execution: string; flavor: string }) => void;

// A WeakRef keeps its target until the job ends, which in a synchronous loop is never. V8 forgets those targets after
// every microtask checkpoint, and a context with a queue of its own makes one whenever a script of it ends.
const empty = new Script("0");
const ownQueue = createContext({}, { microtaskMode: "afterEvaluate" });
const releaseKeptObjects = () => empty.runInContext(ownQueue);

const MEBIBYTE = 2 ** 20;
const budget = {
  /** Nobody looks until this many bytes were added since the last sweep. */
  soft: 64 * MEBIBYTE,
  /**
   * When twice what was alive was added, within these bounds, it is collected even when sweeps come often: the pool that
   * TensorFlow takes its buffers from never shrinks, so that one late sweep would leave the process larger for good.
   */
  hardLeast: 256 * MEBIBYTE,
  hardMost: Math.min(totalmem() / 8, 1024 * MEBIBYTE),
  cells: 20_000,
  /** Memory is given back to the system once the process has grown by this much. */
  resident: 256 * MEBIBYTE,
};
/** Sweeps take at most this share of the time. */
const TIME_SHARE = 0.04;
let lastEnd = 0;
let lastDuration = 0;
let lastBytes = 0;
let lastResident = 0;

/** Collects garbage and frees the tensors that nothing reaches, now; `trim` gives all freed memory back to the system. */
export function sweep({ trim = false }: { trim?: boolean } = {}): void {
  const start = performance.now();
  releaseKeptObjects();
  // The last resort shrinks V8's own heap too, and takes a third of a second.
  if (trim) collect({ type: "major", execution: "sync", flavor: "last-resort" });
  else collect();
  compact((cell) => cell.owner.deref() === undefined);
  if (trim || process.memoryUsage.rss() - lastResident > budget.resident + usage.bytes / 2) {
    trimMemory();
    lastResident = process.memoryUsage.rss();
  }
  lastBytes = usage.bytes;
  usage.byteLimit = usage.bytes + Math.max(budget.soft, usage.bytes / 2);
  usage.cellLimit = Math.max(budget.cells, cells.length * 2);
  lastEnd = performance.now();
  lastDuration = lastEnd - start;
}

function compact(isDead: (cell: Cell) => boolean): void {
  let kept = 0;
  for (const cell of cells) {
    if (cell.raw !== null && isDead(cell)) freeCell(cell);
    if (cell.raw !== null) cells[kept++] = cell;
  }
  cells.length = kept;
}

/** Sweeps if enough was made since the last time and sweeping has not been taking too much of it. */
export function sweepIfDue(): void {
  if (usage.bytes <= usage.byteLimit && cells.length <= usage.cellLimit) return;
  const rested = performance.now() - lastEnd > lastDuration / TIME_SHARE;
  const hard = Math.min(Math.max(2 * lastBytes, budget.hardLeast), budget.hardMost);
  if (rested || usage.bytes - lastBytes > hard) sweep();
  else if (cells.length > usage.cellLimit) {
    compact(() => false);
    usage.cellLimit = Math.max(budget.cells, cells.length * 2);
  }
}

usage.byteLimit = budget.soft;
usage.cellLimit = budget.cells;
usage.onPressure = sweepIfDue;
