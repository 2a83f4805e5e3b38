import { join } from "node:path";
import { newAssignment } from "../../autograder/template/index.ts";

export const summary = "new assignment NAME   start an assignment: a source, a public and a hidden test";

const project = new URL("../..", import.meta.url).pathname;

export async function run([kind, name, ...more]: string[]): Promise<number> {
  if (kind !== "assignment" || !name || more.length > 0) {
    console.error(`Usage: tsgrad ${summary}`);
    return 2;
  }
  for (const path of newAssignment(join(project, "assignments"), name)) console.log(path);
  console.log(`Next: edit them, then \`tsgrad validate ${name}\` and \`tsgrad build ${name} --out out\`.`);
  return 0;
}
