// Notebook cells: what a cell leaves unreachable is freed, and a cell that was terminated is cleaned up after.
import { tf } from "../../engine/index.ts";
import { runtime } from "../../runtime.ts";
import { defaults, setMode } from "../autograd/mode.ts";
import { type Raw, scalarsAlive } from "../raw.ts";
import { cells, recorders, recount, usage } from "./storage.ts";
import { sweep } from "./sweep.ts";

const engine = tf.engine();
const cleanups = new Set<() => void>();

/** Calls `restore` after a cell was terminated: no `finally` block of it ran. */
export function onTerminated(restore: () => void): void {
  cleanups.add(restore);
}

/** Raw tensors the running cell has made and not disposed; null outside cells, where nothing is written down. */
let made: Set<Raw> | null = null;
/** The raw tensor that is being disposed right now: whether its data is counted down already, only the engine knows. */
let disposing: Raw | null = null;
let before = engineDepths();
let madeBefore = usage.made;
/** Whether a sweep is on its way. */
let due = false;

function engineDepths(): { kernels: number; scopes: number; moves: number } {
  const { kernelDepth, scopeStack, numDataMovesStack } = engine.state;
  return { kernels: kernelDepth, scopes: scopeStack.length, moves: numDataMovesStack.length };
}

function cellStart(): void {
  made = new Set();
  before = engineDepths();
  madeBefore = usage.made;
}

function cellEnd({ terminated }: { terminated: boolean }): void {
  const left = made;
  made = null;
  if (terminated) {
    restoreEngine();
    setMode(defaults);
    recorders.active = null;
    for (const restore of cleanups) restore();
    recount();
  }
  // No operation is under way now: what none of them handed on was left behind by one that failed.
  if (left !== null && left.size > 0) freeAbandoned(left);
  // Later, when the cell's own frames no longer hold its tensors, and the reader has the answer.
  if (due || (!terminated && usage.made === madeBefore)) return;
  due = true;
  setImmediate(() => {
    due = false;
    sweep();
  }).unref();
}

/** tfjs counts nested kernels and scopes; what the terminated code entered it never left. */
function restoreEngine(): void {
  const { state } = engine;
  state.kernelDepth = before.kernels;
  state.scopeStack.length = before.scopes;
  state.activeScope = state.scopeStack.at(-1)!;
  state.numDataMovesStack.length = before.moves;
}

/** Frees raw tensors that were made but had not come to a storage yet, and one whose disposal was cut off. */
function freeAbandoned(raws: Iterable<Raw>): void {
  const owned = new Set<Raw>(scalarsAlive());
  for (const cell of cells) if (cell.raw !== null) owned.add(cell.raw);
  const last = disposing;
  for (const raw of raws) if (!owned.has(raw) && !raw.kept && raw !== last) raw.dispose();
  disposing = null;
  if (last === null || last.isDisposed) return;
  const info = engine.state.tensorInfo.get(last.dataId);
  const owners = [...owned].filter((raw) => raw.dataId === last.dataId).length;
  if (info && info.backend.refCount(last.dataId) > owners) last.dispose();
}

const track = engine.trackTensor;
const dispose = engine.disposeTensor;
Object.assign(engine, {
  trackTensor(raw: Raw, backend: never) {
    made?.add(raw);
    track.call(engine, raw, backend);
  },
  disposeTensor(raw: Raw) {
    disposing = raw;
    dispose.call(engine, raw);
    disposing = null;
    made?.delete(raw);
  },
});

runtime().hooks.add({ cellStart, cellEnd });
// Imported by a cell that is already running.
if (runtime().display) cellStart();
