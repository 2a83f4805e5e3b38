import { chmodSync, chownSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gradingPolicy, inside, type PolicyOptions, type Runner, sandboxRunner } from "../sandbox/index.ts";

import { makeOnce, sourceKey } from "./prepared.ts";
import { Session } from "./session.ts";

/** What grading on this machine needs. */
export interface Machine {
  project: string;
  runner: Runner;
  /** What children start faster from, read-only for student code: their modules in one file, compiled code. Absent where it could not be made. */
  prepared?: Pick<PolicyOptions, "bundle" | "compileCache">;
}

/** Code that runs in the child before any of the student's, and what makes one file of it. */
const bundledCode = ["kernel", "autograder/child", "autograder/wire", "autograder/runner/bundle.ts"];
/** Code of the child that stays in modules, which the notebook imports as well; Node compares compiled code with it. */
const moduleCode = ["lib", "autograder/check", "autograder/authoring", "package-lock.json"];

/** Examines the sandbox and makes sure that children start from one file and compiled code: a third of the time. */
export async function prepareMachine(project: string): Promise<Machine> {
  const runner = sandboxRunner(project);
  const { available } = await runner.status();
  if (!available) return { project, runner };
  const cache = join(project, ".tsgrad/cache/child", sourceKey(project, bundledCode, moduleCode));
  // Without it all works as well, only slower.
  const made = await makeOnce(cache, (folder) => fillCache(project, runner, folder));
  return { project, runner, ...(made && { prepared: partsOf(cache) }) };
}

const partsOf = (cache: string) => ({ bundle: join(cache, "bundle"), compileCache: join(cache, "code") });

/** The child's program in one file, as it stands in the sandbox. The bundler is loaded only here: most graders find the file made. */
export async function childBundle(project: string): Promise<string> {
  const { bundle } = await import("./bundle.ts");
  const separate = ["lib", "autograder/check"].map((part) => join(project, part, "/"));
  return bundle(join(project, "autograder/child/main.ts"), {
    urlOf: (path) => pathToFileURL(path.replace(project, inside.project)).href,
    outside: (path) => separate.some((part) => path.startsWith(part)),
    // Below the kernel's folder, whose frames students' stack traces leave out.
    sourceUrl: pathToFileURL(join(inside.project, "kernel/child.mjs")).href,
  });
}

/** A child that meets no student fills the folder and ends in order, which is when Node writes it. */
async function fillCache(project: string, runner: Runner, folder: string): Promise<void> {
  const parts = partsOf(folder);
  mkdirSync(parts.bundle);
  writeFileSync(join(parts.bundle, "child.mjs"), await childBundle(project));
  mkdirSync(parts.compileCache);
  chmodSync(parts.compileCache, 0o777);
  await warm(await Session.start(runner, gradingPolicy(project, { ...parts, fillCache: true })));
  own(folder);
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
