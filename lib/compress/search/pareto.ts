/** What a candidate costs and how good it is. */
export interface Scored {
  cost: number;
  score: number;
}

/**
 * The candidates that no other beats in both cost and score, cheapest first.
 *
 * @example
 * paretoFront([{ cost: 1, score: 0.7 }, { cost: 2, score: 0.6 }, { cost: 3, score: 0.9 }]).map(({ cost }) => cost); // [1, 3]
 */
export function paretoFront<C extends Scored>(candidates: readonly C[]): C[] {
  const sorted = candidates.toSorted((a, b) => a.cost - b.cost || b.score - a.score);
  let best = -Infinity;
  return sorted.filter(({ score }) => {
    if (!(score > best)) return false;
    best = score;
    return true;
  });
}
