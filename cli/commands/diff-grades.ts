import { parseArgs } from "node:util";
import { diffGrades, findInBook, openGradebook } from "../../autograder/gradebook/index.ts";
import { gradebookUrl } from "./gradebook.ts";

export const summary =
  "diff-grades ASSIGNMENT [--before N] [--after N] [--gradebook URL]   who moves, by how much and why, before a regrade is published";

export async function run(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      before: { type: "string" },
      after: { type: "string" },
      gradebook: { type: "string" },
      json: { type: "boolean" },
    },
  });
  const [name] = positionals;
  if (!name) {
    console.error(`Usage: tsgrad ${summary}`);
    return 2;
  }
  const book = await openGradebook(gradebookUrl(values.gradebook));
  const { id, published, versions } = await findInBook(book, name);
  const before = Number(values.before ?? published ?? versions.at(-2) ?? versions[0]);
  const after = Number(values.after ?? versions.at(-1));
  const changes = await diffGrades(book, id, before, after);
  await book.close();
  if (values.json) console.log(JSON.stringify(changes));
  else {
    for (const change of changes) {
      const why = change.questions
        .map((question) => `${question.name} ${question.before ?? "-"} -> ${question.after ?? "-"}`)
        .join(", ");
      console.log(`${change.student}  ${change.before ?? "-"} -> ${change.after}  (${why})`);
    }
    console.log(`${changes.length} of the class move from version ${before} to ${after}`);
  }
  return 0;
}
