import { createHash } from "node:crypto";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { join } from "node:path";
import { gradingPolicy, type Runner, sandboxRunner } from "../sandbox/index.ts";
import { Session } from "./session.ts";

/** What grading on this machine needs. */
export interface Machine {
  project: string;
  runner: Runner;
  /** Compiled code of evaluator and course library, read-only for student code; absent where it could not be made. */
  compileCache?: string;
}

const dayMs = 86_400_000;

/** Code that runs in the child before any of the student's. */
const childCode = ["kernel", "lib", "autograder/child", "autograder/wire", "autograder/check", "autograder/authoring"];

/** Examines the sandbox and makes sure that children start from compiled code: half the time, and most of the library's. */
export async function prepareMachine(project: string): Promise<Machine> {
  const runner = sandboxRunner(project);
  const { available } = await runner.status();
  if (!available) return { project, runner };
  const cache = join(project, ".tsgrad/cache/child", keyOf(project));
  if (existsSync(cache) || (await makeCache(project, runner, cache))) return { project, runner, compileCache: cache };
  return { project, runner };
}

function keyOf(project: string): string {
  const hash = createHash("sha256").update(`${process.version} ${process.arch}`);
  for (const part of childCode) {
    for (const entry of readdirSync(join(project, part), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const { size, mtimeMs } = statSync(join(entry.parentPath, entry.name));
      hash.update(`${entry.name} ${size} ${mtimeMs}\n`);
    }
  }
  return hash.digest("hex").slice(0, 16);
}

/** A child that meets no student fills the folder and ends in order, which is when Node writes it. */
async function makeCache(project: string, runner: Runner, cache: string): Promise<boolean> {
  try {
    mkdirSync(join(cache, ".."), { recursive: true });
    const folder = mkdtempSync(`${cache}-`);
    chmodSync(folder, 0o777);
    const session = await Session.start(runner, gradingPolicy(project, { compileCache: folder, fillCache: true }));
    await session.ask(
      { type: "cell", name: "warm", code: 'import * as library from "tsgrad"; let ready: number = 1;' },
      new Uint8Array(0),
      120,
    );
    await session.end();
    own(folder);
    for (const name of readdirSync(join(cache, ".."))) {
      const old = join(cache, "..", name);
      // Another grader may still be running the code it was made of.
      if (old !== folder && Date.now() - statSync(old).mtimeMs > dayMs) rmSync(old, { recursive: true, force: true });
    }
    renameSync(folder, cache);
    return true;
  } catch {
    // Without the cache all works as well, only slower: a read-only installation, a full disk, another grader that was first.
    return existsSync(cache);
  }
}

function own(folder: string): void {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (process.getuid?.() === 0) chownSync(path, 0, 0);
    chmodSync(path, entry.isDirectory() ? 0o755 : 0o644);
  }
  chmodSync(folder, 0o755);
}
