import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** A data set's folder in the project's cache. */
export function cacheFolder(name: string): string {
  return fileURLToPath(new URL(`../../../.tsgrad/cache/${name}`, import.meta.url));
}

/** Where `name` or `name`.gz lies in one of the folders, plain files first. */
export function findFile(folders: readonly string[], name: string): string | undefined {
  return folders.flatMap((folder) => [join(folder, name), join(folder, `${name}.gz`)]).find((path) => existsSync(path));
}
