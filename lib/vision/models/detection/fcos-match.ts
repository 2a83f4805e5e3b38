import type { Tensor } from "../../../tensor/index.ts";

const { fround } = Math;
/** Of two boxes around a cell the smaller one is taken: the largest of this less the area. */
const LARGE = 1e8;

/**
 * For each cell the number of the true box [M, 4] that it is to find, or -1.
 *
 * Cells are boxes [A, 4] as large as their level's stride. A cell finds a box that it lies in, near whose centre it is
 * (`radius` strides), and whose longest side from there is 4 to 8 strides, the least side being open on the first level and
 * the largest on the last. Numbers are rounded as in torchvision's float32.
 */
export function matchCells(cells: Tensor, truths: Tensor, levels: readonly number[], radius: number): Int32Array {
  const [cell, box] = [cells.data, truths.data];
  const count = cells.shape[0]!;
  const matches = new Int32Array(count).fill(-1);
  const [firstEnd, lastStart] = [levels[0]!, count - levels.at(-1)!];
  for (let i = 0; i < count; i++) {
    const [left, top, right, bottom] = cell.subarray(i * 4, i * 4 + 4) as unknown as [number, number, number, number];
    const [x, y, stride] = [fround(fround(left + right) / 2), fround(fround(top + bottom) / 2), fround(right - left)];
    const least = i < firstEnd ? 0 : fround(stride * 4);
    const largest = i >= lastStart ? Number.POSITIVE_INFINITY : fround(stride * 8);
    let best = 0;
    for (let j = 0; j < truths.shape[0]!; j++) {
      const [x1, y1, x2, y2] = box.subarray(j * 4, j * 4 + 4) as unknown as [number, number, number, number];
      const away = Math.max(Math.abs(x - fround(fround(x1 + x2) / 2)), Math.abs(y - fround(fround(y1 + y2) / 2)));
      const sides = [x - x1, y - y1, x2 - x, y2 - y];
      const [nearest, farthest] = [Math.min(...sides), Math.max(...sides)];
      if (!(away < fround(radius * stride) && nearest > 0 && farthest > least && farthest < largest)) continue;
      const worth = fround(LARGE - fround(fround(x2 - x1) * fround(y2 - y1)));
      if (worth > best) [best, matches[i]] = [worth, j];
    }
  }
  return matches;
}
