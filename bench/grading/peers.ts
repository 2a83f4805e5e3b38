import { execFileSync, spawnSync } from "node:child_process";
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const packages = ["nbgrader==0.9.6", "otter-grader==7.0.0", "ipykernel==6.30.1"];

const folderOf = (project: string) => process.env.TSGRAD_BENCH_PEERS ?? join(project, ".tsgrad/bench-peers");

/** The `bin` of an environment with the peers, where there is one. */
export function installedPeers(project: string): string | undefined {
  const bin = join(folderOf(project), "bin");
  return existsSync(join(bin, "otter")) ? bin : undefined;
}

/** The same, installed once below the project's state folder. */
export function peersBin(project: string): string {
  const found = installedPeers(project);
  if (found) return found;
  const folder = folderOf(project);
  console.error(`Installing ${packages.join(", ")} into ${folder}`);
  mkdirSync(folder, { recursive: true });
  execFileSync("python3", ["-m", "venv", folder], { stdio: "inherit" });
  execFileSync(join(folder, "bin/pip"), ["install", "--quiet", ...packages], { stdio: "inherit" });
  return join(folder, "bin");
}

export interface Ran {
  ok: boolean;
  timedOut: boolean;
  seconds: number;
  output: string;
}

/** Runs a peer's command; one that does not end is ended with all it started. */
export function runPeer(bin: string, command: string, args: string[], cwd: string, seconds: number): Ran {
  const folder = mkdtempSync(join(tmpdir(), "tsgrad-peer-"));
  // Not a pipe, which a kernel left behind would hold open.
  const log = openSync(join(folder, "log"), "w");
  const began = performance.now();
  // `timeout` leads a process group of its own, so that kernels which the command started end with it.
  const ran = spawnSync("timeout", ["--kill-after=2", String(seconds), join(bin, command), ...args], {
    cwd,
    stdio: ["ignore", log, log],
    env: { ...process.env, PATH: `${bin}:${process.env.PATH}`, JUPYTER_PLATFORM_DIRS: "1" },
  });
  const took = (performance.now() - began) / 1000;
  closeSync(log);
  const output = readFileSync(join(folder, "log"), "utf8");
  rmSync(folder, { recursive: true });
  const timedOut = ran.status === 124 || ran.status === 137;
  return { ok: ran.status === 0, timedOut, seconds: took, output };
}
