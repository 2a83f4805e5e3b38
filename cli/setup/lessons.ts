import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { SetupError } from "./failure.mjs";
import { inProject } from "./paths.mjs";
import { fingerprint, readStamp, writeStamp } from "./stamps.mjs";

/** The course's lessons in their order: folders of `course/` with a `lesson.ts`. */
export function lessonNames(): string[] {
  const course = inProject("course");
  if (!existsSync(course)) return [];
  return readdirSync(course)
    .filter((name) => existsSync(join(course, name, "lesson.ts")))
    .sort();
}

/** The lesson asked for, by its name or the beginning of it; the first without one. */
export function findLesson(asked: string | undefined): string | undefined {
  const names = lessonNames();
  if (asked === undefined) return names[0];
  const found = names.find((name) => name === asked) ?? names.filter((name) => name.startsWith(asked));
  if (typeof found === "string") return found;
  if (found.length === 1) return found[0];
  throw new SetupError(`There is no lesson "${asked}". Lessons: ${names.join(", ") || "none yet"}.`, 2);
}

/**
 * Makes `work/LESSON.ipynb` from each lesson once. A notebook that is there is the student's and never written again:
 * where the lesson has changed since, the new one is laid beside it.
 */
export async function ensureNotebooks(): Promise<void> {
  for (const name of lessonNames()) {
    const source = readFileSync(inProject("course", name, "lesson.ts"), "utf8");
    const stamp = `lesson-${name}`;
    const now = fingerprint(source);
    const before = readStamp(stamp);
    const first = inProject("work", `${name}.ipynb`);
    if (existsSync(first) && (before === now || before === undefined)) {
      if (before === undefined) writeStamp(stamp, now);
      continue;
    }
    const path = existsSync(first) ? freeName(name) : first;
    const { percentToNotebook, writeNotebook } = await import("../../autograder/notebook/index.ts");
    mkdirSync(inProject("work"), { recursive: true });
    await writeNotebook(path, percentToNotebook(source));
    writeStamp(stamp, now);
    if (path !== first) console.error(`The lesson ${name} has changed. Your notebook stays; the new one is ${path}.`);
  }
}

function freeName(name: string): string {
  for (let number = 2; ; number++) {
    const path = inProject("work", `${name}-${number}.ipynb`);
    if (!existsSync(path)) return path;
  }
}
