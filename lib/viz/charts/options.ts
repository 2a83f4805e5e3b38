/** What every chart takes. */
export interface ChartOptions {
  title?: string;
  subtitle?: string;
  width?: number;
  height?: number;
}

/** Numbers, in an array or a tensor. */
export type Values = ArrayLike<number> | { readonly data: ArrayLike<number> };

export function toArray(values: Values): number[] {
  return Array.from("data" in values ? values.data : values);
}

/** The q-quantile of sorted values, between neighbours by linear interpolation, as numpy. */
export function quantileOf(sorted: ArrayLike<number>, q: number): number {
  const at = q * (sorted.length - 1);
  const below = Math.floor(at);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below]! + (at - below) * (sorted[above]! - sorted[below]!);
}

export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Sample standard deviation; 0 of a single value. */
export function stdOf(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const mean = meanOf(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}
