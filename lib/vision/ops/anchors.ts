import { cat, type Tensor, tensor } from "../../tensor/index.ts";

/** [height, width] */
export type Size = readonly [number, number];

/** Rounded to the nearest integer, halves to the even one, as PyTorch does. */
function roundEven(value: number): number {
  const rounded = Math.round(value);
  return Math.abs(value % 1) === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}

/**
 * Anchors of several sizes and shapes around every cell of every feature map.
 *
 * `sizes` and `aspectRatios` (height over width) have a list for each map. Source: torchvision's AnchorGenerator.
 *
 * @example
 * const anchors = new AnchorGenerator([[32], [64]], [[0.5, 1, 2], [0.5, 1, 2]]);
 * anchors.forward([64, 64], [[4, 4], [2, 2]]).shape; // [60, 4]
 */
export class AnchorGenerator {
  readonly sizes: readonly (readonly number[])[];
  readonly aspectRatios: readonly (readonly number[])[];

  constructor(sizes: readonly (readonly number[])[], aspectRatios: readonly (readonly number[])[]) {
    if (sizes.length !== aspectRatios.length)
      throw new RangeError(
        `AnchorGenerator: expected a list of sizes and one of aspect ratios for each feature map, got ${sizes.length} and ${aspectRatios.length}`,
      );
    this.sizes = sizes;
    this.aspectRatios = aspectRatios;
  }

  /** How many anchors each cell of each map has. */
  numAnchorsPerLocation(): number[] {
    return this.sizes.map((sizes, i) => sizes.length * this.aspectRatios[i]!.length);
  }

  /** All anchors [A, 4] of an image, map by map, row by row, cell by cell. */
  forward(imageSize: Size, grids: readonly Size[]): Tensor {
    if (grids.length !== this.sizes.length)
      throw new RangeError(
        `AnchorGenerator: expected ${this.sizes.length} feature maps, as many as lists of sizes, got ${grids.length}`,
      );
    return cat(
      grids.map((grid, level) => this.#level(imageSize, grid, level)),
      0,
    );
  }

  #level(imageSize: Size, [rows, columns]: Size, level: number): Tensor {
    const cell = this.#cell(level);
    const [stepY, stepX] = [Math.floor(imageSize[0] / rows), Math.floor(imageSize[1] / columns)];
    const values = new Float32Array(rows * columns * cell.length * 4);
    let at = 0;
    for (let i = 0; i < rows; i++)
      for (let j = 0; j < columns; j++)
        for (const [x, y] of cell) {
          values.set([j * stepX - x, i * stepY - y, j * stepX + x, i * stepY + y], at);
          at += 4;
        }
    return tensor(values).reshape([-1, 4]);
  }

  /** Half widths and heights. */
  #cell(level: number): [number, number][] {
    return this.aspectRatios[level]!.flatMap((ratio) => {
      const h = Math.fround(Math.sqrt(Math.fround(ratio)));
      return this.sizes[level]!.map((size): [number, number] => [
        roundEven(Math.fround(Math.fround(Math.fround(1 / h) * size) / 2)),
        roundEven(Math.fround(Math.fround(h * size) / 2)),
      ]);
    });
  }
}

export interface DefaultBoxOptions {
  /** Scale of the first map's boxes, as a share of the image (0.15). */
  minRatio?: number;
  /** Scale of the last map's (0.9). */
  maxRatio?: number;
  /** All scales, one more than there are maps; computed from the ratios unless given. */
  scales?: readonly number[];
  /** Pixels from cell to cell of each map; computed from the map's size unless given. */
  steps?: readonly number[];
  /** Keep widths and heights within the image (true). */
  clip?: boolean;
}

/**
 * SSD's default boxes: two squares and a pair for each aspect ratio around every cell.
 *
 * Source: Liu et al., "SSD: Single Shot MultiBox Detector", ECCV 2016; torchvision's DefaultBoxGenerator.
 *
 * @example
 * new DefaultBoxGenerator([[2], [2, 3]]).forward([64, 64], [[4, 4], [2, 2]]).shape; // [88, 4]
 */
export class DefaultBoxGenerator {
  readonly aspectRatios: readonly (readonly number[])[];
  readonly scales: readonly number[];
  readonly steps: readonly number[] | null;
  readonly clip: boolean;

  constructor(aspectRatios: readonly (readonly number[])[], options: DefaultBoxOptions = {}) {
    const { minRatio = 0.15, maxRatio = 0.9, steps = null, clip = true } = options;
    const last = aspectRatios.length - 1;
    const between = aspectRatios.map((_, k) => minRatio + ((maxRatio - minRatio) * k) / last);
    this.aspectRatios = aspectRatios;
    this.scales = options.scales ?? (last > 0 ? [...between, 1] : [minRatio, maxRatio]);
    this.steps = steps;
    this.clip = clip;
  }

  /** How many boxes each cell of each map has. */
  numAnchorsPerLocation(): number[] {
    return this.aspectRatios.map((ratios) => 2 + 2 * ratios.length);
  }

  /** All boxes [A, 4] of an image in pixels, map by map, row by row, cell by cell. */
  forward(imageSize: Size, grids: readonly Size[]): Tensor {
    const values = grids.flatMap(([rows, columns], k) => {
      const step = this.steps?.[k];
      const [down, across] = step === undefined ? [rows, columns] : [imageSize[0] / step, imageSize[1] / step];
      const pairs = this.#pairs(k);
      const boxes: number[] = [];
      for (let i = 0; i < rows; i++)
        for (let j = 0; j < columns; j++)
          for (const [w, h] of pairs) {
            const [x, y] = [(j + 0.5) / across, (i + 0.5) / down];
            const [width, height] = [imageSize[1], imageSize[0]];
            boxes.push((x - w / 2) * width, (y - h / 2) * height, (x + w / 2) * width, (y + h / 2) * height);
          }
      return boxes;
    });
    return tensor(Float32Array.from(values)).reshape([-1, 4]);
  }

  /** Widths and heights as shares of the image. */
  #pairs(k: number): [number, number][] {
    const [scale, next] = [this.scales[k]!, this.scales[k + 1]!];
    const between = Math.sqrt(scale * next);
    const pairs: [number, number][] = [
      [scale, scale],
      [between, between],
      ...this.aspectRatios[k]!.flatMap((ratio): [number, number][] => {
        const [long, short] = [scale * Math.sqrt(ratio), scale / Math.sqrt(ratio)];
        return [
          [long, short],
          [short, long],
        ];
      }),
    ];
    const within = (side: number) => (this.clip ? Math.min(Math.max(side, 0), 1) : side);
    return pairs.map(([w, h]) => [within(w), within(h)]);
  }
}
