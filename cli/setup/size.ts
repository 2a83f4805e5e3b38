import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/** Megabytes in a folder, as text; empty while there is nothing. */
export function sizeOf(folder: string): string {
  const bytes = folder ? count(folder) : 0;
  return bytes > 1e6 ? `${Math.round(bytes / 1e6)} MB` : "";
}

/** Files come and go while they are counted. */
function count(path: string): number {
  try {
    const entries = readdirSync(path, { withFileTypes: true });
    return entries.reduce(
      (sum, entry) => sum + (entry.isDirectory() ? count(join(path, entry.name)) : size(path, entry.name)),
      0,
    );
  } catch {
    return 0;
  }
}

function size(folder: string, name: string): number {
  return statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0;
}
