import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { inState } from "./paths.mjs";

// A stamp says that a step has finished, and from what: `.tsgrad/stamps/STEP` holds the hash of the step's inputs.

/** @param {(string | Buffer)[]} inputs */
export function fingerprint(...inputs) {
  const hash = createHash("sha256");
  for (const input of inputs) hash.update(`${input.length}:`).update(input);
  return hash.digest("hex");
}

/** @param {string} step */
export function readStamp(step) {
  try {
    return readFileSync(inState("stamps", step), "utf8");
  } catch {
    return undefined;
  }
}

/**
 * @param {string} step
 * @param {string} value
 */
export function writeStamp(step, value) {
  const path = inState("stamps", step);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.new`, value);
  renameSync(`${path}.new`, path);
}

/** @param {string} step */
export function removeStamp(step) {
  rmSync(inState("stamps", step), { force: true });
}
