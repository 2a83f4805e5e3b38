import { runCommand } from "./command.mjs";
import { inProject } from "./paths.mjs";

/** Runs the environment's pip: wheels only, no questions, temporary files on the project's own disk. */
export function pip(step: { name: string; title: string }, args: string[], scratch: string): Promise<void> {
  return runCommand(step, inProject(".venv/bin/python"), ["-m", "pip", ...args, "--only-binary=:all:"], {
    env: {
      TMPDIR: scratch,
      PIP_DISABLE_PIP_VERSION_CHECK: "1",
      PIP_NO_INPUT: "1",
      PIP_RETRIES: process.env.PIP_RETRIES ?? "3",
      PIP_PROGRESS_BAR: "off",
    },
  });
}
