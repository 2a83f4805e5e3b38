import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Position } from "../transform/lower.ts";

/** Where the text behind a stack frame is: a cell, or a module that was compiled. */
export interface Source {
  text: string;
  /** Position in `text` of a position in what runs, both from 0. */
  locate(line: number, column: number): Position | undefined;
}

const sources = new Map<string, Source>();

export function addSource(url: string, source: Source): void {
  sources.set(url, source);
}

export function removeSource(url: string): void {
  sources.delete(url);
}

export function sourceOf(url: string): Source | undefined {
  return sources.get(url);
}

/** The text a stack frame points into, also of a module on disk; nothing for packages and Node's own. */
export function textOf(url: string): string | undefined {
  const known = sources.get(url);
  if (known) return known.text;
  if (!url.startsWith("file:") || url.includes("/node_modules/")) return undefined;
  try {
    return readFileSync(fileURLToPath(url), "utf8");
  } catch {
    return undefined;
  }
}
