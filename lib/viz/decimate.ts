/** A point of a line: x, y. */
export type Point = readonly [x: number, y: number];

/**
 * Keeps at most `count` points of a line so that it looks the same: largest triangle three buckets.
 *
 * Sveinn Steinarsson, Downsampling Time Series for Visual Representation, 2013.
 *
 * @example
 * decimate(Array.from({ length: 10_000 }, (_, i) => [i, Math.sin(i)]), 500).length; // 500
 */
export function decimate(points: readonly Point[], count: number): Point[] {
  if (!Number.isInteger(count) || count < 3) throw new RangeError(`decimate: expected a count >= 3, got ${count}`);
  if (points.length <= count) return [...points];
  const width = (points.length - 2) / (count - 2);
  const edge = (bucket: number) => 1 + Math.floor(bucket * width);
  const kept = [points[0]!];
  for (let bucket = 0; bucket < count - 2; bucket++) {
    const next = mean(points, edge(bucket + 1), Math.min(edge(bucket + 2), points.length));
    kept.push(largestTriangle(points, edge(bucket), edge(bucket + 1), kept.at(-1)!, next));
  }
  kept.push(points.at(-1)!);
  return kept;
}

function mean(points: readonly Point[], start: number, end: number): Point {
  let x = 0;
  let y = 0;
  for (let i = start; i < end; i++) {
    x += points[i]![0];
    y += points[i]![1];
  }
  return [x / (end - start), y / (end - start)];
}

function largestTriangle(
  points: readonly Point[],
  start: number,
  end: number,
  [ax, ay]: Point,
  [cx, cy]: Point,
): Point {
  let best = points[start]!;
  let largest = -1;
  for (let i = start; i < end; i++) {
    const [x, y] = points[i]!;
    const area = Math.abs((ax - cx) * (y - ay) - (ax - x) * (cy - ay));
    if (area > largest) [largest, best] = [area, points[i]!];
  }
  return best;
}
