import { fileURLToPath } from "node:url";
import {
  bubblewrapRunner,
  type Exit,
  gradingPolicy,
  inside,
  type SandboxLimits,
} from "../../../autograder/sandbox/index.ts";

export const project = fileURLToPath(new URL("../../..", import.meta.url)).replace(/\/$/, "");
export const runner = bubblewrapRunner(project);

export interface Ran {
  /** What the program wrote to descriptor 3, as JSON. */
  said: unknown;
  output: string;
  exit: Exit;
  seconds: number;
}

/** Runs a program in the grading sandbox; `say(value)` inside reports to the test. */
export async function runInside(source: string, limits: Partial<SandboxLimits> = {}, seconds = 20): Promise<Ran> {
  const prelude = 'const fs = require("node:fs"); const say = (value) => fs.writeSync(3, JSON.stringify(value));';
  const began = performance.now();
  const sandboxed = await runner.start(gradingPolicy(project, { limits }), [
    inside.node,
    "--no-warnings",
    "-e",
    `${prelude}(async () => {${source}})()`,
  ]);
  let text = "";
  sandboxed.channel.on("data", (chunk) => {
    text += chunk;
  });
  const timer = setTimeout(() => sandboxed.kill("time"), seconds * 1000);
  const exit = await sandboxed.exited;
  clearTimeout(timer);
  if (exit.code === 1) throw new Error(sandboxed.output());
  return {
    said: text ? JSON.parse(text) : undefined,
    output: sandboxed.output(),
    exit,
    seconds: (performance.now() - began) / 1000,
  };
}
