import { type ImageDataset, imagesOf, sizesOf } from "./samples.ts";

export interface SizeDistribution {
  /** Height and width of each image, in pixels. */
  sizes: [height: number, width: number][];
  /** The different sizes and how many images have each, the most frequent first. */
  counts: { height: number; width: number; images: number }[];
  /** The smallest, the middle and the largest of all heights, of all widths, and of width over height. */
  height: Spread;
  width: Spread;
  aspect: Spread;
}

export interface Spread {
  min: number;
  median: number;
  max: number;
}

/**
 * How large the images are: what to resize or crop to.
 *
 * @example
 * (await sizeDistribution(new Doodles({ length: 10 }))).counts; // [{ height: 28, width: 28, images: 10 }]
 */
export async function sizeDistribution(dataset: ImageDataset): Promise<SizeDistribution> {
  const sizes: [height: number, width: number][] = [];
  for await (const { image } of imagesOf(dataset, "sizeDistribution")) {
    const [, height, width] = sizesOf(image);
    sizes.push([height, width]);
  }
  if (sizes.length === 0) throw new RangeError("sizeDistribution: expected at least one image, got none");
  const groups = Map.groupBy(sizes, ([height, width]) => `${height}x${width}`);
  const counts = [...groups.values()].map((group) => {
    const [height, width] = group[0]!;
    return { height, width, images: group.length };
  });
  counts.sort((a, b) => b.images - a.images || a.height - b.height || a.width - b.width);
  return {
    sizes,
    counts,
    height: spread(sizes.map(([height]) => height)),
    width: spread(sizes.map(([, width]) => width)),
    aspect: spread(sizes.map(([height, width]) => width / height)),
  };
}

function spread(values: number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const median = (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2;
  return { min: sorted[0]!, median, max: sorted.at(-1)! };
}
