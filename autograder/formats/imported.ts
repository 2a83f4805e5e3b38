import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Cell, formatNotebook, type Notebook } from "../notebook/index.ts";

/** A test of another system, to be written anew: it ran inside the student's interpreter, ours asks from outside. */
export interface ForeignTest {
  question: string;
  hidden: boolean;
  title: string;
  points?: number;
  message?: string;
  hint?: string;
  code: string;
}

export interface ImportedAssignment {
  name: string;
  cells: Cell[];
  tests: ForeignTest[];
  /** What the importer could not take over, for the author. */
  remarks: string[];
}

/** Writes an imported assignment as `parent/NAME/`: the notebook as master, a test module for each question and visibility. */
export function writeImported(
  parent: string,
  { name, cells, tests }: ImportedAssignment,
  language: Notebook["metadata"],
): string[] {
  const folder = join(parent, name);
  if (existsSync(folder)) throw new Error(`${folder} exists already; choose another folder`);
  const notebook: Notebook = { nbformat: 4, nbformat_minor: 5, metadata: language, cells };
  const files = new Map([[`${name}.ipynb`, formatNotebook(notebook)]]);
  const groups = Map.groupBy(tests, ({ question, hidden }) => `tests/${hidden ? "hidden" : "public"}/${question}.ts`);
  for (const [path, group] of groups) files.set(path, testModule(group));
  return [...files].map(([file, text]) => {
    const path = join(folder, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return path;
  });
}

function testModule(tests: readonly ForeignTest[]): string {
  const bodies = tests.map(({ title, points, message, hint, code }) => {
    const options = Object.entries({ points, message, hint }).filter(([, value]) => value !== undefined);
    const quoted = options.map(([key, value]) => `${key}: ${JSON.stringify(value)}`).join(", ");
    const comment = code.split("\n").map((line) => `    // ${line}`.trimEnd());
    return [
      `  it(${JSON.stringify(title)}, ${quoted ? `{ ${quoted} }, ` : ""}() => {`,
      ...comment,
      '    throw new Error("this test was imported and must be written for tsgrad: ask `student` for values, compare here");',
      "  });",
    ].join("\n");
  });
  return [
    'import type { TestContext } from "tsgrad/grading";',
    "",
    "export default ({ it }: TestContext) => {",
    bodies.join("\n\n"),
    "};",
    "",
  ].join("\n");
}

/** A name fit for a question or a cell's id. */
export function safeName(text: string): string {
  return text.replace(/[^A-Za-z0-9_-]+/g, "-").replace(/^-+|-+$/g, "") || "question";
}

/** Gives each name once: a second `q1` becomes `q1-2`. */
export function uniqueNames(): (name: string) => string {
  const used = new Set<string>();
  return (name) => {
    let unique = name;
    for (let count = 2; used.has(unique); count++) unique = `${name}-${count}`;
    used.add(unique);
    return unique;
  };
}
