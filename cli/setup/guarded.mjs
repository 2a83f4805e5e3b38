import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const guard = fileURLToPath(new URL("guard.mjs", import.meta.url));

/**
 * Starts a program in a process group of its own that ends with this process, whatever ends it. Ctrl-C in the terminal
 * does not reach it: stopping it in order is the caller's. The child's pid is its group's.
 *
 * @param {string} program
 * @param {string[]} args
 * @param {{ cwd: string, env: NodeJS.ProcessEnv, output: number | "inherit" }} options
 */
export function startGuarded(program, args, { cwd, env, output }) {
  return spawn(process.execPath, [guard, program, ...args], {
    cwd,
    env,
    stdio: ["pipe", output, output],
    detached: true,
  });
}
