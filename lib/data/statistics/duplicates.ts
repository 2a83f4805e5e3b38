import { throwIfInterrupted } from "../../runtime.ts";
import { type Fingerprint, fingerprint, hashDistance, thumbnailDistance } from "./fingerprint.ts";
import { type ImageDataset, imagesOf } from "./samples.ts";

export interface DuplicateOptions {
  /** In how many of 64 bits the outlines of near duplicates may differ (6). */
  maxBits?: number;
  /** How far apart their brightness may be on average, black to white being 1 (0.02). */
  maxDifference?: number;
}

export interface Duplicates {
  /** Groups of samples whose images are equal in type, shape and every value; places in rising order. */
  exact: number[][];
  /** Pairs that look alike without being equal: the same photo in another size or quality, a little brighter. */
  near: { first: number; second: number; bits: number; difference: number }[];
}

/**
 * Images that come up more than once. To find test images among those for training, pass a ConcatDataset of both.
 *
 * Equal images are found by SHA-256, similar ones by a 64-bit difference hash (after imagehash's dhash) and then by comparing
 * 16 x 16 thumbnails. Of a group of equal images only the first is compared with others. Mirrored images are not found.
 *
 * @example
 * const { exact, near } = await findDuplicates(new ConcatDataset([train, test]));
 */
export async function findDuplicates(dataset: ImageDataset, options: DuplicateOptions = {}): Promise<Duplicates> {
  const { maxBits = 6, maxDifference = 0.02 } = options;
  if (!(maxBits >= 0 && maxBits <= 64))
    throw new RangeError(`findDuplicates: expected maxBits from 0 to 64, got ${maxBits}`);
  if (!(maxDifference >= 0 && maxDifference <= 1))
    throw new RangeError(`findDuplicates: expected maxDifference from 0 to 1, got ${maxDifference}`);
  const groups = new Map<string, number[]>();
  const firsts: (Fingerprint & { index: number })[] = [];
  for await (const { index, image } of imagesOf(dataset, "findDuplicates")) {
    const found = fingerprint(image);
    const group = groups.get(found.exact);
    if (group) group.push(index);
    else {
      groups.set(found.exact, [index]);
      firsts.push({ ...found, index });
    }
  }
  const near: Duplicates["near"] = [];
  for (const [i, a] of firsts.entries()) {
    throwIfInterrupted();
    for (let j = i + 1; j < firsts.length; j++) {
      const b = firsts[j]!;
      const bits = hashDistance(a.hash, b.hash);
      if (bits > maxBits) continue;
      const difference = thumbnailDistance(a.thumbnail, b.thumbnail);
      if (difference <= maxDifference) near.push({ first: a.index, second: b.index, bits, difference });
    }
  }
  return { exact: [...groups.values()].filter(({ length }) => length > 1), near };
}
