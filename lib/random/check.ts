/** The seed as an unsigned 64-bit integer, negative ones wrapped as PyTorch does. */
export function checkSeed(seed: number | bigint): bigint {
  if (typeof seed !== "bigint" && !Number.isSafeInteger(seed))
    throw new RangeError(`manualSeed: expected a whole number (or a bigint beyond 2^53), got ${seed}`);
  const value = BigInt(seed);
  if (value < -(2n ** 63n) || value >= 2n ** 64n)
    throw new RangeError(`manualSeed: expected a seed in [-2^63, 2^64), got ${value}`);
  return BigInt.asUintN(64, value);
}

/** A number of elements. */
export function checkCount(name: string, n: number): number {
  if (!Number.isInteger(n) || n < 0) throw new RangeError(`${name}: expected a count of values >= 0, got ${n}`);
  return n;
}

/** A number in [0, 1]. */
export function checkProbability(name: string, p: number): number {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`${name}: expected a probability in [0, 1], got ${p}`);
  return p;
}
