import { spawn } from "node:child_process";
import { constants } from "node:os";
import { fileURLToPath } from "node:url";
import { SetupError } from "./failure.mjs";
import { ensureNode, runsTypeScript } from "./node.mjs";
import { ensurePackages } from "./packages.mjs";
import { endWithStarter } from "./starter.mjs";

/**
 * Brings Node and the npm packages where they are missing, then runs the script, in this process if its Node will do.
 *
 * @param {string} script
 * @param {{ plan: string[], always?: boolean, args?: string[] }} options
 */
export async function bootstrap(script, { plan, always = false, args = process.argv.slice(2) }) {
  endWithStarter();
  try {
    if (!runsTypeScript(process.versions.node)) return handOver(await ensureNode(plan));
    await ensurePackages(plan, always);
    const file = new URL(`../${script}`, import.meta.url);
    process.argv.splice(1, process.argv.length, fileURLToPath(file), ...args);
    const { main } = await import(file.href);
    // A file without `main` has done its work. What a command leaves open, a watched file or a warm child, does not keep
    // it from ending.
    if (main) process.exit(await main(args));
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    console.error(`\n${error.message}`);
    process.exitCode = error.exitCode;
  }
}

/**
 * Runs this command again under another Node. The child ends with this process, whatever ends it: signals are passed
 * on, and it sees its channel close.
 *
 * @param {string} node
 */
function handOver(node) {
  const child = spawn(node, process.argv.slice(1), { stdio: ["inherit", "inherit", "inherit", "ipc"] });
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) {
    process.on(signal, () => child.kill(signal));
  }
  child.on("exit", (code, signal) => process.exit(code ?? 128 + constants.signals[signal ?? "SIGTERM"]));
}
