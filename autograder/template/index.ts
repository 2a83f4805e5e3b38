import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { templateFiles } from "./template.ts";

/** Writes a new assignment below `parent` and returns its files. An existing folder is left alone. */
export function newAssignment(parent: string, name: string): string[] {
  if (!/^[A-Za-z0-9_-]+$/.test(name)) {
    throw new Error(`Expected a name of letters, digits, "-" and "_", got ${JSON.stringify(name)}`);
  }
  const folder = join(parent, name);
  if (existsSync(folder)) throw new Error(`${folder} exists already; choose another name`);
  return Object.entries(templateFiles(name)).map(([file, text]) => {
    const path = join(folder, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return path;
  });
}
