import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Assignment, Question } from "../assignment/index.ts";
import type { Merged } from "../merge/index.ts";
import { writeAtomically } from "../notebook/index.ts";
import type { QuestionResult } from "./results.ts";

export interface CachedQuestion {
  result: QuestionResult;
  outputs: { cell: string; question: string; text: string }[];
}

/** Results of questions by everything they depend on; a changed test costs only the questions it belongs to. */
export interface ResultCache {
  key(question: Question, merged: Merged, student: string): string;
  get(key: string): CachedQuestion | undefined;
  set(key: string, value: CachedQuestion): Promise<void>;
}

/** Code and data that decide a result, beside assignment and submission. */
const graderParts = ["autograder", "kernel", "lib", "data", "package-lock.json"];

/** Keeps results as files below `folder`. */
export function fileCache(folder: string, project: string, assignment: Assignment, files?: string): ResultCache {
  const fixed = createHash("sha256").update(
    JSON.stringify([1, process.version, process.arch, assignment.name, assignment.memory]),
  );
  for (const part of graderParts) addContent(fixed, join(project, part));
  addSizes(fixed, join(project, ".venv/engine"));
  if (files) addContent(fixed, files);
  const base = fixed.digest("hex");
  const path = (key: string) => join(folder, key.slice(0, 2), `${key}.json`);
  return {
    key(question, merged, student) {
      const tests = assignment.files.filter((file) => file.question === question.name);
      const usesReference = tests.some(({ text }) => text.includes("reference"));
      const solution = usesReference ? assignment.cells.map((cell) => cell.solution) : [];
      const parts = [
        base,
        student,
        merged.cells,
        question,
        tests.map(({ visibility, text }) => [visibility, text]),
        solution,
      ];
      return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
    },
    get(key) {
      if (!existsSync(path(key))) return undefined;
      return JSON.parse(readFileSync(path(key), "utf8")) as CachedQuestion;
    },
    async set(key, value) {
      mkdirSync(dirname(path(key)), { recursive: true });
      await writeAtomically(path(key), JSON.stringify(value));
    },
  };
}

function addContent(hash: ReturnType<typeof createHash>, path: string): void {
  for (const file of filesBelow(path)) hash.update(`${file}\0`).update(readFileSync(file));
}

/** For libraries of hundreds of megabytes, which only an installation changes. */
function addSizes(hash: ReturnType<typeof createHash>, path: string): void {
  for (const file of filesBelow(path)) {
    const { size, mtimeMs } = statSync(file);
    hash.update(`${file} ${size} ${mtimeMs}\0`);
  }
}

function filesBelow(path: string): string[] {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  const entries = readdirSync(path, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
