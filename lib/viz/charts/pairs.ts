/** `counts[t][p]`: samples of class t that were predicted as p. */
export function countPairs(
  owner: string,
  targets: ArrayLike<number>,
  predictions: ArrayLike<number>,
  classes: readonly string[] | undefined,
): number[][] {
  if (targets.length !== predictions.length || targets.length === 0)
    throw new RangeError(
      `${owner}: expected as many predictions as targets and at least one, ` +
        `got ${targets.length} targets and ${predictions.length} predictions`,
    );
  const all = [...Array.from(targets), ...Array.from(predictions)];
  const size = classes?.length ?? all.reduce((max, value) => Math.max(max, value), 0) + 1;
  const odd = all.find((value) => !Number.isInteger(value) || value < 0 || value >= size);
  if (odd !== undefined) throw new RangeError(`${owner}: expected class numbers from 0 to ${size - 1}, got ${odd}`);
  const counts = Array.from({ length: size }, () => new Array<number>(size).fill(0));
  for (let i = 0; i < targets.length; i++) counts[targets[i]!]![predictions[i]!]!++;
  return counts;
}
