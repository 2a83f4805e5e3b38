import { existsSync, readdirSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { runCommand } from "./command.mjs";
import { inProject } from "./paths.mjs";
import { pip } from "./pip.ts";
import { findPython } from "./python.ts";
import { sizeOf } from "./size.ts";
import { fingerprint, readStamp, removeStamp } from "./stamps.mjs";
import { runStep } from "./steps.mjs";

const environment = inProject(".venv");
const requirements = read("requirements.txt") + read("constraints.txt");

/** The project's own Python environment with JupyterLab, in `.venv`. */
export async function ensurePython(plan: string[]): Promise<void> {
  let scratchFolder = "";
  const step = {
    name: "python",
    title: "Python environment with JupyterLab",
    inputs: fingerprint(requirements),
    present,
    detail: () => sizeOf(scratchFolder),
    install: async (scratch: string) => {
      scratchFolder = scratch;
      removeStamp("python-test");
      sweep();
      await runCommand(step, findPython(), ["-m", "venv", environment]);
      await pip(step, ["install", "-r", inProject("cli/setup/requirements.txt")], scratch);
    },
  };
  await runStep(step, plan);
}

/** What the tests need beside JupyterLab. */
export async function ensureTestPackages(plan: string[]): Promise<void> {
  const step = {
    name: "python-test",
    title: "Python packages of the tests",
    inputs: fingerprint(requirements, read("requirements-test.txt")),
    present: () => readStamp("python") !== undefined,
    install: (scratch: string) => pip(step, ["install", "-r", inProject("cli/setup/requirements-test.txt")], scratch),
  };
  await runStep(step, plan);
}

/** An environment is bound to the Python it was made from, which an upgrade of the system may have taken away. */
function present(): boolean {
  try {
    const python = basename(realpathSync(join(environment, "bin/python")));
    const folders = readdirSync(join(environment, "lib"));
    return /^python3\.\d+$/.test(python) ? folders.includes(python) : folders.length > 0;
  } catch {
    return false;
  }
}

/** pip cannot tell a package that was half unpacked from a whole one: begin anew, but keep the engine's libraries. */
function sweep(): void {
  if (!existsSync(environment)) return;
  for (const entry of readdirSync(environment)) {
    if (entry !== "engine") rmSync(join(environment, entry), { recursive: true, force: true });
  }
}

function read(name: string): string {
  return readFileSync(new URL(name, import.meta.url), "utf8");
}
