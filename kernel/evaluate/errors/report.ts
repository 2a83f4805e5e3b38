import { fileURLToPath } from "node:url";
import { inspect } from "node:util";
import type { Position } from "../transform/lower.ts";
import { CellSyntaxError } from "../transform/parse.ts";
import type { CellError } from "../types.ts";
import { excerpt, placeOf } from "./excerpt.ts";
import { isForeign, sourceOf, textOf } from "./sources.ts";
import { type Frame, framesOf } from "./stack.ts";

const maxFrames = 12;
const maxForeign = 3;
const maxCauses = 5;

/** What was thrown in a cell, told by the cell's own lines. `thrownAt` is where V8 says it was, for values without a stack. */
export function reportError(thrown: unknown, cellUrl: string, thrownAt?: Position, depth = 0): CellError {
  const { ename, evalue } = describeThrown(thrown);
  const traceback = [evalue ? `${ename}: ${evalue}` : ename];
  const { stack, frames } = thrown instanceof CellSyntaxError ? { stack: [], frames: [] } : stackOf(thrown);
  const top =
    frames.find(({ url }) => textOf(url) !== undefined) ??
    syntaxPlace(thrown, cellUrl) ??
    thrownPlace(cellUrl, thrownAt);
  if (top) traceback.push("", ...showPlace(top));
  if (stack.length > 1) traceback.push("", ...shortened(stack));
  for (const cause of depth < maxCauses ? causes(thrown) : []) {
    const told = reportError(cause, cellUrl, undefined, depth + 1);
    traceback.push("", `Caused by ${told.traceback[0]}`, ...told.traceback.slice(1));
  }
  return { status: "error", ename, evalue, traceback };
}

function describeThrown(thrown: unknown): { ename: string; evalue: string } {
  try {
    if (!isError(thrown)) return { ename: "Uncaught", evalue: inspect(thrown, { depth: 2, breakLength: 100 }) };
    const name = String(thrown.name ?? "Error");
    const ownName = thrown.constructor?.name;
    return { ename: name === "Error" && ownName ? ownName : name, evalue: String(thrown.message ?? "") };
  } catch {
    return { ename: "Uncaught", evalue: "an error that cannot be shown" };
  }
}

function isError(value: unknown): value is Error {
  return (
    value instanceof Error || (typeof value === "object" && value !== null && "stack" in value && "message" in value)
  );
}

function stackOf(thrown: unknown): { stack: string[]; frames: Frame[] } {
  try {
    const text = isError(thrown) ? String(thrown.stack ?? "") : "";
    return { stack: text.split("\n").filter((line) => /^ {4}at /.test(line)), frames: framesOf(text) };
  } catch {
    return { stack: [], frames: [] };
  }
}

/** The frames worth reading: those of cells and local modules, and where each passes into a package. */
function shortened(stack: string[]): string[] {
  const lines: string[] = [];
  let passed = 0;
  for (const [index, line] of stack.entries()) {
    const [frame] = framesOf(line);
    const deep = frame !== undefined && isForeign(frame.url) && passed >= maxForeign;
    if (frame && isForeign(frame.url)) passed++;
    else passed = 0;
    if (deep) lines[lines.length - 1] = `    ... ${passed - maxForeign + 1} in packages`;
    else lines.push(line);
    if (lines.length > maxFrames) return [...lines.slice(0, maxFrames), `    ... ${stack.length - index} more`];
  }
  return lines;
}

interface Marked extends Frame {
  length?: number;
}

function syntaxPlace(thrown: unknown, cellUrl: string): Marked | undefined {
  if (!(thrown instanceof CellSyntaxError)) return undefined;
  const url = thrown.url ?? cellUrl;
  const text = textOf(url);
  return text === undefined ? undefined : { url, ...placeOf(text, thrown.start), length: thrown.end - thrown.start };
}

function thrownPlace(cellUrl: string, at?: Position): Marked | undefined {
  const found = at && sourceOf(cellUrl)?.locate(at.line, at.column);
  return found && { url: cellUrl, line: found.line + 1, column: found.column + 1 };
}

function showPlace(place: Marked): string[] {
  const name = place.url.startsWith("file:") ? fileURLToPath(place.url.replace(/\?.*$/, "")) : place.url;
  return [`${name}, line ${place.line}`, excerpt(textOf(place.url)!, place)];
}

function causes(thrown: unknown): unknown[] {
  try {
    if (!isError(thrown)) return [];
    const grouped: unknown[] = thrown instanceof AggregateError ? thrown.errors.slice(0, maxCauses) : [];
    return thrown.cause === undefined || thrown.cause === thrown ? grouped : [thrown.cause, ...grouped];
  } catch {
    return [];
  }
}
