const double = new Float64Array(1);
const low = new Uint32Array(double.buffer);
const whole = new BigInt64Array(double.buffer);

/**
 * a * b + c for float32 numbers, rounded once to float32, as a processor's fused multiply-add does.
 *
 * The product is exact in a double. Rounding the sum to a double and then to float32 goes wrong only where the double
 * falls half-way between two float32; there the rounding error of the sum decides.
 *
 * @example
 * fusedMultiplyAdd(2, 3, 1); // 7
 */
export function fusedMultiplyAdd(a: number, b: number, c: number): number {
  const product = a * b;
  const sum = product + c;
  double[0] = sum;
  if ((low[0]! & 0x1fffffff) !== 0x10000000) return Math.fround(sum);
  const rest = sum - product;
  const error = product - (sum - rest) + (c - rest);
  if (error !== 0) whole[0]! += error > 0 === sum > 0 ? 1n : -1n;
  return Math.fround(double[0]!);
}
