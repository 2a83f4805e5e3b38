import { existsSync, readFileSync } from "node:fs";
import { runCommand } from "./command.mjs";
import { npmCommand, npmEnvironment } from "./npm.mjs";
import { inProject } from "./paths.mjs";
import { fingerprint, readStamp, writeStamp } from "./stamps.mjs";
import { runStep } from "./steps.mjs";

/** Packages with native parts: loading them once shows that npm brought the part for this machine. */
const native = ["koffi", "oxc-parser", "oxc-transform", "sharp", "zeromq"];

/**
 * Brings the npm packages of the lock file.
 *
 * @param {string[]} plan
 * @param {boolean} always compare with the lock file even if there are packages
 */
export async function ensurePackages(plan, always) {
  const installed = inProject("node_modules/.package-lock.json");
  if (!always && existsSync(installed)) return;
  const lock = readFileSync(inProject("package-lock.json"));
  const inputs = fingerprint(lock, process.platform, process.arch);
  const present = () => existsSync(installed);
  // Packages that a developer installed by hand are taken as they are, if they are those of the lock file.
  if (readStamp("packages") !== inputs && present() && sameVersions(lock, readFileSync(installed))) {
    writeStamp("packages", inputs);
  }
  const step = {
    name: "packages",
    title: "npm packages",
    inputs,
    present,
    install: async () => {
      const [program, ...first] = npmCommand();
      await runCommand(step, program, [...first, "ci"], { env: npmEnvironment() });
      const script = native.map((name) => `await import(${JSON.stringify(name)});`).join("");
      await runCommand(step, process.execPath, ["--input-type=module", "--eval", script]);
    },
  };
  await runStep(step, plan);
}

/**
 * Whether npm's record of what lies in `node_modules` has every package that the lock file requires, in its version.
 *
 * @param {Buffer} lock
 * @param {Buffer} installed
 */
function sameVersions(lock, installed) {
  const { packages: present } = JSON.parse(installed.toString());
  return Object.entries(JSON.parse(lock.toString()).packages).every(
    ([path, { version, optional }]) => path === "" || optional || present[path]?.version === version,
  );
}
