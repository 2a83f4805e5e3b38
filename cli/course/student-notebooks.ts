import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Notebook } from "../../autograder/notebook/index.ts";
import { fingerprint } from "../setup/stamps.mjs";
import { readManifest } from "./manifest.ts";

/** A notebook that students get, not made yet. */
export interface StudentNotebook {
  name: string;
  kind: "lesson" | "assignment";
  /** Changes with the source. */
  version: string;
  /** Folder of what the notebook reads. */
  files?: string;
  make(): Promise<Notebook>;
}

/** Every lesson, then the release of every week's assignment. */
export function studentNotebooks(project: string): StudentNotebook[] {
  const assignments = readManifest(project).weeks.map(({ assignment }) => assignment);
  const releases = [...new Set(assignments)].flatMap((name) => release(join(project, "assignments", name), name) ?? []);
  return [
    ...lessonFolders(project).map((name) => lesson(join(project, "course", name, "lesson.ts"), name)),
    ...releases,
  ];
}

/** The course's lessons in their order: folders of `course/` with a `lesson.ts`. */
export function lessonFolders(project: string): string[] {
  const course = join(project, "course");
  if (!existsSync(course)) return [];
  return readdirSync(course)
    .filter((name) => existsSync(join(course, name, "lesson.ts")))
    .sort();
}

function lesson(path: string, name: string): StudentNotebook {
  const source = readFileSync(path, "utf8");
  const version = fingerprint(source);
  return {
    name,
    kind: "lesson",
    version,
    async make() {
      const { percentToNotebook } = await import("../../autograder/notebook/index.ts");
      const notebook = percentToNotebook(source);
      notebook.metadata.tsgrad = { lesson: name, version };
      return notebook;
    },
  };
}

function release(folder: string, name: string): StudentNotebook | undefined {
  const master = [".ts", ".ipynb"].map((end) => join(folder, name + end)).find((path) => existsSync(path));
  if (!master) return undefined;
  const open = join(folder, "tests", "public");
  const tests = existsSync(open) ? readdirSync(open).sort() : [];
  const files = join(folder, "files");
  return {
    name,
    kind: "assignment",
    version: fingerprint(
      ...[master, ...tests.map((test) => join(open, test))].map((path) => readFileSync(path, "utf8")),
    ),
    files: existsSync(files) ? files : undefined,
    async make() {
      const { loadAssignment } = await import("../../autograder/assignment/index.ts");
      return (await loadAssignment(folder)).release;
    },
  };
}
