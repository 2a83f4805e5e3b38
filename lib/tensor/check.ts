// Checks at the door of operations, for callers without types.
import { editDistance } from "./edit-distance.ts";
import type { Shape } from "./shape.ts";

/** Sizes as an array of integers >= `least`; Python's separate arguments get told. */
export function checkShape(op: string, shape: Shape, least = 0): number[] {
  if (Array.isArray(shape) && shape.every((n) => Number.isInteger(n) && n >= least)) return [...shape];
  const got = typeof shape === "number" ? `${shape}. Sizes stand in brackets` : JSON.stringify(shape);
  throw new TypeError(`${op}: expected a shape such as [2, 3], got ${got}`);
}

/** The name that is most alike, where one is: at most a third of its letters differ. */
function nearest(wanted: string, names: readonly string[]): string | undefined {
  const near = names
    .map((name) => ({ name, far: editDistance(wanted, name.toLowerCase()) }))
    .filter(({ name, far }) => far <= name.length / 3);
  return near.sort((a, b) => a.far - b.far)[0]?.name;
}

/** Options that the operation does not know are errors: a misspelled one would be ignored in silence. */
export function checkOptions(op: string, options: object, known: readonly string[]): void {
  for (const name in options) {
    if (known.includes(name)) continue;
    const meant = nearest(name.replaceAll("_", "").toLowerCase(), known);
    throw new TypeError(
      `${op}: unknown option ${name}; ${meant ? `did you mean ${meant}?` : `it takes ${known.join(", ")}`}`,
    );
  }
}
