import { Generator } from "../../random/index.ts";
import { throwIfInterrupted } from "../../runtime.ts";
import { pca } from "./pca.ts";
import { type Rows, rowsOf } from "./points.ts";

export interface TsneOptions {
  /** About how many neighbours a point has (30, at most a third of the points). */
  perplexity?: number;
  iterations?: number;
  learningRate?: number;
  seed?: number;
}

/** Points beyond which the exact method takes too long. */
const most = 2000;

/**
 * t-SNE: a plane in which neighbours stay neighbours (van der Maaten and Hinton 2008; exact, no trees).
 *
 * Distances between clusters and their sizes mean nothing in it. About 2 s for 500 points; at most 2000.
 *
 * @returns [N][2]
 * @example
 * tsne(Array.from({ length: 20 }, (_, i) => [i % 2, (i % 2) * 5, i / 100]), { iterations: 50 }).length; // 20
 */
export function tsne(points: Rows, options: TsneOptions = {}): number[][] {
  let rows = rowsOf("tsne", points);
  const n = rows.length;
  if (n > most) throw new RangeError(`tsne: expected at most ${most} points, got ${n}; take a sample of them`);
  const { perplexity = 30, iterations = 500, learningRate = 100, seed = 0 } = options;
  if (rows[0]!.length > 30) rows = pca(rows, Math.min(30, n - 1)).points.map((row) => Float64Array.from(row));
  const p = affinities(rows, Math.max(1, Math.min(perplexity, (n - 1) / 3)));
  const y = startOf(rows, new Generator().manualSeed(seed).randn(2 * n));
  const [velocity, gains, gradient] = [
    new Float64Array(2 * n),
    new Float64Array(2 * n).fill(1),
    new Float64Array(2 * n),
  ];
  const q = new Float64Array(n * n);
  for (let step = 0; step < iterations; step++) {
    throwIfInterrupted();
    // Early exaggeration lets clusters find their places.
    slope(p, y, q, gradient, step < iterations / 4 ? 8 : 1);
    const momentum = step < iterations / 4 ? 0.5 : 0.8;
    for (let i = 0; i < y.length; i++) {
      gains[i] = Math.max(
        0.01,
        Math.sign(gradient[i]!) === Math.sign(velocity[i]!) ? gains[i]! * 0.8 : gains[i]! + 0.2,
      );
      velocity[i] = momentum * velocity[i]! - learningRate * gains[i]! * gradient[i]!;
      y[i]! += velocity[i]!;
    }
  }
  return Array.from({ length: n }, (_, i) => [y[2 * i]!, y[2 * i + 1]!]);
}

/** The principal components, made small: clusters begin apart, and keep their order. Noise parts equal points. */
function startOf(rows: readonly Float64Array[], noise: Float32Array): Float64Array {
  const flat = rows[0]!.length < 2 ? rows.map((row) => [row[0]!, 0]) : pca(rows, 2).points;
  const largest = Math.max(...flat.map(([x]) => Math.abs(x!))) || 1;
  return Float64Array.from(noise, (jitter, i) => (0.03 * flat[i >> 1]![i & 1]!) / largest + 1e-4 * jitter);
}

/** Symmetric probabilities that two points are neighbours, each point's width fitted to the perplexity. */
function affinities(rows: readonly Float64Array[], perplexity: number): Float64Array {
  const n = rows.length;
  const p = new Float64Array(n * n);
  const goal = Math.log(perplexity);
  for (let i = 0; i < n; i++) {
    const distances = rows.map((row) => row.reduce((sum, value, k) => sum + (value - rows[i]![k]!) ** 2, 0));
    const nearest = Math.min(...distances.filter((_, j) => j !== i));
    let [low, high, beta] = [0, Infinity, 1 / (nearest || 1)];
    for (let search = 0; search < 60; search++) {
      let [sum, weighted] = [0, 0];
      for (let j = 0; j < n; j++) {
        // Measured from the nearest, so that not all weights vanish.
        const weight = j === i ? 0 : Math.exp(-(distances[j]! - nearest) * beta);
        p[i * n + j] = weight;
        sum += weight;
        weighted += weight * (distances[j]! - nearest);
      }
      const entropy = Math.log(sum) + (beta * weighted) / sum;
      for (let j = 0; j < n; j++) p[i * n + j]! /= sum;
      if (Math.abs(entropy - goal) < 1e-5) break;
      if (entropy > goal) [low, beta] = [beta, high === Infinity ? beta * 2 : (beta + high) / 2];
      else [high, beta] = [beta, (beta + low) / 2];
    }
  }
  for (let i = 0; i < n; i++)
    for (let j = 0; j < i; j++)
      p[i * n + j] = p[j * n + i] = Math.max((p[i * n + j]! + p[j * n + i]!) / (2 * n), 1e-12);
  return p;
}

function slope(p: Float64Array, y: Float64Array, q: Float64Array, gradient: Float64Array, exaggeration: number): void {
  const n = y.length / 2;
  let sum = 0;
  for (let i = 0; i < n; i++)
    for (let j = 0; j < i; j++) {
      const near = 1 / (1 + (y[2 * i]! - y[2 * j]!) ** 2 + (y[2 * i + 1]! - y[2 * j + 1]!) ** 2);
      q[i * n + j] = near;
      sum += 2 * near;
    }
  gradient.fill(0);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < i; j++) {
      const near = q[i * n + j]!;
      const pull = 4 * (exaggeration * p[i * n + j]! - near / sum) * near;
      const [dx, dy] = [pull * (y[2 * i]! - y[2 * j]!), pull * (y[2 * i + 1]! - y[2 * j + 1]!)];
      gradient[2 * i]! += dx;
      gradient[2 * i + 1]! += dy;
      gradient[2 * j]! -= dx;
      gradient[2 * j + 1]! -= dy;
    }
}
