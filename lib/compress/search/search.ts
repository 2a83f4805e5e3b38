import { integer, oneOf } from "../../nn/options.ts";
import { Generator } from "../../random/index.ts";
import { throwIfInterrupted } from "../../runtime.ts";
import { paretoFront, type Scored } from "./pareto.ts";
import { type Architecture, below, checkSpace, mutate, type SearchSpace, sample, sizeOf } from "./space.ts";

export interface SearchOptions<S extends SearchSpace> {
  space: S;
  /** What an architecture costs before it is trained, say its multiply-accumulates: `countMacs(build(a), [1, 1, 28, 28])`. */
  cost: (architecture: Architecture<S>) => number;
  /** The highest cost that is evaluated. */
  budget: number;
  /** Trains for a short while and returns a score, higher is better. */
  evaluate: (architecture: Architecture<S>) => number | Promise<number>;
  /** How many architectures are evaluated (20). */
  trials?: number;
  /** "random", or "evolution": the best of a few changes in one choice (Real et al. 2019, regularized evolution). */
  method?: "random" | "evolution";
  /** Evolution: how many architectures live at a time (8). */
  population?: number;
  /** Evolution: how many of them compete to be a parent (3). */
  tournament?: number;
  generator?: Generator;
}

/** An architecture that was evaluated. */
export interface Candidate<S extends SearchSpace> extends Scored {
  architecture: Architecture<S>;
}

export interface SearchResult<S extends SearchSpace> {
  /** In the order of evaluation. */
  candidates: Candidate<S>[];
  /** Those that no other beats in both cost and score, cheapest first. */
  front: Candidate<S>[];
  best: Candidate<S>;
  /** How many were looked at and found too expensive. */
  overBudget: number;
}

/**
 * Looks for the architecture with the highest score within a budget; none is evaluated twice, none above the budget.
 *
 * @throws {Error} if no architecture within the budget is found
 * @example
 * const found = await searchArchitecture({
 *   space: { width: [8, 16, 32], depth: [1, 2, 3] },
 *   cost: ({ width, depth }) => width * width * depth,
 *   budget: 600,
 *   evaluate: ({ width, depth }) => Math.log(width) + depth,
 * });
 * found.best.cost <= 600; // true
 */
export async function searchArchitecture<S extends SearchSpace>(options: SearchOptions<S>): Promise<SearchResult<S>> {
  const { space, cost, budget, evaluate, method = "evolution", generator = new Generator().manualSeed(0) } = options;
  const trials = integer("searchArchitecture", "trials", options.trials ?? 20);
  const population = integer("searchArchitecture", "population", options.population ?? 8);
  const tournament = integer("searchArchitecture", "tournament", options.tournament ?? 3);
  oneOf("searchArchitecture", "method", method, ["random", "evolution"]);
  checkSpace(space);
  const seen = new Set<string>();
  const candidates: Candidate<S>[] = [];
  let overBudget = 0;

  const next = (): { architecture: Architecture<S>; cost: number } | null => {
    // A space may be used up, or nearly: give up after many draws in vain.
    for (let draw = 0; draw < 100 + 10 * sizeOf(space) && seen.size < sizeOf(space); draw++) {
      const living = candidates.slice(-population);
      const evolve = method === "evolution" && living.length === population && draw < 100;
      const architecture = evolve ? mutate(space, parent(living), generator) : sample(space, generator);
      const key = JSON.stringify(architecture);
      if (seen.has(key)) continue;
      seen.add(key);
      const price = cost(architecture);
      if (price <= budget) return { architecture, cost: price };
      overBudget++;
    }
    return null;
  };
  const parent = (living: readonly Candidate<S>[]): Architecture<S> => {
    const rivals = Array.from({ length: tournament }, () => living[below(living.length, generator)]!);
    return rivals.reduce((best, rival) => (rival.score > best.score ? rival : best)).architecture;
  };

  while (candidates.length < trials) {
    throwIfInterrupted();
    const found = next();
    if (!found) break;
    candidates.push({ ...found, score: await evaluate(found.architecture) });
  }
  if (candidates.length === 0)
    throw new Error(
      `searchArchitecture: no architecture within the budget of ${budget}; ${overBudget} were more expensive`,
    );
  const best = candidates.reduce((top, candidate) => (candidate.score > top.score ? candidate : top));
  return { candidates, front: paretoFront(candidates), best, overBudget };
}
