import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { makeOnce, sourceKey } from "../runner/index.ts";

const project = fileURLToPath(new URL("../..", import.meta.url));
const source = fileURLToPath(new URL("worker.ts", import.meta.url));

/**
 * The path of the grading process's program, in one file where it can be kept: made once for each state of its sources, it
 * starts in half the time. Hidden tests and assignments are no part of it.
 */
export async function workerProgram(): Promise<string> {
  const folder = join(project, ".tsgrad/cache/worker", sourceKey(project, [], parts));
  const made = await makeOnce(folder, async (making) => {
    writeFileSync(join(making, name), await workerBundle());
  });
  return made ? join(folder, name) : source;
}

const name = "worker.mjs";
const parts = ["autograder", "kernel", "lib", "package-lock.json"];

export async function workerBundle(): Promise<string> {
  const { bundle } = await import("../runner/bundle.ts");
  return bundle(source, {
    urlOf: (path) => pathToFileURL(path).href,
    outside: () => false,
    sourceUrl: pathToFileURL(join(project, "autograder/grade/worker.mjs")).href,
    packagesOutside: true,
  });
}
