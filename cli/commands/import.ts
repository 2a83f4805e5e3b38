import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import {
  type ImportedAssignment,
  importNbgrader,
  importNbgraderGradebook,
  importOtter,
  writeImported,
} from "../../autograder/formats/index.ts";
import { openGradebook } from "../../autograder/gradebook/index.ts";
import { type Notebook, readNotebook } from "../../autograder/notebook/index.ts";

export const summary =
  "import SYSTEM WHAT [--out DIR]   take over an nbgrader course with its gradebook, or an otter master notebook";

const usage = `Usage:
  tsgrad import nbgrader COURSE [--out assignments]     source/ASSIGNMENT/NOTEBOOK.ipynb become assignments
  tsgrad import nbgrader-gradebook COURSE --gradebook URL
  tsgrad import otter MASTER.ipynb [--out assignments]
Tests of both run inside the student's interpreter, so each becomes a test to be written anew, with the old text beside it.`;

export async function run(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { out: { type: "string", default: "assignments" }, gradebook: { type: "string" } },
  });
  const [system, what, ...more] = positionals;
  if (what === undefined || more.length > 0) {
    console.error(usage);
    return 2;
  }
  switch (system) {
    case "nbgrader": {
      const source = join(what, "source");
      if (!existsSync(source)) throw new Error(`${what}: expected source/, the folder of nbgrader's assignments`);
      for (const path of notebooksBelow(source)) {
        const [assignment, file] = path.split("/") as [string, string];
        const notebook = await readNotebook(join(source, path));
        report(values.out, importNbgrader(`${assignment}-${file.slice(0, -".ipynb".length)}`, notebook), notebook);
      }
      return 0;
    }
    case "nbgrader-gradebook": {
      if (!values.gradebook) break;
      const book = await openGradebook(values.gradebook);
      const { students, assignments, submissions } = await importNbgraderGradebook(book, what).finally(() =>
        book.close(),
      );
      console.log(`${students} students, ${assignments} assignments, ${submissions} submissions`);
      return 0;
    }
    case "otter": {
      const notebook = await readNotebook(what);
      report(values.out, importOtter(notebook), notebook);
      return 0;
    }
  }
  console.error(usage);
  return 2;
}

/** `ASSIGNMENT/NOTEBOOK.ipynb` below `source/`. */
function notebooksBelow(source: string): string[] {
  const folders = readdirSync(source, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders
    .flatMap(({ name }) => readdirSync(join(source, name)).map((file) => `${name}/${file}`))
    .filter((path) => path.endsWith(".ipynb"))
    .sort();
}

function report(out: string, imported: ImportedAssignment, { metadata }: Notebook): void {
  for (const path of writeImported(out, imported, metadata)) console.log(path);
  for (const remark of imported.remarks) console.error(`  ${remark}`);
}
