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
const packageUrl = new URL("../../../", import.meta.url).href;
const ownFolders = ["kernel/", "lib/", "autograder/", "cli/", "node_modules/"].map((folder) => packageUrl + folder);

/** Code that is not the notebook's: a package, or this one. */
export function isForeign(url: string): boolean {
  return url.includes("/node_modules/") || ownFolders.some((folder) => url.startsWith(folder));
}

export function addSource(url: string, source: Source): void {
  sources.set(url, source);
}

export function removeSource(url: string): void {
  sources.delete(url);
}

export function sourceOf(url: string): Source | undefined {
  return sources.get(url);
}

/** The text a stack frame points into, also of a module on disk; nothing for packages, this one's and Node's own. */
export function textOf(url: string): string | undefined {
  const known = sources.get(url);
  if (known) return known.text;
  if (!url.startsWith("file:") || isForeign(url)) return undefined;
  try {
    return readFileSync(fileURLToPath(url), "utf8");
  } catch {
    return undefined;
  }
}
