// The committed data as tensors in memory, and drawing from it.
import { F, Generator, noGrad, type Tensor, tensor } from "../../lib/index.ts";
import { Doodles, FashionMNIST } from "../../lib/vision/index.ts";

export interface Labelled {
  /** float32 [N, 1, 28, 28], standardized. */
  images: Tensor;
  /** int32 [N] */
  labels: Tensor;
}

/** The subset of Fashion-MNIST that comes with the library: 6,000 images to train with, 1,000 for tests. */
export function fashion(train: boolean): Labelled {
  const [pixels, labels] = new FashionMNIST({ subset: true, train }).toTensors();
  return { images: pixels.float().div(255).sub(0.286).div(0.353), labels };
}

/** Doodles of the classes numbered `classes`, numbered anew from 0. */
export function doodles(
  length: number,
  options: { train: boolean; seed?: number; classes: readonly number[] },
): Labelled {
  const { classes, ...rest } = options;
  const all = new Doodles({ length: Math.ceil(length / classes.length) * Doodles.classes.length, jitter: 1, ...rest });
  const [pixels, labels] = all.toTensors();
  const chosen = all.targets.flatMap((target, i) => (classes.includes(target) ? [i] : []));
  const { images } = take({ images: pixels.float().div(255).sub(0.1).div(0.3), labels }, chosen);
  return { images, labels: int32(chosen.map((i) => classes.indexOf(all.targets[i]!))) };
}

/** Images of 14x14, for what needs many epochs: the mean of each four pixels. */
export const halved = ({ images, labels }: Labelled): Labelled => ({ images: F.avgPool2d(images, 2), labels });

export function take({ images, labels }: Labelled, indices: readonly number[]): Labelled {
  const at = int32(indices);
  return noGrad(() => ({ images: images.indexSelect(0, at), labels: labels.indexSelect(0, at) }));
}

/** Images by chance: `count` of each class, and all the others. */
export function split(data: Labelled, count: number, seed: number): [drawn: Labelled, rest: Labelled] {
  const order = new Generator().manualSeed(seed).randperm(data.labels.numel());
  const left = new Map<number, number>();
  const [drawn, rest]: [number[], number[]] = [[], []];
  for (const i of order) {
    const label = data.labels.data[i]!;
    const taken = left.get(label) ?? 0;
    left.set(label, taken + 1);
    (taken < count ? drawn : rest).push(i);
  }
  return [take(data, drawn), take(data, rest)];
}

const int32 = (values: readonly number[]) => tensor([...values], { dtype: "int32" });
