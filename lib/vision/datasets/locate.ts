import { existsSync } from "node:fs";
import { join } from "node:path";

/** Where `name` or `name`.gz lies in one of the folders, plain files first. */
export function findFile(folders: readonly string[], name: string): string | undefined {
  return folders.flatMap((folder) => [join(folder, name), join(folder, `${name}.gz`)]).find((path) => existsSync(path));
}
