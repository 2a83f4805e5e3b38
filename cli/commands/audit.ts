import { parseArgs } from "node:util";
import { audit, openGradebook } from "../../autograder/gradebook/index.ts";
import { gradebookUrl } from "./gradebook.ts";

export const summary =
  "audit [--gradebook URL]   prove that no score, submission or event of the gradebook was tampered with";

export async function run(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { gradebook: { type: "string" }, json: { type: "boolean" } } });
  const book = await openGradebook(gradebookUrl(values.gradebook));
  const found = await audit(book);
  await book.close();
  if (values.json) console.log(JSON.stringify(found));
  else {
    for (const problem of found.problems) console.log(`✗ ${problem}`);
    console.log(`${found.ok ? "✓" : "✗"} ${found.events} events; the last one's hash is ${found.head}`);
  }
  return found.ok ? 0 : 1;
}
