import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { inProject, project } from "../setup/paths.mjs";
import type { Counts } from "./reporter.ts";

/** Runs mocha in a process of its own and returns what it counted; a run that broke off counts as a failure. */
export async function runMocha(options: {
  specs: string[];
  ignore: string[];
  timeoutMs: number;
  args: string[];
}): Promise<Counts> {
  const folder = mkdtempSync(join(tmpdir(), "tsgrad-test-"));
  const countsPath = join(folder, "counts.json");
  try {
    const child = spawn(
      process.execPath,
      [
        inProject("node_modules/mocha/bin/mocha.js"),
        ...["--no-config", "--exit", "--timeout", String(options.timeoutMs)],
        ...["--reporter", inProject("cli/testing/reporter.ts"), "--reporter-option", `counts=${countsPath}`],
        ...options.ignore.flatMap((pattern) => ["--ignore", pattern]),
        ...options.args,
        ...options.specs,
      ],
      { cwd: project, stdio: "inherit", env: { ...process.env, PATH: withThisNode(process.env.PATH) } },
    );
    const [code, signal] = (await once(child, "exit")) as [number | null, NodeJS.Signals | null];
    const counts = read(countsPath);
    if (!counts) {
      console.error(`mocha broke off (${signal ?? `exit code ${code}`}) before it had counted its tests`);
      return { passed: 0, failed: 1, skipped: 0 };
    }
    if (code !== 0 && counts.failed === 0) {
      console.error(`mocha counted no failure, but ended with ${signal ?? `exit code ${code}`}`);
      counts.failed = 1;
    }
    return counts;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Programs that a test starts by the name `node` get the Node that runs the test. */
function withThisNode(path = ""): string {
  return [dirname(process.execPath), path].join(delimiter);
}

function read(path: string): Counts | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Counts;
  } catch {
    return undefined;
  }
}
