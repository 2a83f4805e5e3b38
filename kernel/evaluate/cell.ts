import { CellResources } from "./disposal.ts";
import { sourceOf } from "./errors/sources.ts";
import { CellOutput } from "./output.ts";
import type { Position } from "./transform/lower.ts";
import type { Output } from "./types.ts";

/** One execution of one cell. */
export interface Cell {
  /** Its name in stack traces. */
  url: string;
  output: CellOutput;
  resources: CellResources;
  /** It has ended by an interrupt: what it left behind may print no more. */
  cancelled: boolean;
}

export function createCell(cellName: string, onOutput: (output: Output) => void): Cell {
  const base = cellName.replace(/[\s"']+/g, "_");
  let url = base;
  for (let again = 2; sourceOf(url); again++) url = `${base}.${again}`;
  return { url, output: new CellOutput(onOutput), resources: new CellResources(), cancelled: false };
}

/** A script was ended from outside: nothing of it ran on, no `finally` either. */
export class Terminated extends Error {}

/** What a cell threw, which need not be an error. */
export class Thrown extends Error {
  readonly value: unknown;
  readonly at: Position;

  constructor(value: unknown, at: Position) {
    super("a cell threw");
    this.value = value;
    this.at = at;
  }
}
