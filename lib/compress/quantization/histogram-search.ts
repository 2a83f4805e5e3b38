// Where to cut a histogram's range: PyTorch's `_non_linear_param_search`, after caffe2's norm minimization.
// Everything is rounded to float32 where PyTorch's tensors are, so that the same bins come out.
const f = Math.fround;

/** Cuts ever more of the ends, by 1e-5 of all values a step, as long as the squared error of quantization falls. */
export function searchRange(
  histogram: ArrayLike<number>,
  min: number,
  max: number,
  levels: number,
): [min: number, max: number] {
  const bins = histogram.length;
  const step = 1e-5;
  const sums = cumulative(histogram);
  const total = sums.at(-1)!;
  let [alpha, beta, start, end, least] = [0, 1, 0, bins - 1, Infinity];
  while (alpha < beta) {
    const [nextAlpha, nextBeta] = [alpha + step, beta - step];
    let [left, right] = [start, end];
    while (left < end && sums[left]! < f(nextAlpha * total)) left++;
    while (right > start && sums[right]! > f(nextBeta * total)) right--;
    let [nextStart, nextEnd] = [start, end];
    if (left - start > end - right) [nextStart, alpha] = [left, nextAlpha];
    else [nextEnd, beta] = [right, nextBeta];
    if (nextStart === start && nextEnd === end) continue;
    const error = quantizationError(histogram, (max - min) / bins, nextStart, nextEnd, levels);
    if (error > least) break;
    [least, start, end] = [error, nextStart, nextEnd];
  }
  const width = f(f(max - min) / bins);
  return [f(min + f(width * start)), f(min + f(width * (end + 1)))];
}

function cumulative(histogram: ArrayLike<number>): number[] {
  let sum = 0;
  return Array.from(histogram, (value) => {
    sum += value;
    return f(sum);
  });
}

/** The squared error if the bins from `start` to `end` share `levels` levels, values spread evenly within a bin. */
function quantizationError(
  histogram: ArrayLike<number>,
  width: number,
  start: number,
  end: number,
  levels: number,
): number {
  const level = (width * (end - start + 1)) / levels;
  if (level === 0) return 0;
  const half = f(level / 2);
  const [w, d] = [f(width), f(level)];
  let sum = 0;
  for (let i = 0; i < histogram.length; i++) {
    const density = f(histogram[i]! / w);
    const from = f((i - start) * w);
    const to = f(from + w);
    const first = clamp(floorDivide(from, d), levels);
    const last = clamp(floorDivide(to, d), levels);
    const firstCentre = f(f(first + 0.5) * d);
    const lastCentre = f(f(last * d) + half);
    let norm = f(0 + l2(f(from - firstCentre), half, density));
    norm = f(norm + f(f(f(last - first) - 1) * l2(-half, half, density)));
    norm = f(norm + l2(-half, f(to - lastCentre), density));
    sum += norm;
  }
  return f(sum);
}

/** density times the integral of x^2 from `from` to `to` */
function l2(from: number, to: number, density: number): number {
  return f(density * f(f(f(f(to * to) * to) - f(f(from * from) * from)) / 3));
}

function clamp(value: number, levels: number): number {
  return Math.min(Math.max(value, 0), levels - 1);
}

/** `torch.div(a, b, rounding_mode="floor")` of float32, b > 0. */
function floorDivide(a: number, b: number): number {
  const rest = f(a % b);
  let quotient = f(f(a - rest) / b);
  if (rest < 0) quotient = f(quotient - 1);
  const floor = Math.floor(quotient);
  return f(quotient - floor) > 0.5 ? floor + 1 : floor;
}
