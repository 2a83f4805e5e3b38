import { readFileSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";

const specifiers = /(?:\bfrom|\bimport|\brequire)\s*\(?\s*["'](\.{0,2}\/[^"']+)["']/g;
const endings = ["", ".ts", ".mts", ".tsx", ".js", ".mjs", ".json", "/index.ts", "/index.js"];

/** The notebook's own modules on disk, and when they were written: the server does not watch them. */
export class LocalFiles {
  readonly #stamps = new Map<string, string>();

  /** Paths that code imports, directly or not, and that have changed since they were last looked at. */
  changed(code: string, directory: string): string[] {
    const seen = new Set<string>();
    const changed: string[] = [];
    const visit = (text: string, folder: string): void => {
      for (const [, specifier] of text.matchAll(specifiers)) {
        const path = find(resolve(folder, specifier!));
        if (path === undefined || seen.has(path) || path.includes("/node_modules/")) continue;
        seen.add(path);
        const { mtimeMs, size } = statSync(path);
        const stamp = `${mtimeMs}:${size}`;
        if (this.#stamps.get(path) !== stamp) changed.push(path);
        this.#stamps.set(path, stamp);
        if (!path.endsWith(".json")) visit(readFileSync(path, "utf8"), dirname(path));
      }
    };
    visit(code, directory);
    return changed;
  }
}

function find(base: string): string | undefined {
  const bases = /\.m?js$/.test(base) ? [base, base.replace(/js$/, "ts"), base.replace(/\.js$/, ".tsx")] : [base];
  const candidates = bases.flatMap((path) => endings.map((ending) => path + ending));
  return candidates.find((path) => statSync(path, { throwIfNoEntry: false })?.isFile());
}
