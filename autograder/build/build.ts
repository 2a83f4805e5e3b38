import { cpSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { loadAssignment, masterOf } from "../assignment/index.ts";
import { writeNotebook } from "../notebook/index.ts";

export interface Built {
  name: string;
  release: string;
  solution: string;
  /** The folder `tsgrad grade` reads on a machine without the source tree. */
  tests: string;
  questions: { name: string; points: number; public: number; hidden: number }[];
}

/** Writes the release, the annotated solution and the test bundle of an assignment below `out`. */
export async function buildAssignment(folder: string, out: string): Promise<Built> {
  const assignment = await loadAssignment(folder);
  const { name } = assignment;
  const release = join(out, "release", `${name}.ipynb`);
  const solution = join(out, "solution", `${name}.ipynb`);
  const tests = join(out, "tests", name);
  for (const [path, notebook] of [
    [release, assignment.release],
    [solution, assignment.solution],
  ] as const) {
    mkdirSync(dirname(path), { recursive: true });
    await writeNotebook(path, notebook);
    if (existsSync(join(folder, "files")))
      cpSync(join(folder, "files"), join(dirname(path), "files"), { recursive: true });
  }
  rmSync(tests, { recursive: true, force: true });
  mkdirSync(tests, { recursive: true });
  for (const part of [basename(masterOf(folder)!), "tests", "files"]) {
    if (existsSync(join(folder, part))) cpSync(join(folder, part), join(tests, part), { recursive: true });
  }
  const questions = assignment.questions.map((question) => ({
    name: question.name,
    points: question.points,
    public: question.tests.filter(({ visibility }) => visibility === "public").length,
    hidden: question.tests.filter(({ visibility }) => visibility !== "public").length,
  }));
  return { name, release, solution, tests, questions };
}
