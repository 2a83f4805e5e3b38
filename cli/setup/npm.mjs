import { existsSync } from "node:fs";
import { inState } from "./paths.mjs";

/**
 * The npm to use: the one that came with the Node we brought, else the one that runs this script, else the machine's.
 *
 * @returns {[string, ...string[]]}
 */
export function npmCommand() {
  const brought = inState("node/lib/node_modules/npm/bin/npm-cli.js");
  if (process.execPath === inState("node/bin/node") && existsSync(brought)) return [process.execPath, brought];
  const running = process.env.npm_execpath;
  if (running?.endsWith("npm-cli.js")) return [process.execPath, running];
  return ["npm"];
}

/** A machine without a connection should say so in seconds, and no script of a package runs. */
export function npmEnvironment() {
  return {
    npm_config_fetch_retries: process.env.npm_config_fetch_retries ?? "3",
    npm_config_fetch_retry_mintimeout: "1000",
    npm_config_fetch_retry_maxtimeout: "8000",
    npm_config_ignore_scripts: "true",
    npm_config_loglevel: "error",
    npm_config_audit: "false",
    npm_config_fund: "false",
    npm_config_update_notifier: "false",
  };
}
