import { Generator } from "../../random/index.ts";
import { type ImageDataset, labelsOf, namesOf } from "./samples.ts";

export interface ClassHistogram {
  classes: string[];
  /** How many samples each class has, or how many objects where a sample has several. */
  counts: number[];
  /** The largest count over the smallest: infinite where a class has none, 1 where all are equal. */
  imbalance: number;
}

/**
 * How often each class comes up. Data sets with `targets` are not read, others are, sample by sample.
 *
 * Throws a TypeError for samples that have no class number.
 *
 * @example
 * (await classHistogram(new Doodles({ length: 120 }))).counts; // twelve times 10
 */
export async function classHistogram(
  dataset: ImageDataset,
  options: { classes?: readonly string[] } = {},
): Promise<ClassHistogram> {
  const labels = (await labelsOf(dataset, "classHistogram")).flat();
  const highest = labels.reduce((most, label) => Math.max(most, label), -1);
  const classes = namesOf(dataset, highest + 1, options.classes);
  const counts = new Array<number>(classes.length).fill(0);
  for (const label of labels) counts[label]!++;
  const [most, least] = [Math.max(...counts), Math.min(...counts)];
  return { classes, counts, imbalance: most === least ? 1 : most / least };
}

export interface ClassSamples {
  classes: string[];
  /** For each class, places of samples that show it, in rising order. */
  indices: number[][];
}

/**
 * A few samples of each class, drawn by a seed: the first thing to look at.
 *
 * A sample with objects of several classes counts for each of them. A class with fewer samples gives all it has.
 *
 * @example
 * (await classSamples(new Doodles({ length: 120 }), { perClass: 3 })).indices[0]; // three multiples of 12
 */
export async function classSamples(
  dataset: ImageDataset,
  options: { perClass?: number; seed?: number; classes?: readonly string[] } = {},
): Promise<ClassSamples> {
  const { perClass = 5, seed = 0 } = options;
  if (!Number.isInteger(perClass) || perClass < 1)
    throw new RangeError(`classSamples: expected a whole perClass >= 1, got ${perClass}`);
  const labels = await labelsOf(dataset, "classSamples");
  const highest = labels.flat().reduce((most, label) => Math.max(most, label), -1);
  const classes = namesOf(dataset, highest + 1, options.classes);
  const found = classes.map((): number[] => []);
  for (const [index, list] of labels.entries()) for (const label of new Set(list)) found[label]!.push(index);
  const generator = new Generator().manualSeed(seed);
  const indices = found.map((list) => {
    const order = generator.randperm(list.length).subarray(0, perClass);
    return Array.from(order, (place) => list[place]!).sort((a, b) => a - b);
  });
  return { classes, indices };
}
