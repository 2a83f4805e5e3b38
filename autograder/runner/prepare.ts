import { createHash } from "node:crypto";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gradingPolicy, inside, type PolicyOptions, type Runner, sandboxRunner } from "../sandbox/index.ts";
import { bundle } from "./bundle.ts";
import { Session } from "./session.ts";

/** What grading on this machine needs. */
export interface Machine {
  project: string;
  runner: Runner;
  /** What children start faster from, read-only for student code: their modules in one file, compiled code. Absent where it could not be made. */
  prepared?: Pick<PolicyOptions, "bundle" | "compileCache">;
}

const dayMs = 86_400_000;

/** Code that runs in the child before any of the student's, and what makes one file of it. */
const bundledCode = ["kernel", "autograder/child", "autograder/wire", "autograder/runner/bundle.ts"];
/** Code of the child that stays in modules, which the notebook imports as well; Node compares compiled code with it. */
const moduleCode = ["lib", "autograder/check", "autograder/authoring", "package-lock.json"];

/** Examines the sandbox and makes sure that children start from one file and compiled code: a third of the time. */
export async function prepareMachine(project: string): Promise<Machine> {
  const runner = sandboxRunner(project);
  const { available } = await runner.status();
  if (!available) return { project, runner };
  const cache = join(project, ".tsgrad/cache/child", keyOf(project));
  const made = existsSync(cache) || (await makeCache(project, runner, cache));
  return { project, runner, ...(made && { prepared: partsOf(cache) }) };
}

const partsOf = (cache: string) => ({ bundle: join(cache, "bundle"), compileCache: join(cache, "code") });

function keyOf(project: string): string {
  const hash = createHash("sha256").update(`${process.version} ${process.arch}`);
  for (const path of filesOf(project, bundledCode)) hash.update(`${path}\0`).update(readFileSync(join(project, path)));
  for (const path of filesOf(project, moduleCode)) {
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

/** The child's program in one file, as it stands in the sandbox. */
export function childBundle(project: string): string {
  const separate = ["lib", "autograder/check"].map((part) => join(project, part, "/"));
  return bundle(join(project, "autograder/child/main.ts"), {
    urlOf: (path) => pathToFileURL(path.replace(project, inside.project)).href,
    outside: (path) => separate.some((part) => path.startsWith(part)),
    // Below the kernel's folder, whose frames students' stack traces leave out.
    sourceUrl: pathToFileURL(join(inside.project, "kernel/child.mjs")).href,
  });
}

/** A child that meets no student fills the folder and ends in order, which is when Node writes it. */
async function makeCache(project: string, runner: Runner, cache: string): Promise<boolean> {
  try {
    mkdirSync(join(cache, ".."), { recursive: true });
    const folder = mkdtempSync(`${cache}-`);
    chmodSync(folder, 0o755);
    const parts = partsOf(folder);
    mkdirSync(parts.bundle);
    writeFileSync(join(parts.bundle, "child.mjs"), childBundle(project));
    mkdirSync(parts.compileCache);
    chmodSync(parts.compileCache, 0o777);
    await warm(await Session.start(runner, gradingPolicy(project, { ...parts, fillCache: true })));
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

const warmCells = [
  'import { check } from "tsgrad/check"; import * as library from "tsgrad"; let ready: number = 1;',
  "function warm(values: number[]): number[] { console.log(values); return values.map((value) => value + ready); }\nwarm([1])",
  'throw new TypeError("warm");',
];

/** Functions that have run are part of the compiled code. */
async function warm(session: Session): Promise<void> {
  const none = new Uint8Array(0);
  for (const [index, code] of warmCells.entries())
    await session.ask({ type: "cell", name: `warm-${index}`, code }, none, 120);
  await session.ask({ type: "call", path: { root: { name: "warm" }, members: [] }, args: [[1, 2]] }, none, 120);
  await session.end();
}

function own(folder: string): void {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (process.getuid?.() === 0) chownSync(path, 0, 0);
    chmodSync(path, entry.isDirectory() ? 0o755 : 0o644);
  }
  chmodSync(folder, 0o755);
}
