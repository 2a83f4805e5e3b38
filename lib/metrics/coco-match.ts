// Which detections of one image hit which boxes. Source: COCOeval.evaluateImg of pycocotools, in its order of decisions.

/** From and to which area of a box, in square pixels. */
export type AreaRange = readonly [from: number, to: number];

export interface Detections {
  boxes: readonly number[][];
  scores: readonly number[];
  labels: readonly number[];
}

export interface Truth {
  boxes: readonly number[][];
  labels: readonly number[];
  crowd: readonly boolean[];
  areas: readonly number[];
}

export interface ImageResult {
  scores: number[];
  /** By threshold and detection: did it hit a box? */
  hits: boolean[][];
  /** By threshold and detection: does it not count, since it hit what does not count or is of another size? */
  ignored: boolean[][];
  /** How many boxes count. */
  boxes: number;
}

/** Matches the detections of class `label`, the most certain first, with the boxes that overlap them most. */
export function evaluateImage(
  detections: Detections,
  truth: Truth,
  label: number,
  { area, thresholds, most }: { area: AreaRange; thresholds: readonly number[]; most: number },
): ImageResult {
  const outside = (size: number) => size < area[0] || size > area[1];
  const found = indicesOf(detections.labels, label)
    .sort((a, b) => detections.scores[b]! - detections.scores[a]!)
    .slice(0, most);
  // Boxes that do not count come last, so that a detection takes them only when nothing else is left.
  const skipped = (g: number) => truth.crowd[g]! || outside(truth.areas[g]!);
  const wanted = indicesOf(truth.labels, label).sort((a, b) => Number(skipped(a)) - Number(skipped(b)));
  const overlaps = found.map((d) => wanted.map((g) => overlap(detections.boxes[d]!, truth.boxes[g]!, truth.crowd[g]!)));
  const result: ImageResult = {
    scores: found.map((d) => detections.scores[d]!),
    hits: [],
    ignored: [],
    boxes: wanted.filter((g) => !skipped(g)).length,
  };
  for (const threshold of thresholds) {
    const taken = new Set<number>();
    const matches = overlaps.map((row) => {
      const match = bestMatch(row, threshold, taken, wanted, truth, skipped);
      if (match !== null) taken.add(match);
      return match === null ? null : wanted[match]!;
    });
    result.hits.push(matches.map((g) => g !== null && !skipped(g)));
    result.ignored.push(
      matches.map((g, i) => (g === null ? outside(sizeOf(detections.boxes[found[i]!]!)) : skipped(g))),
    );
  }
  return result;
}

function bestMatch(
  row: readonly number[],
  threshold: number,
  taken: ReadonlySet<number>,
  wanted: readonly number[],
  truth: Truth,
  skipped: (g: number) => boolean,
): number | null {
  let best = Math.min(threshold, 1 - 1e-10);
  let match: number | null = null;
  for (const [at, g] of wanted.entries()) {
    if (taken.has(at) && !truth.crowd[g]) continue;
    if (match !== null && !skipped(wanted[match]!) && skipped(g)) break;
    if (row[at]! < best) continue;
    best = row[at]!;
    match = at;
  }
  return match;
}

/** Intersection over union; over the detection's own area where the box is a crowd. */
function overlap(a: readonly number[], b: readonly number[], crowd: boolean): number {
  const side = (low: 0 | 1) => Math.min(a[low + 2]!, b[low + 2]!) - Math.max(a[low]!, b[low]!);
  const [width, height] = [side(0), side(1)];
  if (width <= 0 || height <= 0) return 0;
  const common = width * height;
  return common / (crowd ? sizeOf(a) : sizeOf(a) + sizeOf(b) - common);
}

function sizeOf([x1, y1, x2, y2]: readonly number[]): number {
  return (x2! - x1!) * (y2! - y1!);
}

function indicesOf(labels: readonly number[], label: number): number[] {
  return labels.flatMap((other, i) => (other === label ? [i] : []));
}
