import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inProject } from "../../../cli/setup/paths.mjs";

const source = [
  "autograder",
  "cli",
  "course",
  "kernel",
  "lib",
  "package.json",
  "package-lock.json",
  ".npmrc",
  "tsconfig.json",
];

/** A copy of the project in which nothing has been set up, but what `has` names. */
export function makeSkeleton({ has = [] }: { has?: "node_modules"[] } = {}): { folder: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), "tsgrad-clone-"));
  for (const name of source) cpSync(inProject(name), join(folder, name), { recursive: true });
  for (const name of has) symlinkSync(inProject(name), join(folder, name));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** A folder with nothing but these programs: the machine's own by their paths, or scripts made here. */
export function makePath(programs: Record<string, { path: string } | { script: string }>): {
  folder: string;
  remove(): void;
} {
  const folder = mkdtempSync(join(tmpdir(), "tsgrad-path-"));
  mkdirSync(folder, { recursive: true });
  for (const [name, program] of Object.entries(programs)) {
    if ("path" in program) symlinkSync(program.path, join(folder, name));
    else writeFileSync(join(folder, name), `#!/bin/sh\n${program.script}\n`, { mode: 0o755 });
  }
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
