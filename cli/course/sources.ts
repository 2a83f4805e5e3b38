import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Assignment, loadAssignment, masterOf } from "../../autograder/assignment/index.ts";
import { type Notebook, percentToNotebook } from "../../autograder/notebook/index.ts";
import type { Manifest, Week } from "./manifest.ts";

/** A week of the manifest with what its folders hold; undefined where a folder is not there. */
export interface WeekSources {
  week: Week;
  lesson?: Notebook;
  assignment?: Assignment;
}

export async function loadWeeks({ weeks }: Manifest, project: string): Promise<WeekSources[]> {
  const loaded: WeekSources[] = [];
  for (const week of weeks) {
    const folder = join(project, "assignments", week.assignment);
    loaded.push({
      week,
      lesson: readLesson(project, week.lesson),
      assignment: masterOf(folder) ? await loadAssignment(folder) : undefined,
    });
  }
  return loaded;
}

export function readLesson(project: string, name: string): Notebook | undefined {
  const path = join(project, "course", name, "lesson.ts");
  return existsSync(path) ? percentToNotebook(readFileSync(path, "utf8")) : undefined;
}

/** The headings below a notebook's title, without their numbers. */
export function sectionsOf({ cells }: Notebook): string[] {
  return cells
    .filter(({ cell_type }) => cell_type === "markdown")
    .flatMap(({ source }) => [...source.matchAll(/^#{2,4} (?:\d+\. )?(.+)$/gm)].map(([, heading]) => heading!.trim()));
}

export const textOf = ({ cells }: Notebook): string =>
  cells.flatMap(({ cell_type, source }) => (cell_type === "markdown" ? [source] : [])).join("\n\n");
