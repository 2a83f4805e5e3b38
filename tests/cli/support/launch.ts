import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { processTree } from "../../../autograder/sandbox/processTree.ts";

export interface Launched {
  child: ChildProcess;
  /** What it has printed so far, both streams. */
  text(): string;
  /** Waits for a text; returns the match. */
  shows(pattern: RegExp, seconds?: number): Promise<RegExpExecArray>;
  ended: Promise<number | NodeJS.Signals>;
}

/** Starts a launcher, or another program, and reads what it prints. */
export function start(
  program: string,
  args: string[],
  { cwd, env = process.env }: { cwd: string; env?: NodeJS.ProcessEnv },
): Launched {
  const child = spawn(program, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (text += chunk));
  const ended = once(child, "close").then(([code, signal]) => (code as number | null) ?? (signal as NodeJS.Signals));
  return {
    child,
    text: () => text,
    ended,
    shows: async (pattern, seconds = 60) => {
      const deadline = Date.now() + seconds * 1000;
      for (;;) {
        const found = pattern.exec(text);
        if (found) return found;
        if (child.exitCode !== null || Date.now() > deadline)
          throw new Error(`No ${pattern} in what it printed:\n${text}`);
        await sleep(20);
      }
    },
  };
}

/** Runs it to its end. */
export async function run(
  program: string,
  args: string[],
  options: { cwd: string; env?: NodeJS.ProcessEnv },
): Promise<{ code: number | NodeJS.Signals; text: string }> {
  const launched = start(program, args, options);
  const code = await launched.ended;
  return { code, text: launched.text() };
}

/** Those of a process tree that have not ended within some seconds. */
export async function leftOf(pids: number[], seconds = 15): Promise<string[]> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const left = pids.filter(isRunning);
    if (left.length === 0 || Date.now() > deadline) return left.map(commandOf);
    await sleep(50);
  }
}

export const treeOf = (launched: Launched): number[] => processTree(launched.child.pid!);

function isRunning(pid: number): boolean {
  const state = /\) (\w)/.exec(read(`/proc/${pid}/stat`))?.[1];
  return state !== undefined && state !== "Z";
}

const commandOf = (pid: number): string => `${pid} ${read(`/proc/${pid}/cmdline`).replaceAll("\0", " ")}`;

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
