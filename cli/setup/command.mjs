import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, relative } from "node:path";
import { explain } from "./failure.mjs";
import { startGuarded } from "./guarded.mjs";
import { inState, project } from "./paths.mjs";
import { identify } from "./processes.mjs";

/**
 * Runs a program of the set-up; what it prints is added to `.tsgrad/logs/NAME.log`. Throws a `SetupError` that explains a failure.
 *
 * @param {{ name: string, title: string }} step
 * @param {string} program
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, cwd?: string }} [options]
 * @returns {Promise<void>}
 */
export function runCommand({ name, title }, program, args, { env, cwd = project } = {}) {
  const log = inState("logs", `${name}.log`);
  mkdirSync(dirname(log), { recursive: true });
  const descriptor = openSync(log, "a");
  const ended = /** @type {Promise<void>} */ (
    new Promise((resolve, reject) => {
      const child = startGuarded(program, args, { cwd, env: { ...process.env, ...env }, output: descriptor });
      const settle = endWith(child);
      child.on("exit", (code, signal) => {
        settle();
        if (code === 0) return resolve();
        const output = readFileSync(log, "utf8").slice(-20_000);
        reject(explain(title, { output, code: signal ?? `exit code ${code}`, log: relative(project, log) }));
      });
    })
  );
  return ended.finally(() => closeSync(descriptor));
}

/**
 * A set-up that is stopped stops what it started, with all its children; one that is killed leaves word of it, so that
 * the next one waits until the guard has ended it.
 *
 * @param {import("node:child_process").ChildProcess} child
 */
function endWith({ pid }) {
  if (pid === undefined) return () => {};
  const word = inState("setup.child");
  writeFileSync(word, JSON.stringify(identify(pid)));
  const signals = /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]);
  /** @param {NodeJS.Signals} signal */
  const stop = (signal) => {
    process.kill(-pid, "SIGKILL");
    process.stderr.write("\nStopped. Run the same command again to go on: finished steps are kept.\n");
    process.exit(signal === "SIGINT" ? 130 : 143);
  };
  for (const signal of signals) process.on(signal, stop);
  return () => {
    for (const signal of signals) process.off(signal, stop);
    rmSync(word, { force: true });
  };
}
