// %% [markdown]
// # Data and augmentation
//
// Six questions on the lesson *Data and augmentation*, from counting batches to an augmentation policy of your own:
//
// | question | what you write | points |
// |---|---|---|
// | 1 | count an epoch's batches | 3 |
// | 2 | a data set of drawings, and a search for leaks | 5 |
// | 3 | thin strokes: coverage, honest shrinking, a blur that grows with the image | 5 |
// | 4 | a random crop, a random flip, and the order of two warps | 5 |
// | 5 | CutMix | 4 |
// | 6 | RandAugment, and accuracy by style | 4 |
//
// It takes about 90 minutes; stop after any question and come back. No question needs another one. Replace each
// `throw new Error("Not implemented: ...")`, run the cell, then the `check` below it. After you hand in, hidden tests look at
// other sizes, at the corners, and at what happens when chance is thrown a few hundred times.

// %%
import { Dataset, F, type Tensor, tensor, zeros } from "tsgrad";
import { check } from "tsgrad/check";
import { transforms } from "tsgrad/vision";

// %% [markdown]
// ## Question 1: an epoch in batches (3 points)
//
// A loader reads `samples` samples, `batchSize` at a time. Return
//
// - `batches`: how many batches an epoch has;
// - `last`: how many samples the last batch has (0 if there is no batch);
// - `unseen`: how many samples are left out.
//
// With `dropLast` a last batch that is not full is left out. Without it, nothing is.

// %% question="q1" points=3 seconds=10
function epochOf(
  samples: number,
  batchSize: number,
  dropLast: boolean,
): { batches: number; last: number; unseen: number } {
  // BEGIN SOLUTION
  const full = Math.floor(samples / batchSize);
  // The rest is what does not fill a batch. Common mistake: batchSize - rest, what is missing from it.
  const rest = samples % batchSize;
  if (dropLast || rest === 0) {
    // Shuffling would change WHICH samples are left out, never how many. Common mistake: to believe it cures the small batch.
    return { batches: full, last: full > 0 ? batchSize : 0, unseen: rest };
  }
  return { batches: full + 1, last: rest, unseen: 0 };
  // END SOLUTION
}

// %% check="q1"

// %% [markdown] solution=true
// **For mentors.** Ask: 513 images in batches of 64. What has the last batch, and which layer fails on it in training mode?
// Why is `dropLast` right for training and wrong for an evaluation?

// %% [markdown]
// ## Question 2: a data set (5 points)
//
// Quick, Draw! stores a drawing as a row of 784 bytes. Write `DrawingDataset`: made from `rows`, a uint8 tensor `[N, 784]`,
// the class numbers, and a `transform` that may be missing. It has a `length`, and `get(index)` returns
// `[image, label]`, the image a uint8 tensor `[1, 28, 28]`, or what the transform makes of it. The transform runs **each
// time** a sample is read, since a random one gives another image each time. An index outside throws a `RangeError`.
//
// Then write `leaks`: which test rows (their numbers, in rising order) are equal, pixel by pixel, to some training row.

// %%
/** Reads a data set, for the tests: with a transform that counts how often it ran and inverts the image. */
function readTwice(rows: Tensor, labels: number[], index: number) {
  let calls = 0;
  const set = new DrawingDataset(rows, labels, (image) => {
    calls++;
    return image
      .float()
      .mul(-1)
      .add(255 + calls);
  });
  const atStart = calls;
  const [first, label] = set.get(index);
  const [second] = set.get(index);
  return { atStart, calls, first, second, label, length: set.length };
}

/** A sample of a set without a transform, for the tests. */
function readPlain(rows: Tensor, labels: number[], index: number) {
  const [image, label] = new DrawingDataset(rows, labels).get(index);
  return { image, label };
}

/** The error's name where a sample outside is read. */
function readOutside(rows: Tensor, labels: number[], index: number): string {
  try {
    new DrawingDataset(rows, labels).get(index);
    return "no error";
  } catch (error) {
    return (error as Error).name;
  }
}

// %% question="q2" points=5 seconds=15
class DrawingDataset extends Dataset<[image: Tensor, label: number]> {
  readonly rows: Tensor;
  readonly labels: readonly number[];
  readonly transform: ((image: Tensor) => Tensor) | undefined;

  constructor(rows: Tensor, labels: readonly number[], transform?: (image: Tensor) => Tensor) {
    super();
    this.rows = rows;
    this.labels = labels;
    this.transform = transform;
  }

