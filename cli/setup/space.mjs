import { statfsSync } from "node:fs";
import { again, SetupError } from "./failure.mjs";
import { project } from "./paths.mjs";

/** Megabytes that a step takes at its peak: downloads and what is unpacked from them. */
const megabytes = /** @type {Record<string, number>} */ ({
  node: 300,
  packages: 800,
  python: 500,
  tensorflow: 1200,
  gpu: 9000,
});

/**
 * Throws before anything is brought where the disk cannot hold all the steps still to come.
 *
 * @param {string[]} steps
 */
export function requireSpace(steps) {
  const needed = steps.reduce((sum, step) => sum + (megabytes[step] ?? 0), 0);
  const { bavail, bsize } = statfsSync(project);
  const free = (bavail * bsize) / 1e6;
  if (free >= needed) return;
  throw new SetupError(
    `The set-up needs ${size(needed)} more in ${project}, and ${size(free)} is free.\n${again("Free some space")}`,
  );
}

/** @param {number} value */
const size = (value) => (value < 1000 ? `${Math.floor(value)} MB` : `${(value / 1000).toFixed(1)} GB`);
