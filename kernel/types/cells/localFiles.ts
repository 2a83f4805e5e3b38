import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { ChangedFile } from "../server/workspace.ts";

const specifiers = /(?:\bfrom|\bimport|\brequire)\s*\(?\s*["']([^"'\n]+)["']/g;
const endings = ["", ".ts", ".mts", ".tsx", ".js", ".mjs", ".json", "/index.ts", "/index.js"];

/** The modules that cells import, and when they were written: the server does not watch them. */
export class LocalFiles {
  readonly #stamps = new Map<string, string>();

  /** Files that code needs, directly or not, and that have come or changed since they were last looked at. */
  changed(code: string, directory: string): ChangedFile[] {
    const seen = new Set<string>();
    const changed: ChangedFile[] = [];
    const look = (path: string): void => {
      seen.add(path);
      const { mtimeMs, size } = statSync(path);
      const stamp = `${mtimeMs}:${size}`;
      const before = this.#stamps.get(path);
      this.#stamps.set(path, stamp);
      if (before === stamp) return;
      changed.push({ path, isNew: before === undefined });
      if (before === undefined || !path.includes("/node_modules/")) return;
      changed.push(...declarationsOf(dirname(path)).map((file) => ({ path: file, isNew: false })));
    };
    const visit = (text: string, folder: string): void => {
      for (const [, specifier] of text.matchAll(specifiers)) {
        const local = /^\.{0,2}\//.test(specifier!);
        const path = local ? localPath(resolve(folder, specifier!)) : packagePath(specifier!, folder);
        if (path === undefined || seen.has(path) || path.includes("/node_modules/") === local) continue;
        look(path);
        if (local && !path.endsWith(".json")) visit(readFileSync(path, "utf8"), dirname(path));
      }
    };
    visit(code, directory);
    return changed;
  }
}

/** The declaration files of a package that has another version now. */
function declarationsOf(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return files.filter((file) => /\.d\.[mc]?ts$/.test(file)).map((file) => join(folder, file));
}

function localPath(base: string): string | undefined {
  const bases = /\.m?js$/.test(base) ? [base, base.replace(/js$/, "ts"), base.replace(/\.js$/, ".tsx")] : [base];
  const candidates = bases.flatMap((path) => endings.map((ending) => path + ending));
  return candidates.find((path) => statSync(path, { throwIfNoEntry: false })?.isFile());
}

/** The `package.json` of a package: npm writes it anew with each version. */
function packagePath(specifier: string, directory: string): string | undefined {
  const [, name] = /^((?:@[^/]+\/)?[^/:]+)(?:\/|$)/.exec(specifier) ?? [];
  if (name === undefined) return undefined;
  for (let folder = directory; ; folder = dirname(folder)) {
    const path = join(folder, "node_modules", name, "package.json");
    if (existsSync(path)) return path;
    if (folder === dirname(folder)) return undefined;
  }
}