  get length(): number {
    // BEGIN SOLUTION
    // The number of drawings. Common mistake: rows.numel(), the number of pixels.
    return this.labels.length;
    // END SOLUTION
  }

  get(index: number): [image: Tensor, label: number] {
    // BEGIN SOLUTION
    // Without this check an index of -1 would silently give the last drawing.
    if (!(index >= 0 && index < this.length)) throw new RangeError(`expected 0 to ${this.length - 1}, got ${index}`);
    // Layers want [C, H, W]. Common mistake: [28, 28], which a batch makes [N, 28, 28], and no convolution takes.
    const image = this.rows.at(index).reshape([1, 28, 28]); // [784] -> [1, 28, 28]
    // Here and not in the constructor: there, each drawing would be changed once and then be the same for ever.
    return [this.transform ? this.transform(image) : image, this.labels[index]!];
    // END SOLUTION
  }
}

// %% question="q2"
function leaks(train: Tensor, test: Tensor): number[] {
  // BEGIN SOLUTION
  const keyOf = (rows: Tensor, n: number): string => rows.at(n).data.join(); // all pixels of a row, as text
  // A set is asked in no time. Comparing all pairs would be N · M comparisons. Common mistake: comparing mean values.
  const known = new Set(Array.from({ length: train.shape[0]! }, (_, n) => keyOf(train, n)));
  return Array.from({ length: test.shape[0]! }, (_, n) => n).filter((n) => known.has(keyOf(test, n)));
  // END SOLUTION
}

// %% check="q2"

// %% [markdown]
// ## Question 3: thin strokes (5 points)
//
// All three work on float images `[1, H, W]` from 0 to 1.
//
// - `coverage(image)`: the share of pixels **above** 0.1, from 0 to 1.
// - `shrink(image, factor)`: makes the image `factor` times smaller; each new pixel is the **mean** of the
//   `factor` × `factor` pixels that shrink into it. Height and width are multiples of the factor.
// - `blurFor(factor, kernel, sigma)`: somebody blurs with a kernel of `kernel` pixels and a width of `sigma`, and then enlarges
//   `factor` times. You want to enlarge first. Return the `{ kernel, sigma }` that you need: both grow with the image,
//   and a kernel must be odd, so take the next odd number where `kernel · factor` is even.

// %%
/** How far the two orders are apart, with the blur that you propose: mean absolute difference. */
function orderGap(image: Tensor, factor: number, kernel: number, sigma: number): number {
  const side = image.shape[1]! * factor;
  const enlarge = (x: Tensor) => transforms.functional.resize(x, [side, side]); // [1, H, W] -> [1, side, side]
  const yours = blurFor(factor, kernel, sigma);
  const first = enlarge(transforms.functional.gaussianBlur(image, kernel, { sigma }));
  const second = transforms.functional.gaussianBlur(enlarge(image), yours.kernel, { sigma: yours.sigma });
  return first.sub(second).abs().mean().item();
}

// %% question="q3" points=5 seconds=15
function coverage(image: Tensor): number {
  // BEGIN SOLUTION
  // The share of drawn pixels. Common mistake: the mean of the image, which is how much ink there is, not how spread.
  return image.gt(0.1).float().mean().item();
  // END SOLUTION
}

function shrink(image: Tensor, factor: number): Tensor {
  // BEGIN SOLUTION
  const [channels, height, width] = image.shape as [number, number, number];
  // Blocks become dimensions of their own. Common mistake: every factor-th pixel; a stroke between two of them is gone.
  const blocks = image.reshape([channels, height / factor, factor, width / factor, factor]); // [1, H/f, f, W/f, f]
  return blocks.mean([2, 4]); // [1, H/f, W/f]
  // END SOLUTION
}

function blurFor(factor: number, kernel: number, sigma: number): { kernel: number; sigma: number } {
  // BEGIN SOLUTION
  const grown = kernel * factor;
  // A kernel has a middle, so it is odd. Common mistake: a large kernel with the old sigma, whose outer weights are all 0.
  return { kernel: grown % 2 === 0 ? grown + 1 : grown, sigma: sigma * factor };
  // END SOLUTION
}

// %% check="q3"

// %% [markdown] solution=true
// **For mentors.** Ask: the same blur after enlarging does almost nothing. Why is that no bug of the blur? What does "the
// same" mean, when the unit is a pixel? And what would you do before shrinking, rather than after?

