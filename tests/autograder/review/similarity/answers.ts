/** Answers to one question (mean, deviation and normalising of numbers), each written without a look at the others. */
export const stub = `function normalize(values: number[]): number[] {
  // your code here
}`;

export const answers = [
  `function mean(values: number[]): number {
  let total = 0;
  for (const value of values) total += value;
  return total / values.length;
}
function deviation(values: number[]): number {
  const middle = mean(values);
  let total = 0;
  for (const value of values) total += (value - middle) ** 2;
  return Math.sqrt(total / values.length);
}
function normalize(values: number[]): number[] {
  const middle = mean(values);
  const spread = deviation(values);
  return values.map((value) => (value - middle) / spread);
}`,
  `function normalize(values: number[]): number[] {
  const n = values.length;
  const mu = values.reduce((a, b) => a + b, 0) / n;
  const sq = values.map((v) => v - mu).map((d) => d * d);
  const sigma = Math.sqrt(sq.reduce((a, b) => a + b, 0) / n);
  const out: number[] = [];
  for (let i = 0; i < n; i++) out.push((values[i] - mu) / sigma);
  return out;
}`,
  `class Statistics {
  sum = 0;
  squares = 0;
  count = 0;
  add(x: number) {
    this.sum += x;
    this.squares += x * x;
    this.count++;
  }
  get mean() { return this.sum / this.count; }
  get std() { return Math.sqrt(this.squares / this.count - this.mean * this.mean); }
}
function normalize(values: number[]): number[] {
  const stats = new Statistics();
  values.forEach((x) => stats.add(x));
  return values.map((x) => (x - stats.mean) / stats.std);
}`,
  `function normalize(values: number[]): number[] {
  if (values.length === 0) {
    return [];
  }
  let m = 0;
  let s = 0;
  let k = 0;
  while (k < values.length) {
    const x = values[k];
    k = k + 1;
    const delta = x - m;
    m = m + delta / k;
    s = s + delta * (x - m);
  }
  const std = Math.pow(s / k, 0.5);
  const result = new Array(values.length);
  for (const index in values) result[index] = (values[index] - m) / std;
  return result;
}`,
  `const sum = (xs: number[]): number => (xs.length === 0 ? 0 : xs[0] + sum(xs.slice(1)));
const average = (xs: number[]) => sum(xs) / xs.length;
const shift = (by: number) => (x: number) => x - by;
const scale = (by: number) => (x: number) => x / by;
const normalize = (xs: number[]): number[] => {
  const centred = xs.map(shift(average(xs)));
  const power = average(centred.map((x) => x ** 2));
  return centred.map(scale(Math.sqrt(power)));
};`,
  `function normalize(values: number[]): number[] {
  const typed = Float64Array.from(values);
  let mean = 0.0, variance = 0.0;
  for (let i = 0; i !== typed.length; ++i) {
    mean += typed[i] / typed.length;
  }
  for (let i = 0; i !== typed.length; ++i) {
    variance += Math.pow(typed[i] - mean, 2) / typed.length;
  }
  const inverse = 1 / Math.sqrt(variance);
  for (let i = 0; i !== typed.length; ++i) {
    typed[i] = inverse * (typed[i] - mean);
  }
  return Array.from(typed);
}`,
  `function normalize(values: number[]): number[] {
  function moments(list: number[]): { first: number; second: number } {
    return list.reduce(
      (sofar, each, index) => ({
        first: (sofar.first * index + each) / (index + 1),
        second: (sofar.second * index + each * each) / (index + 1),
      }),
      { first: 0, second: 0 },
    );
  }
  const { first, second } = moments(values);
  const width = Math.sqrt(second - first * first) || 1;
  return values.map((each) => {
    const centred = each - first;
    return centred / width;
  });
}`,
  `function total(list: number[], f: (x: number) => number): number {
  let answer = 0;
  list.forEach((item) => { answer = answer + f(item); });
  return answer;
}
function normalize(values: number[]): number[] {
  const size = total(values, () => 1);
  const centre = total(values, (x) => x) / size;
  const distance = Math.sqrt(total(values, (x) => Math.abs(x - centre) ** 2) / size);
  const normalized = [];
  do {
    normalized.push((values[normalized.length] - centre) / distance);
  } while (normalized.length < values.length);
  return normalized;
}`,
  `function* differences(values: number[], from: number) {
  for (const value of values) yield value - from;
}
function normalize(values: number[]): number[] {
  let from = 0;
  values.forEach((value, at) => {
    from += (value - from) / (at + 1);
  });
  const all = [...differences(values, from)];
  const length = Math.hypot(...all);
  return all.map((each) => (each * Math.sqrt(all.length)) / length);
}`,
  `function normalize(values: number[]): number[] {
  const sorted = [...values].sort((x, y) => x - y);
  if (sorted[0] === sorted[sorted.length - 1]) return values.map(() => 0);
  const average = sorted.reduce((left, right) => left + right) / sorted.length;
  let squared = 0;
  for (let position = 0; position < sorted.length; position += 1) {
    const difference = sorted[position] - average;
    squared += difference * difference;
  }
  const root = (squared / sorted.length) ** 0.5;
  return values.map((v) => v - average).map((v) => v / root);
}`,
  `function normalize(values: number[]): number[] {
  const x = tensor(values);
  const centred = x.sub(x.mean());
  const variance = centred.mul(centred).mean();
  return centred.div(variance.sqrt()).toArray() as number[];
}`,
  `function normalize(values: number[]): number[] {
  try {
    const pairs = values.map((value) => [value, value * value] as const);
    const [one, two] = pairs.reduce(([a, b], [c, d]) => [a + c, b + d], [0, 0] as readonly [number, number]);
    const e1 = one / pairs.length;
    const e2 = two / pairs.length;
    return pairs.map(([value]) => (value - e1) / Math.sqrt(e2 - e1 ** 2));
  } catch (problem) {
    console.error(problem);
    throw problem;
  }
}`,
];
