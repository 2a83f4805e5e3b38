import { editDistance } from "../lib/tensor/edit-distance.ts";

/** The name with the fewest letters to change, drop or add; undefined if more than a third of it would have to be. */
export function nearest(name: string, names: string[]): string | undefined {
  const ranked = names
    .map((candidate) => ({ candidate, distance: editDistance(name, candidate) }))
    .sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  return best && best.distance <= Math.max(1, Math.floor(best.candidate.length / 3)) ? best.candidate : undefined;
}