// %% [markdown]
// ## Question 4: chance and order (5 points)
//
// - `randomCrop(image, size, random)`: cuts a `size` × `size` window out of `[C, H, W]`. Every position **at which the window lies
//   wholly inside** is equally likely; take the top first, then the left, from `random()`, a number in [0, 1).
// - `randomFlip(image, p, random)`: mirrors left and right with probability `p`, asking `random()` once.
// - `inOrder(first, second)`: two affine warps, each a matrix of 2 × 3, `[[a, b, c], [d, e, f]]`, that moves a point $(x, y)$ to
//   $(a x + b y + c,\; d x + e y + f)$. Return the one matrix that does `first` and **then** `second`.

// %%
/** For the tests: the top left values of crops of an image that counts its pixels, with given random numbers. */
function cropsOf(height: number, width: number, size: number, draws: number[]): { corner: number; shape: number[] }[] {
  const image = tensor(Float32Array.from({ length: height * width }, (_, i) => i)).reshape([1, height, width]);
  const crops: { corner: number; shape: number[] }[] = [];
  for (let i = 0; i + 1 < draws.length; ) {
    const crop = randomCrop(image, size, () => draws[i++] ?? 0);
    crops.push({ corner: crop.at(0, 0, 0).item(), shape: [...crop.shape] });
  }
  return crops;
}

/** For the tests: which of many images are mirrored, with given random numbers. */
function flipsOf(p: number, draws: number[]): boolean[] {
  const image = tensor([
    [
      [1, 2],
      [3, 4],
    ],
  ]); // [1, 2, 2]
  return draws.map((draw) => `${randomFlip(image, p, () => draw).flatten().data}` === "2,1,4,3");
}

// %% question="q4" points=5 seconds=15
function randomCrop(image: Tensor, size: number, random: () => number): Tensor {
  // BEGIN SOLUTION
  const [, height, width] = image.shape as [number, number, number];
  // + 1: a window as high as the image has one position, not none. Common mistake: the last row and column are never seen.
  const top = Math.floor(random() * (height - size + 1));
  const left = Math.floor(random() * (width - size + 1));
  return image.at(":", `${top}:${top + size}`, `${left}:${left + size}`); // [C, H, W] -> [C, size, size]
  // END SOLUTION
}

function randomFlip(image: Tensor, p: number, random: () => number): Tensor {
  // BEGIN SOLUTION
  // Dimension 2 is the width. Common mistake: dimension 1, which turns cars onto their roofs.
  return random() < p ? image.flip([2]) : image;
  // END SOLUTION
}

function inOrder(first: number[][], second: number[][]): number[][] {
  // BEGIN SOLUTION
  const [[a, b, c], [d, e, f]] = first as [[number, number, number], [number, number, number]];
  // The second warp is applied to what the first one gives: its matrix stands on the left. Common mistake: the other way round.
  return second.map((row) => {
    const [p, q, r] = row as [number, number, number];
    // The first one's shift is turned and scaled as well; only the second one's own shift is added as it is.
    return [p * a + q * d, p * b + q * e, p * c + q * f + r];
  });
  // END SOLUTION
}

// %% check="q4"

// %% [markdown]
// ## Question 5: CutMix (4 points)
//
// A rectangle of a neighbour replaces the same rectangle of an image, and the label is shared out in proportion.
//
// - `boxOf(height, width, lambda, cy, cx)`: the rectangle around row `cy` and column `cx`. Half of its height is
//   `Math.trunc(height · √(1 - lambda) / 2)`, half of its width likewise; `top = cy - half`, `bottom = cy + half`, and so on.
//   Clip all four to the image. `bottom` and `right` are the first row and column that no longer belong to it.
// - `cutMix(images, labels, classes, lambda, cy, cx)`: images `[N, C, H, W]`, class numbers `[N]`. Image $i$ gets the rectangle of
//   image $i - 1$, the first that of the last. Return the mixed images and labels `[N, classes]`: each image's own class has
//   the share of its pixels **that is really left**, its neighbour's class the rest. Do not change `images`.

// %%
interface Box {
  top: number;
  bottom: number;
  left: number;
  right: number;
}

// %% question="q5" points=4 seconds=15
function boxOf(height: number, width: number, lambda: number, cy: number, cx: number): Box {
  // BEGIN SOLUTION
  // The root, because an area has two sides: half of each side would be a quarter of the area.
  const half = 0.5 * Math.sqrt(1 - lambda);
  const [dy, dx] = [Math.trunc(half * height), Math.trunc(half * width)];
  return {
    top: Math.max(cy - dy, 0),
    bottom: Math.min(cy + dy, height),
    left: Math.max(cx - dx, 0),
    right: Math.min(cx + dx, width),
  };
  // END SOLUTION
}

