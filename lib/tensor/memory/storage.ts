import type { Raw } from "../raw.ts";

/**
 * The box that tensors share when they alias: views, `detach()` and in-place operations all see one storage.
 *
 * The engine's tensors never change, so an in-place operation puts a new one into the box and counts a version.
 * Every storage stands in a table beside its raw tensor. What user code no longer reaches is found there by `sweep`.
 */
export class Storage {
  readonly cell: Cell;
  /** Counts in-place operations: a tensor saved for backward must be at the version it was saved at. */
  version = 0;
  /** How many nodes of graphs have saved it. */
  saved = 0;
  /** Whether it was made in inference mode: no graph may save it. */
  readonly inference = inferring.active;
  /** Whether scopes leave it alone. */
  pinned = false;
  readonly size: number;

  constructor(raw: Raw) {
    this.size = raw.size;
    this.cell = { raw, bytes: bytesOf(raw), owner: new WeakRef(this) };
    cells.push(this.cell);
    usage.tensors++;
    usage.made++;
    usage.bytes += this.cell.bytes;
    if (recorders.active !== null) recorders.active.push(this);
    if (usage.bytes > usage.byteLimit || cells.length > usage.cellLimit) usage.onPressure();
  }

  /** The engine's tensor in its physical shape. */
  get raw(): Raw {
    const raw = this.cell.raw;
    if (raw === null) throw new Error(FREED);
    return raw;
  }

  get freed(): boolean {
    return this.cell.raw === null;
  }

  /** Puts the result of an in-place operation into the box; `raw` now belongs to it. */
  replace(raw: Raw): void {
    const old = this.cell.raw;
    this.cell.raw = raw;
    this.version++;
    if (old === null) throw new Error(FREED);
    old.dispose();
  }

  /** Takes the raw tensor out of a storage that nobody else uses. */
  take(): Raw {
    const raw = this.raw;
    this.cell.raw = null;
    forget(this.cell);
    return raw;
  }

  /** Gives the memory back now, for storages that nothing can reach any more. */
  free(): void {
    freeCell(this.cell);
  }
}

/** What the table knows of a storage without keeping it alive. */
export interface Cell {
  raw: Raw | null;
  readonly bytes: number;
  readonly owner: WeakRef<Storage>;
}

const FREED =
  "This tensor's memory was freed when the scope() it was made in ended. Return it from the scope, or keep(tensor) inside it";

/** All storages, and dead cells that the next sweep drops. */
export const cells: Cell[] = [];

/** Running totals, and the totals at which the sweeper wants to be called. */
export const usage = {
  tensors: 0,
  bytes: 0,
  /** All storages there ever were. */
  made: 0,
  byteLimit: Number.POSITIVE_INFINITY,
  cellLimit: Number.POSITIVE_INFINITY,
  onPressure: (): void => {},
};

/** Whether inference mode is on; `mode` of autograd keeps it in step. */
export const inferring = { active: false };

/** Who wants to know of new storages: a scope, or the backward pass. */
export const recorders: { active: Storage[] | null } = { active: null };

export function freeCell(cell: Cell): void {
  if (cell.raw === null) return;
  cell.raw.dispose();
  cell.raw = null;
  forget(cell);
}

function forget(cell: Cell): void {
  usage.tensors--;
  usage.bytes -= cell.bytes;
}

/** Counts again, after code was cut off between a change and its count, or halfway through a sweep. */
export function recount(): void {
  const alive = new Set(cells.filter((cell) => cell.raw !== null));
  cells.length = 0;
  usage.tensors = alive.size;
  usage.bytes = 0;
  for (const cell of alive) {
    cells.push(cell);
    usage.bytes += cell.bytes;
  }
}

function bytesOf(raw: Raw): number {
  return raw.dtype === "bool" ? raw.size : raw.size * 4;
}
