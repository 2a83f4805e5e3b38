import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { masterOf } from "../assignment/index.ts";
import { digest } from "./events.ts";

/** An assignment's folder as one value: what a version of it is. */
export interface Bundle {
  digest: string;
  bytes: Uint8Array;
}

type Files = { name: string; files: [path: string, base64: string][] };

/** Packs source, tests and files; the same folder gives the same digest. */
export function packAssignment(folder: string): Bundle {
  const name = basename(folder);
  const master = basename(masterOf(folder) ?? `${name}.ts`);
  const parts = [master, "tests", "files"].filter((part) => existsSync(join(folder, part)));
  const paths = parts.flatMap((part) =>
    part === master
      ? [part]
      : readdirSync(join(folder, part), { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1)),
  );
  const files = paths
    .sort()
    .map((path): [string, string] => [path, readFileSync(join(folder, path)).toString("base64")]);
  const text = JSON.stringify({ name, files } satisfies Files);
  return { digest: digest(text), bytes: gzipSync(text) };
}

/** Unpacks a version below `parent` unless it is there, and returns the assignment's folder. */
export function unpackAssignment(bundle: Bundle, parent: string): string {
  const { name, files } = JSON.parse(gunzipSync(bundle.bytes).toString("utf8")) as Files;
  const target = join(parent, bundle.digest);
  if (!existsSync(target)) {
    mkdirSync(parent, { recursive: true });
    const temporary = mkdtempSync(`${target}-`);
    for (const [path, base64] of files) {
      mkdirSync(dirname(join(temporary, name, path)), { recursive: true });
      writeFileSync(join(temporary, name, path), Buffer.from(base64, "base64"));
    }
    try {
      renameSync(temporary, target);
    } catch (error) {
      rmSync(temporary, { recursive: true, force: true });
      if (!existsSync(target)) throw error;
    }
  }
  return join(target, name);
}
