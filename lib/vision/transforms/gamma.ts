import type { Generator } from "../../random/index.ts";

/**
 * One number of the gamma distribution, drawn as PyTorch draws it.
 *
 * Marsaglia and Tsang 2000, "A simple method for generating gamma variables".
 */
function gamma(alpha: number, generator: Generator): number {
  const boosted = alpha < 1;
  const scale = boosted ? (1 - generator.randomDouble()) ** (1 / alpha) : 1;
  const d = (boosted ? alpha + 1 : alpha) - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    let x: number;
    let y: number;
    do {
      x = generator.randomNormal();
      y = 1 + c * x;
    } while (y <= 0);
    const v = y ** 3;
    const u = 1 - generator.randomDouble();
    if (u < 1 - 0.0331 * x ** 4) return scale * d * v;
    if (Math.log(u) < 0.5 * x * x + d * (1 - v + Math.log(v))) return scale * d * v;
  }
}

/** Shares that sum to 1, as float32; the first of two is a draw of Beta(a, b). */
export function dirichlet(alphas: readonly number[], generator: Generator): number[] {
  const draws = alphas.map((alpha) => Math.max(gamma(Math.fround(alpha), generator), Number.MIN_VALUE));
  const sum = draws.reduce((a, b) => a + b, 0);
  return draws.map((draw) => Math.fround(draw / sum));
}
