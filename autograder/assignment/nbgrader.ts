import { createHash } from "node:crypto";
import type { Cell } from "../notebook/index.ts";

/** nbgrader's cell metadata, schema version 3. */
export interface NbgraderMetadata {
  schema_version: 3;
  grade: boolean;
  solution: boolean;
  locked: boolean;
  task: boolean;
  grade_id: string;
  points?: number;
  checksum?: string;
  cell_type?: string;
}

/** nbgrader's checksum of a cell: MD5 over source, type, flags as Python prints them, id and points. */
export function nbgraderChecksum(cell: Cell, metadata: NbgraderMetadata): string {
  const locked = metadata.solution ? false : metadata.grade ? true : metadata.locked;
  const hash = createHash("md5").update(cell.source).update(cell.cell_type);
  for (const flag of [metadata.grade, metadata.solution, locked]) hash.update(flag ? "True" : "False");
  hash.update(metadata.grade_id);
  if (metadata.grade) hash.update(pythonFloat(metadata.points ?? 0));
  return hash.digest("hex");
}

/** `str(float(x))` of Python: `2.0`, `1e-05`, `1e+16`. */
export function pythonFloat(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
  const [digits, exponent] = value.toExponential().split("e") as [string, string];
  const power = Number(exponent);
  if (value !== 0 && (power < -4 || power >= 16)) {
    return `${digits}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
  }
  if (Object.is(value, -0)) return "-0.0";
  const text = String(value);
  return text.includes(".") ? text : `${text}.0`;
}
