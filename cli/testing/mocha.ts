import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { processTree } from "../../autograder/sandbox/processTree.ts";
import { startGuarded } from "../setup/guarded.mjs";
import { inProject, project } from "../setup/paths.mjs";
import type { Counts, Progress } from "./reporter.ts";

/** Runs mocha in a process of its own and returns what it counted; a run that broke off or hangs counts as one failure more. */
export async function runMocha(options: {
  specs: string[];
  ignore: string[];
  timeoutMs: number;
  limitMs: number;
  args: string[];
}): Promise<Counts> {
  const folder = mkdtempSync(join(tmpdir(), "tsgrad-test-"));
  const progressPath = join(folder, "progress.json");
  try {
    const child = startGuarded(
      process.execPath,
      [
        inProject("node_modules/mocha/bin/mocha.js"),
        ...["--no-config", "--exit", "--timeout", String(options.timeoutMs)],
        ...["--reporter", inProject("cli/testing/reporter.ts"), "--reporter-option", `progress=${progressPath}`],
        ...options.ignore.flatMap((pattern) => ["--ignore", pattern]),
        ...options.args,
        ...options.specs,
      ],
      { cwd: project, env: { ...process.env, PATH: withThisNode(process.env.PATH) }, output: "inherit" },
    );
    const stop = () => killTree(child.pid);
    process.once("exit", stop);
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      stop();
    }, options.limitMs);
    const [code, signal] = (await once(child, "exit")) as [number | null, NodeJS.Signals | null];
    clearTimeout(timer);
    process.off("exit", stop);
    const { running, ...counts } = read(progressPath);
    if (running !== undefined) {
      const end = late ? `did not end within ${options.limitMs / 60_000} minutes` : `broke off (${signal ?? code})`;
      console.error(`mocha ${end}; it was at: ${running || "loading the files"}`);
      counts.failed++;
    } else if (code !== 0 && counts.failed === 0) {
      console.error(`mocha counted no failure, but ended with ${signal ?? `exit code ${code}`}`);
      counts.failed = 1;
    }
    return counts;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Tests start servers and kernels in sessions of their own. */
function killTree(root: number | undefined): void {
  if (root === undefined) return;
  for (const pid of processTree(root).reverse()) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It has ended.
    }
  }
}

/** Programs that a test starts by the name `node` get the Node that runs the test. */
function withThisNode(path = ""): string {
  return [dirname(process.execPath), path].join(delimiter);
}

function read(path: string): Progress {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Progress;
  } catch {
    return { passed: 0, failed: 0, skipped: 0, running: "" };
  }
}
