import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { FormatError } from "../format-error.ts";

export interface CifarImages {
  /** uint8 [N, 3, 32, 32]: red, green and blue planes. */
  images: Uint8Array;
  /** The class of each image. */
  labels: Uint8Array;
  /** CIFAR-100's 20 classes of classes. */
  coarse?: Uint8Array;
}

const PIXELS = 3072;

/**
 * Reads records of CIFAR's binary version: one label (CIFAR-10) or a coarse and a fine one (CIFAR-100), then 3,072 pixels.
 *
 * Format: https://www.cs.toronto.edu/~kriz/cifar.html. Throws a FormatError where the length fits no whole record, or a label no class.
 *
 * @example
 * parseCifar(new Uint8Array(3073).fill(7)).labels; // Uint8Array [7]
 */
export function parseCifar(
  bytes: Uint8Array,
  { classes = 10, name = "CIFAR data" }: { classes?: 10 | 100; name?: string } = {},
): CifarImages {
  const heads = classes === 10 ? 1 : 2;
  const record = heads + PIXELS;
  const count = bytes.length / record;
  if (!Number.isInteger(count) || count === 0)
    throw new FormatError(
      name,
      `expected records of ${record} bytes, got ${bytes.length} bytes; it is cut off or damaged`,
    );
  const images = new Uint8Array(count * PIXELS);
  const labels = new Uint8Array(count);
  const coarse = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    labels[i] = bytes[i * record + heads - 1]!;
    coarse[i] = bytes[i * record]!;
    if (labels[i]! >= classes || (classes === 100 && coarse[i]! >= 20))
      throw new FormatError(name, `expected classes below ${classes} in record ${i}, got ${labels[i]}; it is damaged`);
    images.set(bytes.subarray(i * record + heads, (i + 1) * record), i * PIXELS);
  }
  return classes === 10 ? { images, labels } : { images, labels, coarse };
}

/** Reads a file of CIFAR's binary version, such as data_batch_1.bin or train.bin. */
export function readCifar(path: string, { classes = 10 }: { classes?: 10 | 100 } = {}): CifarImages {
  return parseCifar(readFileSync(path), { classes, name: basename(path) });
}
