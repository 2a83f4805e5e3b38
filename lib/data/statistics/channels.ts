import { type ImageDataset, imagesOf, scaleOf, sizesOf } from "./samples.ts";

export interface ChannelStatistics {
  /** The mean of all pixels, a number a channel. */
  mean: number[];
  /** The standard deviation of all pixels, not corrected for the sample's size. */
  std: number[];
  /** How many pixels were seen in each channel. */
  pixels: number;
}

/**
 * Mean and standard deviation of each channel over all pixels of all images: what Normalize wants.
 *
 * Bytes count as 0 to 1, as after ToTensor. One image is in memory at a time; sums are exact to 15 digits.
 *
 * @example
 * const { mean, std } = await channelStatistics(new FashionMNIST({ subset: true }));
 * new transforms.Normalize(mean, std);
 */
export async function channelStatistics(dataset: ImageDataset): Promise<ChannelStatistics> {
  let channels: { mean: number; squares: number }[] | undefined;
  let pixels = 0;
  for await (const { index, image } of imagesOf(dataset, "channelStatistics")) {
    const [count, height, width] = sizesOf(image);
    channels ??= Array.from({ length: count }, () => ({ mean: 0, squares: 0 }));
    if (channels.length !== count)
      throw new RangeError(
        `channelStatistics: expected ${channels.length} channels as in the first image, but sample ${index} has ${count}`,
      );
    const area = height * width;
    const scale = scaleOf(image);
    for (const [c, channel] of channels.entries()) merge(channel, pixels, moments(image.data, c * area, area, scale));
    pixels += area;
  }
  if (!channels || pixels === 0) throw new RangeError("channelStatistics: expected at least one image, got none");
  return {
    mean: channels.map(({ mean }) => mean),
    std: channels.map(({ squares }) => Math.sqrt(squares / pixels)),
    pixels,
  };
}

interface Moments {
  mean: number;
  /** Sum of squared distances from the mean. */
  squares: number;
  count: number;
}

function moments(data: ArrayLike<number>, from: number, count: number, scale: number): Moments {
  let sum = 0;
  for (let i = from; i < from + count; i++) sum += data[i]!;
  const mean = count === 0 ? 0 : sum / count;
  let squares = 0;
  for (let i = from; i < from + count; i++) squares += (data[i]! - mean) ** 2;
  return { mean: mean * scale, squares: squares * scale ** 2, count };
}

/** Chan's rule for two parts: no large sums are taken from each other. */
function merge(all: { mean: number; squares: number }, before: number, part: Moments): void {
  const total = before + part.count;
  if (total === 0) return;
  const distance = part.mean - all.mean;
  all.mean += (distance * part.count) / total;
  all.squares += part.squares + (distance ** 2 * before * part.count) / total;
}
