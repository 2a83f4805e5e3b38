import { parseArgs } from "node:util";
import { findAssignment } from "../../autograder/assignment/index.ts";
import { buildAssignment } from "../../autograder/build/index.ts";

export const summary = "build ASSIGNMENT --out DIR   write the release, the solution and the test bundle";

const project = new URL("../..", import.meta.url).pathname;

export async function run(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { out: { type: "string" }, json: { type: "boolean" } },
  });
  const [name, ...more] = positionals;
  if (!name || !values.out || more.length > 0) {
    console.error(`Usage: tsgrad ${summary}`);
    return 2;
  }
  const built = await buildAssignment(findAssignment(name, project), values.out);
  if (values.json) {
    console.log(JSON.stringify(built));
    return 0;
  }
  for (const path of [built.release, built.solution, built.tests]) console.log(path);
  for (const { name: question, points, public: open, hidden } of built.questions) {
    console.log(`  ${question}: ${points} points, ${open} public and ${hidden} hidden tests`);
  }
  return 0;
}
