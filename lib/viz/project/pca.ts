import { type Rows, rowsOf } from "./points.ts";

export interface Pca {
  /** [N][components]: the points in the new axes. */
  points: number[][];
  /** Share of the variance along each axis. */
  explained: number[];
}

/**
 * Principal component analysis: the axes along which the points differ most.
 *
 * @example
 * pca([[0, 0], [1, 1], [2, 2.1]], 1).explained[0] > 0.99; // true
 */
export function pca(points: Rows, components = 2): Pca {
  const rows = centred(rowsOf("pca", points));
  const size = rows[0]!.length;
  if (!Number.isInteger(components) || components < 1 || components > size)
    throw new RangeError(`pca: expected 1 to ${size} components, got ${components}`);
  const total = rows.reduce((sum, row) => sum + dot(row, row), 0);
  let axes: Float64Array[] = Array.from({ length: components }, (_, k) =>
    Float64Array.from({ length: size }, (_, i) => Math.cos(i * (k + 1) + k)),
  );
  axes = orthonormal(axes);
  // Subspace iteration: multiplication by the covariance turns any axes towards the longest.
  for (let round = 0; round < 300; round++) {
    const next = orthonormal(axes.map((axis) => covarianceTimes(rows, axis)));
    const change = next.reduce((most, axis, k) => Math.max(most, 1 - Math.abs(dot(axis, axes[k]!))), 0);
    axes = next;
    if (change < 1e-13) break;
  }
  // A sign of its own for each axis: its largest entry is positive.
  axes = axes.map((axis) =>
    axis.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0) < 0 ? axis.map((v) => -v) : axis,
  );
  const projected = rows.map((row) => axes.map((axis) => dot(row, axis)));
  const explained = axes.map((_, k) => (total === 0 ? 0 : projected.reduce((sum, p) => sum + p[k]! ** 2, 0) / total));
  return { points: projected, explained };
}

function centred(rows: Float64Array[]): Float64Array[] {
  const mean = new Float64Array(rows[0]!.length);
  for (const row of rows) for (let i = 0; i < mean.length; i++) mean[i]! += row[i]! / rows.length;
  return rows.map((row) => row.map((value, i) => value - mean[i]!));
}

function covarianceTimes(rows: readonly Float64Array[], axis: Float64Array): Float64Array {
  const out = new Float64Array(axis.length);
  for (const row of rows) {
    const along = dot(row, axis);
    for (let i = 0; i < out.length; i++) out[i]! += along * row[i]!;
  }
  return out;
}

/** Gram and Schmidt; an axis that vanishes stays 0. */
function orthonormal(axes: readonly Float64Array[]): Float64Array[] {
  const done: Float64Array[] = [];
  for (const axis of axes) {
    const rest = axis.slice();
    for (const other of done) {
      const along = dot(rest, other);
      for (let i = 0; i < rest.length; i++) rest[i]! -= along * other[i]!;
    }
    const length = Math.sqrt(dot(rest, rest));
    done.push(length > 1e-12 * Math.sqrt(dot(axis, axis)) ? rest.map((value) => value / length) : rest.fill(0));
  }
  return done;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
