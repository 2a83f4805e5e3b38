// Small dense linear algebra on the host, in double precision: matrices are row-major, n x n.

export interface LU {
  /** L below the diagonal (ones on it), U on and above it. */
  lu: Float64Array;
  /** Row i of the factors was row `rows[i]` of the matrix. */
  rows: Int32Array;
  /** 1 or -1, by the number of rows swapped. */
  sign: number;
  /** Whether a pivot is 0. */
  singular: boolean;
}

/** LU decomposition with partial pivoting. */
export function decompose(matrix: ArrayLike<number>, n: number): LU {
  const lu = Float64Array.from(matrix);
  const rows = Int32Array.from({ length: n }, (_, i) => i);
  let sign = 1;
  let singular = false;
  for (let k = 0; k < n; k++) {
    let pivot = k;
    for (let i = k + 1; i < n; i++) if (Math.abs(lu[i * n + k]!) > Math.abs(lu[pivot * n + k]!)) pivot = i;
    if (lu[pivot * n + k] === 0) {
      singular = true;
      continue;
    }
    if (pivot !== k) {
      swapRows(lu, n, pivot, k);
      [rows[pivot], rows[k]] = [rows[k]!, rows[pivot]!];
      sign = -sign;
    }
    for (let i = k + 1; i < n; i++) {
      const factor = lu[i * n + k]! / lu[k * n + k]!;
      lu[i * n + k] = factor;
      for (let j = k + 1; j < n; j++) lu[i * n + j]! -= factor * lu[k * n + j]!;
    }
  }
  return { lu, rows, sign, singular };
}

function swapRows(lu: Float64Array, n: number, a: number, b: number): void {
  for (let j = 0; j < n; j++) [lu[a * n + j], lu[b * n + j]] = [lu[b * n + j]!, lu[a * n + j]!];
}

/** Solves A X = B for B of `columns` columns. */
export function solveLU({ lu, rows }: LU, n: number, b: ArrayLike<number>, columns: number): Float64Array {
  const x = new Float64Array(n * columns);
  for (let c = 0; c < columns; c++) {
    for (let i = 0; i < n; i++) {
      let sum = b[rows[i]! * columns + c]!;
      for (let j = 0; j < i; j++) sum -= lu[i * n + j]! * x[j * columns + c]!;
      x[i * columns + c] = sum;
    }
    for (let i = n - 1; i >= 0; i--) {
      let sum = x[i * columns + c]!;
      for (let j = i + 1; j < n; j++) sum -= lu[i * n + j]! * x[j * columns + c]!;
      x[i * columns + c] = sum / lu[i * n + i]!;
    }
  }
  return x;
}

/** The lower triangular L with L Lt = A; null if A is not positive definite. */
export function choleskyOf(matrix: ArrayLike<number>, n: number): Float64Array | null {
  const out = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * n + j]!;
      for (let k = 0; k < j; k++) sum -= out[i * n + k]! * out[j * n + k]!;
      if (i !== j) out[i * n + j] = sum / out[j * n + j]!;
      else if (sum > 0) out[i * n + i] = Math.sqrt(sum);
      else return null;
    }
  }
  return out;
}
