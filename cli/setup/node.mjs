import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runCommand } from "./command.mjs";
import { SetupError } from "./failure.mjs";
import { npmCommand, npmEnvironment } from "./npm.mjs";
import { inState } from "./paths.mjs";
import { fingerprint } from "./stamps.mjs";
import { runStep } from "./steps.mjs";

/**
 * Node 22.18 is the first that runs TypeScript without a flag or a warning.
 *
 * @param {string} version
 */
export function runsTypeScript(version) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > 22 || (major === 22 && minor >= 18);
}

/**
 * Brings a current Node, and the npm that goes with it, from npm packages into `.tsgrad/node`. npm itself must run
 * under that Node too: it leaves out optional packages, the native parts of others, whose `engines` its own Node misses.
 *
 * @param {string[]} plan
 * @returns {Promise<string>} the path of `node`
 */
export async function ensureNode(plan) {
  const text = readFileSync(new URL("node.json", import.meta.url), "utf8");
  const { node, npm } = JSON.parse(text);
  const platform = `${process.platform}-${process.arch}`;
  const release = node[platform];
  if (!release) {
    throw new SetupError(
      `This is Node ${process.version}; tsgrad runs on 22.18 or newer, and there is no package of it for ${platform}.\nInstall a current Node and try again.`,
    );
  }
  const target = inState("node");
  const binary = join(target, "bin/node");
  const step = {
    name: "node",
    title: `Node ${release.version} (this machine's is ${process.versions.node})`,
    inputs: fingerprint(text, platform),
    present: () => existsSync(binary),
    /** @param {string} scratch */
    install: async (scratch) => {
      writeLock(scratch, { [release.package]: release, npm });
      const [program, ...first] = npmCommand();
      await runCommand(step, program, [...first, "ci", "--no-bin-links"], { cwd: scratch, env: npmEnvironment() });
      const fresh = join(scratch, "node_modules", release.package);
      mkdirSync(join(fresh, "lib/node_modules"), { recursive: true });
      renameSync(join(scratch, "node_modules/npm"), join(fresh, "lib/node_modules/npm"));
      const version = execFileSync(join(fresh, "bin/node"), ["--version"], { encoding: "utf8" }).trim();
      if (version !== `v${release.version}`) throw new SetupError(`${release.package} holds Node ${version}.`);
      rmSync(target, { recursive: true, force: true });
      renameSync(fresh, target);
    },
  };
  await runStep(step, plan);
  return binary;
}

/**
 * A lock file makes npm compare what it downloads with checksums of our own.
 *
 * @param {string} folder
 * @param {Record<string, { version: string, integrity: string }>} packages
 */
function writeLock(folder, packages) {
  const dependencies = Object.fromEntries(Object.entries(packages).map(([name, { version }]) => [name, version]));
  const locked = Object.entries(packages).map(([name, { version, integrity }]) => [
    `node_modules/${name}`,
    { version, integrity },
  ]);
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, dependencies }));
  writeFileSync(
    join(folder, "package-lock.json"),
    JSON.stringify({
      lockfileVersion: 3,
      requires: true,
      packages: { "": { dependencies }, ...Object.fromEntries(locked) },
    }),
  );
}
