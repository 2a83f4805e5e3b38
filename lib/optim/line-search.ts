// The line search of PyTorch's LBFGS: bracketing and zooming with cubic interpolation until the strong Wolfe conditions hold.
// Source: Nocedal and Wright, "Numerical Optimization", 2006, algorithms 3.5 and 3.6 (PyTorch's constants).
import type { Tensor } from "../tensor/index.ts";

const C1 = 1e-4;
const C2 = 0.9;
const SMALLEST = 1e-9;
const MOST = 25;

export interface Point {
  size: number;
  loss: number;
  gradient: Tensor;
  slope: number;
}

interface Start extends Point {
  direction: Tensor;
}

type Evaluate = (size: number) => { loss: number; gradient: Tensor };

export function strongWolfe(evaluate: Evaluate, start: Start): Point & { evaluations: number } {
  const { direction, loss, slope } = start;
  const width = direction.abs().amax().item();
  let evaluations = 0;
  const at = (size: number): Point => {
    evaluations++;
    const found = evaluate(size);
    return { ...found, size, slope: found.gradient.dot(direction).item() };
  };
  const tooHigh = (point: Point) => point.loss > loss + C1 * point.size * slope;
  const flat = (point: Point) => Math.abs(point.slope) <= -C2 * slope;

  let previous: Point = { size: 0, loss, gradient: start.gradient, slope };
  let point = at(start.size);
  let bracket: [Point, Point] | null = null;
  let round = 0;
  for (; round < MOST; round++) {
    if (tooHigh(point) || (round > 1 && point.loss >= previous.loss)) bracket = [previous, point];
    else if (flat(point)) return { ...point, evaluations };
    else if (point.slope >= 0) bracket = [previous, point];
    if (bracket) break;
    const [low, high] = [point.size + 0.01 * (point.size - previous.size), point.size * 10];
    const size = interpolate(previous, point, [low, high]);
    previous = point;
    point = at(size);
  }
  bracket ??= [{ size: 0, loss, gradient: start.gradient, slope }, point];
  return { ...zoom(bracket, at, { round, width, tooHigh, flat }), evaluations };
}

interface Zoom {
  round: number;
  width: number;
  tooHigh(point: Point): boolean;
  flat(point: Point): boolean;
}

function zoom(bracket: [Point, Point], at: (size: number) => Point, { round, width, tooHigh, flat }: Zoom): Point {
  let stuck = false;
  let [low, high] = bracket[0].loss <= bracket[1].loss ? [0, 1] : [1, 0];
  for (let i = round; i < MOST; i++) {
    const sizes = bracket.map(({ size }) => size);
    const [from, to] = [Math.min(...sizes), Math.max(...sizes)];
    if ((to - from) * width < SMALLEST) break;
    let size = interpolate(bracket[0], bracket[1]);
    // Too near to an end twice, or at it: go a tenth of the way in.
    const margin = 0.1 * (to - from);
    if (Math.min(to - size, size - from) < margin) {
      if (stuck || size >= to || size <= from) {
        size = Math.abs(size - to) < Math.abs(size - from) ? to - margin : from + margin;
        stuck = false;
      } else stuck = true;
    } else stuck = false;
    const point = at(size);
    if (tooHigh(point) || point.loss >= bracket[low]!.loss) {
      bracket[high] = point;
      [low, high] = bracket[0].loss <= bracket[1].loss ? [0, 1] : [1, 0];
      continue;
    }
    if (flat(point)) {
      bracket[low] = point;
      break;
    }
    if (point.slope * (bracket[high]!.size - bracket[low]!.size) >= 0) bracket[high] = bracket[low]!;
    bracket[low] = point;
  }
  return bracket[low]!;
}

/** The minimum of the cubic through two points with their slopes, within bounds. */
function interpolate(a: Point, b: Point, bounds?: readonly [number, number]): number {
  const [low, high] = bounds ?? (a.size <= b.size ? [a.size, b.size] : [b.size, a.size]);
  const d1 = a.slope + b.slope - (3 * (a.loss - b.loss)) / (a.size - b.size);
  const square = d1 ** 2 - a.slope * b.slope;
  if (!(square >= 0)) return (low + high) / 2;
  const d2 = Math.sqrt(square);
  const size =
    a.size <= b.size
      ? b.size - (b.size - a.size) * ((b.slope + d2 - d1) / (b.slope - a.slope + 2 * d2))
      : a.size - (a.size - b.size) * ((a.slope + d2 - d1) / (a.slope - b.slope + 2 * d2));
  return Math.min(Math.max(size, low), high);
}
