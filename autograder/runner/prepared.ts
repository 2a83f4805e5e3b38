import { createHash } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { dirname, join } from "node:path";

const dayMs = 86_400_000;

/** Names the state of a project's sources: of some by what they hold, of others by size and time. */
export function sourceKey(project: string, read: readonly string[], examined: readonly string[]): string {
  const hash = createHash("sha256").update(`${process.version} ${process.arch}`);
  for (const path of filesOf(project, read)) hash.update(`${path}\0`).update(readFileSync(join(project, path)));
  for (const path of filesOf(project, examined)) {
    const { size, mtimeMs } = statSync(join(project, path));
    hash.update(`${path} ${size} ${mtimeMs}\n`);
  }
  return hash.digest("hex").slice(0, 16);
}

function filesOf(project: string, parts: readonly string[]): string[] {
  const files = parts.flatMap((part) => {
    if (!statSync(join(project, part), { throwIfNoEntry: false })?.isDirectory()) return [part];
    return readdirSync(join(project, part), { recursive: true, encoding: "utf8" }).map((name) => join(part, name));
  });
  return files.filter((path) => statSync(join(project, path), { throwIfNoEntry: false })?.isFile()).sort();
}

/**
 * Is `folder` there, made by `make` in a folder beside it and renamed into place when complete? False where it cannot be:
 * a read-only installation, a full disk. Older folders beside it are removed after a day.
 */
export async function makeOnce(folder: string, make: (folder: string) => Promise<void>): Promise<boolean> {
  if (existsSync(folder)) return true;
  const all = dirname(folder);
  try {
    mkdirSync(all, { recursive: true });
    const made = mkdtempSync(`${folder}-`);
    chmodSync(made, 0o755);
    await make(made);
    for (const name of readdirSync(all)) {
      const old = join(all, name);
      // Another grader may still be running the code that it holds.
      if (old !== made && Date.now() - statSync(old).mtimeMs > dayMs) rmSync(old, { recursive: true, force: true });
    }
    renameSync(made, folder);
    return true;
  } catch {
    // Another grader may have been first.
    return existsSync(folder);
  }
}
