import { throwIfInterrupted } from "../../runtime.ts";
import { type Dataset, Subset } from "../dataset.ts";

/** An image [C, H, W] or [H, W] in plain values: a tensor, or the like. */
export interface PlainImage {
  readonly data: ArrayLike<number>;
  readonly shape: readonly number[];
  readonly dtype?: string | undefined;
}

/** A data set of images: samples are images, or arrays that begin with one, or promises of these. */
export type ImageDataset = Pick<Dataset<unknown>, "length" | "get">;

/** The images of a data set one after the other, and what comes with them. */
export async function* imagesOf(
  dataset: ImageDataset,
  name: string,
): AsyncGenerator<{ index: number; image: PlainImage; target: unknown }> {
  for (let index = 0; index < dataset.length; index++) {
    throwIfInterrupted();
    const sample = await dataset.get(index);
    const [image, target] = Array.isArray(sample) ? sample : [sample];
    if (!isImage(image))
      throw new TypeError(
        `${name}: expected samples that begin with an image [C, H, W] or [H, W], but sample ${index} does not`,
      );
    // A tensor's data is read from its device each time that it is asked for.
    yield { index, image: { data: image.data, shape: image.shape, dtype: image.dtype }, target };
  }
}

/** Channels, height and width. */
export function sizesOf({ shape }: PlainImage): [channels: number, height: number, width: number] {
  return [shape.length === 2 ? 1 : shape[0]!, shape.at(-2)!, shape.at(-1)!];
}

/** The factor that brings an image's values from 0 to 1. */
export function scaleOf({ dtype, data }: PlainImage): number {
  return dtype === "uint8" || data instanceof Uint8Array ? 1 / 255 : 1;
}

/**
 * The class numbers of each sample: those of its objects, where it has several.
 *
 * A data set that knows its `targets` is not read; else samples are, and their second part is a number, a tensor of
 * numbers, or an object with `labels`.
 */
export async function labelsOf(dataset: ImageDataset, name: string): Promise<number[][]> {
  const known = targetsOf(dataset);
  if (known) return known.map((label) => [label]);
  const labels: number[][] = [];
  for (let index = 0; index < dataset.length; index++) {
    throwIfInterrupted();
    const sample = await dataset.get(index);
    labels.push(labelsIn(Array.isArray(sample) ? sample[1] : undefined, `${name}: sample ${index}`));
  }
  return labels;
}

/** What a data set, or the one that a Subset is of, says of its samples without reading them. */
function targetsOf(dataset: ImageDataset): readonly number[] | undefined {
  if (dataset instanceof Subset) {
    const all = targetsOf(dataset.dataset);
    return all && dataset.indices.map((index) => all[index]!);
  }
  const { targets } = dataset as { targets?: unknown };
  const whole = Array.isArray(targets) && targets.length === dataset.length;
  return whole && targets.every(Number.isInteger) ? targets : undefined;
}

function labelsIn(target: unknown, at: string): number[] {
  if (typeof target === "number") return [target];
  if (typeof target === "object" && target !== null) {
    if ("labels" in target) return labelsIn(target.labels, at);
    const { data, shape } = target as Partial<PlainImage>;
    if (data && shape && shape.length < 2) return Array.from(data);
  }
  throw new TypeError(`${at}: expected a class number or an object with labels behind the image, got ${typeof target}`);
}

/** Names of the class numbers: those given, those of the data set, or the numbers themselves. */
export function namesOf(dataset: ImageDataset, count: number, given?: readonly string[]): string[] {
  const { classes } = dataset as { classes?: readonly string[] };
  const inner = dataset instanceof Subset ? namesOf(dataset.dataset, 0) : [];
  const names = given ?? classes ?? inner;
  return Array.from({ length: Math.max(count, names.length) }, (_, label) => names[label] ?? String(label));
}

function isImage(value: unknown): value is PlainImage {
  if (typeof value !== "object" || value === null || !("data" in value && "shape" in value)) return false;
  const { shape } = value as PlainImage;
  return Array.isArray(shape) && (shape.length === 2 || shape.length === 3);
}
