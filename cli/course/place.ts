import { cpSync, existsSync, mkdirSync } from "node:fs";
import { basename, join } from "node:path";
import type { StudentNotebook } from "./student-notebooks.ts";

/** What is known of the notebooks laid into a folder before: the version of each, by its name. */
export interface Versions {
  read(name: string): string | undefined;
  write(name: string, version: string): void;
}

/**
 * Lays each notebook into a folder once and returns the new paths. A notebook that is there is the student's and never
 * written again: where its source has changed since, the new one is laid beside it.
 */
export async function placeNotebooks(
  folder: string,
  notebooks: readonly StudentNotebook[],
  versions: Versions,
): Promise<string[]> {
  const placed: string[] = [];
  for (const { name, kind, version, files, make } of notebooks) {
    const before = versions.read(name);
    const first = join(folder, `${name}.ipynb`);
    if (existsSync(first) && (before === version || before === undefined)) {
      if (before === undefined) versions.write(name, version);
      continue;
    }
    const path = existsSync(first) ? freeName(folder, name) : first;
    const { writeNotebook } = await import("../../autograder/notebook/index.ts");
    mkdirSync(folder, { recursive: true });
    await writeNotebook(path, await make());
    if (files) cpSync(files, join(folder, basename(files)), { recursive: true, force: false });
    versions.write(name, version);
    placed.push(path);
    if (path !== first) console.error(`The ${kind} ${name} has changed. Your notebook stays; the new one is ${path}.`);
  }
  return placed;
}

function freeName(folder: string, name: string): string {
  for (let number = 2; ; number++) {
    const path = join(folder, `${name}-${number}.ipynb`);
    if (!existsSync(path)) return path;
  }
}
