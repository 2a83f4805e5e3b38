import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { placeNotebooks, type Versions } from "./place.ts";
import { studentNotebooks } from "./student-notebooks.ts";

/** `tsgrad course build DIR`: the folder that a student works in, as `npm start` makes it. */
export async function buildCourse(project: string, asked: string): Promise<number> {
  const folder = resolve(asked);
  if (existsSync(folder) && !statSync(folder).isDirectory()) throw new Error(`${folder} is a file; expected a folder`);
  const placed = await placeNotebooks(folder, studentNotebooks(project), versionsIn(join(folder, ".versions")));
  for (const path of placed) console.log(path);
  if (placed.length === 0) console.log(`${folder} has every lesson and assignment already; nothing was changed.`);
  return 0;
}

function versionsIn(folder: string): Versions {
  return {
    read(name) {
      const path = join(folder, name);
      return existsSync(path) ? readFileSync(path, "utf8") : undefined;
    },
    write(name, version) {
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, name), version);
    },
  };
}
