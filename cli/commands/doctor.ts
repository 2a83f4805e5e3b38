import { execFileSync } from "node:child_process";
import { availableParallelism, totalmem } from "node:os";
import { parseArgs } from "node:util";
import { describePolicy, gpuNumbers, gradingPolicy, runners, sandboxRunner } from "../../autograder/sandbox/index.ts";

export const summary =
  "doctor [--json]   show what student code may see and do while it is graded, and what this machine offers or lacks for it";

const project = new URL("../..", import.meta.url).pathname;

export async function run(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { json: { type: "boolean" } } });
  const policy = gradingPolicy(project);
  const status = await sandboxRunner(project).status();
  const others = [];
  for (const name of Object.keys(runners))
    if (name !== status.runner) others.push(await sandboxRunner(project, name).status());
  const machine = {
    node: process.version,
    processors: availableParallelism(),
    memoryMiB: Math.round(totalmem() / 2 ** 20),
    gpus: gpuNumbers(),
    postgres: version("postgres", /\d+(\.\d+)?/),
  };
  if (values.json) {
    console.log(JSON.stringify({ status, others, machine, policy }, undefined, 2));
    return status.available ? 0 : 1;
  }
  const verdict = status.available ? "available" : "NOT available; nothing can be graded on this machine";
  console.log(`Sandbox: ${status.runner}: ${verdict}`);
  for (const { name, ok, detail } of status.layers) console.log(`  ${ok ? "✓" : "✗"} ${name}: ${detail}`);
  for (const { runner, available, layers } of others) {
    const missing = layers.filter(({ ok }) => !ok).map(({ detail }) => detail);
    console.log(`  or ${runner} (TSGRAD_SANDBOX=${runner}): ${available ? "available" : missing.join("; ")}`);
  }
  console.log("Policy for student code:");
  for (const line of describePolicy(policy)) console.log(`  ${line}`);
  const { gpus, postgres } = machine;
  console.log(`Machine: Node ${machine.node}, ${machine.processors} processors, ${machine.memoryMiB} MiB`);
  console.log(
    `  GPU: ${gpus.length > 0 ? `${gpus.length}, one job each at a time` : 'none; assignments with gpu="required" stay ungraded here'}`,
  );
  console.log(
    `  Gradebook: SQLite ${process.versions.sqlite ?? "built in"}; PostgreSQL ${postgres ?? "server not installed here (only its own tests need one)"}`,
  );
  return status.available ? 0 : 1;
}

function version(program: string, pattern: RegExp): string | undefined {
  try {
    return pattern.exec(execFileSync(program, ["--version"], { encoding: "utf8" }))?.[0];
  } catch {
    return undefined;
  }
}
