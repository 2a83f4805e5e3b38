// QR decomposition on the host, in double precision: matrices are row-major.

export interface Reflections {
  /** R on and above the diagonal, below it what is reflected. */
  factors: Float64Array;
  /** LAPACK's tau: the strength of each reflection. */
  strengths: Float64Array;
}

/** Householder's reflections with LAPACK's signs: R's diagonal is not always positive. */
export function reflect(matrix: ArrayLike<number>, rows: number, columns: number): Reflections {
  const a = Float64Array.from(matrix);
  const strengths = new Float64Array(Math.min(rows, columns));
  for (let k = 0; k < strengths.length; k++) {
    let rest = 0;
    for (let i = k + 1; i < rows; i++) rest += a[i * columns + k]! ** 2;
    if (rest === 0) continue;
    const head = a[k * columns + k]!;
    const diagonal = head > 0 ? -Math.sqrt(head * head + rest) : Math.sqrt(head * head + rest);
    strengths[k] = (diagonal - head) / diagonal;
    for (let i = k + 1; i < rows; i++) a[i * columns + k]! /= head - diagonal;
    a[k * columns + k] = diagonal;
    for (let j = k + 1; j < columns; j++) apply(a, columns, k, strengths[k]!, a, columns, j, rows);
  }
  return { factors: a, strengths };
}

/** The first `width` columns of Q, [rows, width]. */
export function orthogonal({ factors, strengths }: Reflections, rows: number, columns: number, width: number) {
  const q = new Float64Array(rows * width);
  for (let i = 0; i < Math.min(rows, width); i++) q[i * width + i] = 1;
  for (let k = strengths.length - 1; k >= 0; k--) {
    if (strengths[k] === 0) continue;
    for (let j = k; j < width; j++) apply(factors, columns, k, strengths[k]!, q, width, j, rows);
  }
  return q;
}

/** The first `height` rows of R, [height, columns]. */
export function triangular({ factors }: Reflections, columns: number, height: number): Float64Array {
  const r = factors.slice(0, height * columns);
  for (let i = 0; i < height; i++) for (let j = 0; j < Math.min(i, columns); j++) r[i * columns + j] = 0;
  return r;
}

/** Reflects column `j` of `target` by reflection `k`. */
function apply(
  factors: Float64Array,
  columns: number,
  k: number,
  strength: number,
  target: Float64Array,
  width: number,
  j: number,
  rows: number,
): void {
  let sum = target[k * width + j]!;
  for (let i = k + 1; i < rows; i++) sum += factors[i * columns + k]! * target[i * width + j]!;
  sum *= strength;
  target[k * width + j]! -= sum;
  for (let i = k + 1; i < rows; i++) target[i * width + j]! -= sum * factors[i * columns + k]!;
}
