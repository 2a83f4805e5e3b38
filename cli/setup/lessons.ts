import { readManifest, type Week } from "../course/manifest.ts";
import { placeNotebooks } from "../course/place.ts";
import { lessonFolders, studentNotebooks } from "../course/student-notebooks.ts";
import { SetupError } from "./failure.mjs";
import { inProject, project } from "./paths.mjs";
import { readStamp, writeStamp } from "./stamps.mjs";

/** The course's lessons in their order. */
export const lessonNames = (): string[] => lessonFolders(project);

export const weeks = (): Week[] => readManifest(project).weeks;

/** The lesson asked for, by its name or the beginning of it; the first without one. */
export function findLesson(asked: string | undefined): string | undefined {
  const names = lessonNames();
  if (asked === undefined) return names[0];
  const found = names.find((name) => name === asked) ?? names.filter((name) => name.startsWith(asked));
  if (typeof found === "string") return found;
  if (found.length === 1) return found[0];
  throw new SetupError(`There is no lesson "${asked}". Lessons: ${names.join(", ") || "none yet"}.`, 2);
}

export function lessonOfWeek(asked: string): string {
  const found = weeks().find(({ week }) => String(week) === asked);
  if (found) return found.lesson;
  const there = weeks().map(({ week, title }) => `${week} (${title})`);
  throw new SetupError(`There is no week "${asked}". Weeks: ${there.join(", ") || "none yet"}.`, 2);
}

/** Lays lessons and assignments into `work/`, once each. */
export async function ensureNotebooks(): Promise<void> {
  await placeNotebooks(inProject("work"), studentNotebooks(project), {
    read: (name) => readStamp(`lesson-${name}`),
    write: (name, version) => writeStamp(`lesson-${name}`, version),
  });
}
