// Images of a data set, by the places that its statistics name.
import type { ClassSamples, Duplicates, ImageDataset } from "../../data/statistics/index.ts";
import { type ImageGridOptions, imageGrid } from "./image-grid.ts";
import type { Picture } from "./picture.ts";
import type { ArrayOfPixels } from "./pixels.ts";

export type SampleGridOptions = Pick<ImageGridOptions, "title" | "columns" | "tile" | "range">;

/**
 * The samples that `classSamples` drew, class after class, each with its class below.
 *
 * @example
 * await sampleGrid(train, await classSamples(train));
 */
export async function sampleGrid(
  dataset: ImageDataset,
  { classes, indices }: ClassSamples,
  options: SampleGridOptions = {},
): Promise<Picture> {
  const places = indices.flat();
  if (places.length === 0) throw new RangeError("sampleGrid: expected samples of at least one class, got none");
  const labels = indices.flatMap((list, label) => list.map(() => classes[label]!));
  const columns = Math.max(...indices.map(({ length }) => length));
  const even = indices.every(({ length }) => length === columns || length === 0);
  const { title = "Samples by class", ...rest } = options;
  return imageGrid(await Promise.all(places.map((index) => imageAt(dataset, index))), {
    title,
    labels,
    ...(even && { columns: Math.max(columns, Math.floor(8 / columns) * columns) }),
    ...rest,
  });
}

/**
 * Equal and similar images side by side, each with its place and what it is equal or similar to.
 *
 * Shows the first `limit` groups and pairs (12).
 *
 * @example
 * await duplicateGrid(train, await findDuplicates(train));
 */
export async function duplicateGrid(
  dataset: ImageDataset,
  { exact, near }: Duplicates,
  { limit = 12, ...options }: SampleGridOptions & { limit?: number } = {},
): Promise<Picture> {
  const pairs = [
    ...exact.map(([first, ...others]) => ({
      places: [first!, others[0]!],
      note: `= ${first} (${others.length + 1} in all)`,
    })),
    ...near.map(({ first, second, bits }) => ({ places: [first, second], note: `~ ${first} (${bits} bits)` })),
  ].slice(0, limit);
  if (pairs.length === 0)
    throw new RangeError("duplicateGrid: expected duplicates, got none: there is nothing to show");
  const places = pairs.flatMap((pair) => pair.places);
  return imageGrid(await Promise.all(places.map((index) => imageAt(dataset, index))), {
    title: `Duplicates: ${exact.length} groups of equal images, ${near.length} similar pairs`,
    labels: pairs.flatMap(({ places: [first, second], note }) => [`${first}`, `${second} ${note}`]),
    columns: 4,
    tile: 130,
    ...options,
  });
}

async function imageAt(dataset: ImageDataset, index: number): Promise<ArrayOfPixels> {
  const sample = await dataset.get(index);
  return (Array.isArray(sample) ? sample[0] : sample) as ArrayOfPixels;
}
