import { parseArgs } from "node:util";
import { bubblewrapRunner, describePolicy, gradingPolicy } from "../../autograder/sandbox/index.ts";

export const summary =
  "sandbox   show what student code may see and do while it is graded, and whether this machine can isolate it";

const project = new URL("../..", import.meta.url).pathname;

export async function run(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { json: { type: "boolean" } } });
  const policy = gradingPolicy(project);
  const status = await bubblewrapRunner(project).status();
  if (values.json) console.log(JSON.stringify({ status, policy }, undefined, 2));
  else {
    console.log(
      `${status.runner}: ${status.available ? "available" : "NOT available; nothing can be graded on this machine"}`,
    );
    for (const { name, ok, detail } of status.layers) console.log(`  ${ok ? "✓" : "✗"} ${name}: ${detail}`);
    console.log("Policy:");
    for (const line of describePolicy(policy)) console.log(`  ${line}`);
  }
  return status.available ? 0 : 1;
}
