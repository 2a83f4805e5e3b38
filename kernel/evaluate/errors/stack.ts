import { sourceOf } from "./sources.ts";

/** Errors of the library start deeper than V8's ten frames, and the cell's line stands at the end. */
const frameLimit = 50;
const kernelUrl = new URL("../../", import.meta.url).href;

/** Makes `error.stack` speak of cells: true lines and columns, no frames of the kernel or of Node. */
export function installStackTraces(): () => void {
  const before = Error.prepareStackTrace;
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = frameLimit;
  Error.prepareStackTrace = (error, frames) => {
    // Below the inspector's call stands only what started the cell.
    const start = frames.findIndex((frame) => frame.getScriptNameOrSourceURL() === "node:inspector");
    const own = start < 0 ? frames : frames.slice(0, start);
    const lines = own.filter(isVisible).map((frame) => `\n    at ${describe(frame)}`);
    return `${headline(error)}${lines.join("")}`;
  };
  return () => {
    Error.prepareStackTrace = before;
    Error.stackTraceLimit = limit;
  };
}

export interface Frame {
  url: string;
  /** Both from 1. */
  line: number;
  column: number;
}

/** The frames in the text of a stack trace, innermost first. */
export function framesOf(stack: string): Frame[] {
  return [...stack.matchAll(/^ {4}at (?:.*\()?(.+):(\d+):(\d+)\)?$/gm)].map(([, url, line, column]) => ({
    url: url!.replace(/^async /, ""),
    line: Number(line),
    column: Number(column),
  }));
}

function isVisible(frame: NodeJS.CallSite): boolean {
  const url = frame.getScriptNameOrSourceURL() ?? "";
  if (url.startsWith("node:")) return false;
  return !url.startsWith(kernelUrl);
}

function describe(frame: NodeJS.CallSite): string {
  const text = String(frame);
  const url = frame.getScriptNameOrSourceURL();
  const source = url ? sourceOf(url) : undefined;
  const [line, column] = [frame.getLineNumber(), frame.getColumnNumber()];
  if (!source || line === null || column === null) return text;
  const at = source.locate(line - 1, column - 1);
  return at ? text.replace(`${url}:${line}:${column}`, () => `${url}:${at.line + 1}:${at.column + 1}`) : text;
}

function headline(error: unknown): string {
  try {
    return Error.prototype.toString.call(error);
  } catch {
    return "Error";
  }
}
