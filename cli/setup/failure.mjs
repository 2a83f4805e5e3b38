import { existsSync } from "node:fs";
import { inProject } from "./paths.mjs";

/** A failure that the reader can do something about: the message says what. */
export class SetupError extends Error {
  /**
   * @param {string} message
   * @param {number} [exitCode] 2 for wrong use
   */
  constructor(message, exitCode = 1) {
    super(message);
    this.name = "SetupError";
    this.exitCode = exitCode;
  }
}

const full = /ENOSPC|No space left on device|Disk quota exceeded|EDQUOT/i;
const unreachable =
  /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|NewConnectionError|ConnectTimeout|ReadTimeout|ConnectionResetError|Temporary failure in name resolution|Name or service not known|Network is unreachable|Connection refused|ProxyError|Cannot connect to proxy|Failed to establish a new connection/;

/**
 * The message for a command of the set-up that failed, read off what it printed.
 *
 * @param {string} title the step
 * @param {{ output: string, code: string | number, log: string }} failure
 */
export function explain(title, { output, code, log }) {
  if (full.test(output)) return new SetupError(`${title}: the disk is full.\n${again("Free some space")}`);
  const network = unreachable.exec(output)?.[0];
  if (network) {
    return new SetupError(
      `${title}: no connection to the package registry (${network}).\n${again("Check the network, or the proxy settings")}`,
    );
  }
  const lines = output.trimEnd().split("\n").slice(-12).join("\n  ");
  return new SetupError(`${title} failed (${code}). The last lines of ${log}:\n  ${lines}\n${again("Mend that")}`);
}

/** @param {string} first what to do before another try */
export function again(first) {
  return `${first}, then run the same command again: finished steps are kept.\n${stillWorks()}`;
}

/** What a student can do in the meantime. */
export function stillWorks() {
  if (!existsSync(inProject("node_modules/.package-lock.json"))) {
    return "Until then nothing runs here: the npm packages are not complete.";
  }
  const engine = existsSync(inProject(".venv/engine/tensorflow")) ? "" : ", on the slower WebAssembly engine";
  return `What works meanwhile: \`npx tsgrad run NOTEBOOK\` runs a notebook without Python${engine}.`;
}
