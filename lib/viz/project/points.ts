import type { Tensor } from "../../tensor/index.ts";

/** Rows of numbers: a [N, D] tensor, or N arrays of D numbers. More dimensions are flattened. */
export type Rows = Tensor | readonly ArrayLike<number>[];

/** The rows as one array each. */
export function rowsOf(owner: string, points: Rows): Float64Array[] {
  const rows = "data" in points ? tensorRows(points) : points.map((row) => Float64Array.from(row));
  if (rows.length < 3 || rows.some((row) => row.length !== rows[0]!.length))
    throw new RangeError(
      `${owner}: expected at least 3 points of the same number of features, got ${rows.length} points`,
    );
  if (rows.some((row) => row.some((value) => !Number.isFinite(value))))
    throw new RangeError(`${owner}: expected finite numbers`);
  return rows;
}

function tensorRows(points: Tensor): Float64Array[] {
  const [count = 0] = points.shape;
  const { data } = points;
  const size = count === 0 ? 0 : data.length / count;
  return Array.from({ length: count }, (_, i) => Float64Array.from(data.subarray(i * size, (i + 1) * size)));
}
