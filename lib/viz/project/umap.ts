import umapJs from "umap-js";
import { Generator } from "../../random/index.ts";
import { throwIfInterrupted } from "../../runtime.ts";
import { type Rows, rowsOf } from "./points.ts";

export interface UmapOptions {
  /** How many neighbours of a point count (15, at most all others): few show fine structure, many the whole. */
  neighbors?: number;
  /** How close together points may lie (0.1). */
  minDist?: number;
  seed?: number;
}

/**
 * UMAP: a plane in which neighbours stay neighbours, by the library umap-js (McInnes, Healy and Melville 2018).
 *
 * Faster than t-SNE for many points. Sizes of clusters and the distances between them mean little.
 *
 * @returns [N][2]
 * @example
 * umap(Array.from({ length: 20 }, (_, i) => [i % 2, (i % 2) * 5, i / 100]), { neighbors: 5 }).length; // 20
 */
export function umap(points: Rows, options: UmapOptions = {}): number[][] {
  const rows = rowsOf("umap", points).map((row) => Array.from(row));
  const { neighbors = 15, minDist = 0.1, seed = 0 } = options;
  if (!Number.isInteger(neighbors) || neighbors < 2)
    throw new RangeError(`umap: expected neighbors >= 2, got ${neighbors}`);
  const generator = new Generator().manualSeed(seed);
  const fitted = new umapJs.UMAP({
    nNeighbors: Math.min(neighbors, rows.length - 1),
    minDist,
    random: () => generator.randomDouble(),
  });
  const epochs = fitted.initializeFit(rows);
  for (let epoch = 0; epoch < epochs; epoch++) {
    throwIfInterrupted();
    fitted.step();
  }
  return fitted.getEmbedding();
}
