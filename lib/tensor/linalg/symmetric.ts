// Eigenvalues and eigenvectors of symmetric matrices on the host, in double precision.
// Source: the procedures tred2 and tql2 of Bowdler, Martin, Reinsch and Wilkinson, Handbook for Automatic Computation II.

export interface Eigen {
  /** In ascending order. */
  values: Float64Array;
  /** Row-major [n, n]; column i belongs to value i. */
  vectors: Float64Array;
}

/** Of the symmetric matrix whose lower triangle is given. */
export function eigenOf(matrix: ArrayLike<number>, n: number): Eigen {
  // Row i of `v` is eigenvector i while they are computed: rows lie together in memory.
  const v = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) v[i * n + j] = v[j * n + i] = matrix[i * n + j]!;
  const [diagonal, beside] = tridiagonalize(v, n);
  iterate(v, n, diagonal, beside);
  const order = Array.from(diagonal.keys()).sort((a, b) => diagonal[a]! - diagonal[b]!);
  const vectors = new Float64Array(n * n);
  for (const [column, i] of order.entries())
    for (let row = 0; row < n; row++) vectors[row * n + column] = v[i * n + row]!;
  return { values: Float64Array.from(order, (i) => diagonal[i]!), vectors };
}

/** Householder's reduction; `v` becomes the transposed transformation. */
function tridiagonalize(v: Float64Array, n: number): [diagonal: Float64Array, beside: Float64Array] {
  const d = v.slice((n - 1) * n);
  const e = new Float64Array(n);
  // Only symmetric matrices come here, so that rows and columns may change places: v[j][i] for row i, column j.
  for (let i = n - 1; i > 0; i--) {
    let scale = 0;
    let h = 0;
    for (let k = 0; k < i; k++) scale += Math.abs(d[k]!);
    if (scale === 0) {
      e[i] = d[i - 1]!;
      for (let j = 0; j < i; j++) {
        d[j] = v[j * n + i - 1]!;
        v[j * n + i] = 0;
        v[i * n + j] = 0;
      }
    } else {
      for (let k = 0; k < i; k++) {
        d[k]! /= scale;
        h += d[k]! ** 2;
      }
      const f = d[i - 1]!;
      const g = f > 0 ? -Math.sqrt(h) : Math.sqrt(h);
      e[i] = scale * g;
      h -= f * g;
      d[i - 1] = f - g;
      e.fill(0, 0, i);
      for (let j = 0; j < i; j++) {
        const f = d[j]!;
        v[i * n + j] = f;
        let g = e[j]! + v[j * n + j]! * f;
        for (let k = j + 1; k < i; k++) {
          g += v[j * n + k]! * d[k]!;
          e[k]! += v[j * n + k]! * f;
        }
        e[j] = g;
      }
      let sum = 0;
      for (let j = 0; j < i; j++) {
        e[j]! /= h;
        sum += e[j]! * d[j]!;
      }
      const half = sum / (h + h);
      for (let j = 0; j < i; j++) e[j]! -= half * d[j]!;
      for (let j = 0; j < i; j++) {
        const [f, g] = [d[j]!, e[j]!];
        for (let k = j; k < i; k++) v[j * n + k]! -= f * e[k]! + g * d[k]!;
        d[j] = v[j * n + i - 1]!;
        v[j * n + i] = 0;
      }
    }
    d[i] = h;
  }
  accumulate(v, n, d);
  e[0] = 0;
  return [d, e];
}

/** Multiplies the reflections; `d` becomes the diagonal. */
function accumulate(v: Float64Array, n: number, d: Float64Array): void {
  for (let i = 0; i < n - 1; i++) {
    v[i * n + n - 1] = v[i * n + i]!;
    v[i * n + i] = 1;
    const h = d[i + 1]!;
    if (h !== 0) {
      for (let k = 0; k <= i; k++) d[k] = v[(i + 1) * n + k]! / h;
      for (let j = 0; j <= i; j++) {
        let g = 0;
        for (let k = 0; k <= i; k++) g += v[(i + 1) * n + k]! * v[j * n + k]!;
        for (let k = 0; k <= i; k++) v[j * n + k]! -= g * d[k]!;
      }
    }
    v.fill(0, (i + 1) * n, (i + 1) * n + i + 1);
  }
  for (let j = 0; j < n; j++) {
    d[j] = v[j * n + n - 1]!;
    v[j * n + n - 1] = 0;
  }
  v[n * n - 1] = 1;
}

/** QL iterations with implicit shifts. */
function iterate(v: Float64Array, n: number, d: Float64Array, e: Float64Array): void {
  e.copyWithin(0, 1);
  e[n - 1] = 0;
  let shift = 0;
  let size = 0;
  for (let l = 0; l < n; l++) {
    size = Math.max(size, Math.abs(d[l]!) + Math.abs(e[l]!));
    let m = l;
    while (m < n - 1 && Math.abs(e[m]!) > Number.EPSILON * size) m++;
    if (m > l)
      do {
        shift += sweep(v, n, d, e, l, m);
      } while (Math.abs(e[l]!) > Number.EPSILON * size);
    d[l]! += shift;
    e[l] = 0;
  }
}

/** One iteration on rows l to m; returns by how much the diagonal was shifted. */
function sweep(v: Float64Array, n: number, d: Float64Array, e: Float64Array, l: number, m: number): number {
  const g = d[l]!;
  let p = (d[l + 1]! - g) / (2 * e[l]!);
  const root = p < 0 ? -Math.hypot(p, 1) : Math.hypot(p, 1);
  d[l] = e[l]! / (p + root);
  d[l + 1] = e[l]! * (p + root);
  const after = d[l + 1]!;
  const shift = g - d[l]!;
  for (let i = l + 2; i < n; i++) d[i]! -= shift;
  p = d[m]!;
  let [c, c2, c3] = [1, 1, 1];
  const besideL = e[l + 1]!;
  let [s, s2] = [0, 0];
  for (let i = m - 1; i >= l; i--) {
    c3 = c2;
    c2 = c;
    s2 = s;
    const g = c * e[i]!;
    const h = c * p;
    const r = Math.hypot(p, e[i]!);
    e[i + 1] = s * r;
    s = e[i]! / r;
    c = p / r;
    p = c * d[i]! - s * g;
    d[i + 1] = h + s * (c * g + s * d[i]!);
    rotate(v, n, i, c, s);
  }
  p = (-s * s2 * c3 * besideL * e[l]!) / after;
  e[l] = s * p;
  d[l] = c * p;
  return shift;
}

function rotate(v: Float64Array, n: number, i: number, c: number, s: number): void {
  const [first, second] = [i * n, (i + 1) * n];
  for (let k = 0; k < n; k++) {
    const [a, b] = [v[first + k]!, v[second + k]!];
    v[second + k] = s * a + c * b;
    v[first + k] = c * a - s * b;
  }
}
