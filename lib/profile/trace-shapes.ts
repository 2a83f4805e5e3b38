import type * as nn from "../nn/index.ts";
import { type Column, type Table, TableReport, textTable } from "./table.ts";
import { type ProfileInput, trace } from "./trace.ts";
import { shape } from "./units.ts";

export interface ShapeRow {
  path: string;
  type: string;
  /** How many modules it is inside of. */
  depth: number;
  inputShapes: number[][];
  /** Empty where the forward pass stopped before this module returned. */
  outputShapes: number[][];
}

/** What `traceShapes` saw. */
export class ShapeTrace extends TableReport<ShapeRow> {
  readonly rows: readonly ShapeRow[];
  /** What stopped the forward pass, if something did. */
  readonly error: Error | undefined;

  constructor(rows: readonly ShapeRow[], error: Error | undefined) {
    super();
    this.rows = rows;
    this.error = error;
  }

  get #notes(): string[] {
    return this.error ? [`Stopped: ${this.error.message}`] : [];
  }

  override toString(): string {
    return [textTable(COLUMNS, this.rows), ...this.#notes].join("\n");
  }

  protected override table(): Table<ShapeRow> {
    return { columns: COLUMNS, rows: this.rows, notes: this.#notes };
  }
}

const list = (shapes: readonly number[][]) => shapes.map(shape).join(" ");

const COLUMNS: Column<ShapeRow>[] = [
  { head: "layer", text: ({ path, depth }) => `${"  ".repeat(depth)}${path || "(model)"}` },
  { head: "type", text: ({ type }) => type },
  { head: "input", text: ({ inputShapes }) => list(inputShapes) },
  { head: "output", text: ({ outputShapes }) => (outputShapes.length ? list(outputShapes) : "never returned") },
];

/**
 * The shapes that go into and come out of every module, in the order of the calls. Where the model fails, the shapes up to
 * there and the error: the last row that has no output is where to look.
 *
 * @example
 * const model = new nn.Sequential(new nn.Flatten(), new nn.Linear(784, 10));
 * traceShapes(model, [2, 1, 28, 28]).rows.at(-1).outputShapes; // [[2, 10]]
 */
export function traceShapes(model: nn.Module, input: ProfileInput): ShapeTrace {
  const { calls, error } = trace(model, input);
  const rows = calls.map(({ path, module, depth, inputShapes, outputShapes }) => ({
    path,
    type: module.constructor.name,
    depth,
    inputShapes,
    outputShapes,
  }));
  return new ShapeTrace(rows, error);
}