function cutMix(images: Tensor, labels: number[], classes: number, lambda: number, cy: number, cx: number) {
  // BEGIN SOLUTION
  const [, , height, width] = images.shape as [number, number, number, number];
  const { top, bottom, left, right } = boxOf(height, width, lambda, cy, cx);
  // 1 inside the rectangle, 0 outside; broadcast over batch and channels.
  const mask = zeros([1, 1, height, width]);
  mask.at(":", ":", `${top}:${bottom}`, `${left}:${right}`).fill_(1);
  const before = images.roll(1, 0); // [N, C, H, W]: image i - 1 in place i
  const mixed = images.mul(mask.mul(-1).add(1)).add(before.mul(mask)); // a new tensor: images stays
  // From the clipped rectangle. Common mistake: lambda itself, which is wrong whenever the rectangle is cut off at an edge.
  const kept = 1 - ((bottom - top) * (right - left)) / (height * width);
  const own = F.oneHot(tensor(labels, { dtype: "int32" }), classes).float(); // [N, classes]
  const shares = own.mul(kept).add(own.roll(1, 0).mul(1 - kept)); // added: both may be of one class
  return { mixed, shares };
  // END SOLUTION
}

// %% check="q5"

// %% [markdown] solution=true
// **For mentors.** Ask: what does the cross-entropy of such a label look like at its best, and why is it not 0? When does
// CutMix hurt? (Where a class shows only in a small part of the image, and the rectangle covers it.)

// %% [markdown]
// ## Question 6: a policy, and who gains by it (4 points)
//
// - `randAugment(image, operations, settings, random)`: takes `numOps` operations one after the other, each drawn **anew** from
//   `operations` by one `random()`, so that one may come twice. All work at one strength: `magnitude` of `bins` steps, evenly
//   from 0 (step 0) to the operation's `most` (step `bins - 1`).
// - `accuracyByStyle(predictions, labels, styles)`: the accuracy, from 0 to 1, of each style by its name, and `gap`: the largest
//   of them minus the smallest.

// %%
interface Operation {
  name: string;
  /** Its greatest strength. */
  most: number;
  apply(image: Tensor, strength: number): Tensor;
}

// %%
/** For the tests: what a policy does to the number 0, with operations that write down their strength. */
function policyTrace(settings: { numOps: number; magnitude: number; bins: number }, draws: number[]): string[] {
  const trace: string[] = [];
  const operation = (name: string, most: number): Operation => ({
    name,
    most,
    apply(image, strength) {
      trace.push(`${name} ${Math.round(1000 * strength) / 1000}`);
      return image.add(strength);
    },
  });
  let i = 0;
  const operations = [operation("shear", 0.3), operation("rotate", 30), operation("shift", 12)];
  const image = randAugment(zeros([1, 1, 1]), operations, settings, () => draws[i++] ?? 0);
  return [...trace, `sum ${Math.round(1000 * image.item()) / 1000}`];
}

// %% question="q6" points=4 seconds=15
function randAugment(
  image: Tensor,
  operations: readonly Operation[],
  { numOps, magnitude, bins }: { numOps: number; magnitude: number; bins: number },
  random: () => number,
): Tensor {
  // BEGIN SOLUTION
  let result = image;
  for (let i = 0; i < numOps; i++) {
    // With replacement. Common mistake: one draw before the loop, the same operation numOps times.
    const operation = operations[Math.floor(random() * operations.length)]!;
    // bins steps have bins - 1 gaps between them: the last step is the full strength. Common mistake: / bins.
    result = operation.apply(result, (operation.most * magnitude) / (bins - 1));
  }
  return result;
  // END SOLUTION
}

function accuracyByStyle(
  predictions: readonly number[],
  labels: readonly number[],
  styles: readonly string[],
): { accuracy: Record<string, number>; gap: number } {
  // BEGIN SOLUTION
  const groups = Map.groupBy(labels.keys(), (n) => styles[n]!);
  const accuracy: Record<string, number> = {};
  for (const [style, members] of groups) {
    // Divided by the style's own size. Common mistake: by all samples, which makes rare styles look bad.
    accuracy[style] = members.filter((n) => predictions[n] === labels[n]).length / members.length;
  }
  const values = Object.values(accuracy);
  return { accuracy, gap: Math.max(...values) - Math.min(...values) };
  // END SOLUTION
}

// %% check="q6"
