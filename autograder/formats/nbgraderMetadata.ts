import { type NbgraderMetadata, nbgraderChecksum } from "../assignment/index.ts";
import type { Cell } from "../notebook/index.ts";

type Json = Record<string, unknown>;

const newest = 3;
const known = ["schema_version", "grade", "solution", "locked", "task", "grade_id", "points", "checksum", "cell_type"];

/**
 * nbgrader's metadata of a cell in the newest version, upgraded as nbgrader 0.9.6 does; undefined for a cell without any.
 *
 * Throws for a version that is newer than 3 or no number.
 */
export function readNbgrader(cell: Cell): NbgraderMetadata | undefined {
  const { nbgrader } = cell.metadata;
  if (typeof nbgrader !== "object" || nbgrader === null || Array.isArray(nbgrader)) return undefined;
  const found: Json = { ...(nbgrader as Json) };
  const version = found.schema_version ?? 0;
  if (!Number.isInteger(version) || (version as number) < 0 || (version as number) > newest) {
    throw new Error(
      `Cell ${String(found.grade_id)}: expected nbgrader's schema_version 0 to ${newest}, got ${JSON.stringify(version)}`,
    );
  }
  if (version === 0 && !upgradeFirst(found)) return undefined;
  if ((version as number) <= 1 && found.checksum !== undefined) found.cell_type ??= cell.cell_type;
  found.schema_version = newest;
  for (const key of Object.keys(found)) if (!known.includes(key)) delete found[key];
  return found as unknown as NbgraderMetadata;
}

/** Version 0 had no defaults; false for a cell that says nothing. */
function upgradeFirst(found: Json): boolean {
  for (const flag of ["grade", "solution", "locked"]) found[flag] ??= false;
  if (!found.grade && !found.solution && !found.locked) return false;
  if (!found.grade) delete found.points;
  else found.points = Math.max(0, Number(found.points || 0));
  return true;
}

/** The metadata of a cell as an older nbgrader reads it, with a checksum of its own. */
export function writeNbgrader(cell: Cell, metadata: NbgraderMetadata, version: 1 | 2 | 3): Json {
  const { task, cell_type, ...first } = metadata;
  const written: Json = {
    ...first,
    ...(version >= 2 && { cell_type: cell_type ?? cell.cell_type }),
    ...(version >= 3 && { task: task ?? false }),
    schema_version: version,
    checksum: nbgraderChecksum(cell, metadata),
  };
  return written;
}
