/** A tensor's sizes. */
export type Shape = readonly number[];

export function sizeOf(shape: Shape): number {
  let size = 1;
  for (let i = 0; i < shape.length; i++) size *= shape[i]!;
  return size;
}

export function sameShape(a: Shape, b: Shape): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Row-major strides. */
export function contiguousStrides(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  let step = 1;
  for (let i = shape.length - 1; i >= 0; i--) {
    strides[i] = step;
    step *= Math.max(shape[i]!, 1);
  }
  return strides;
}

/** The shape both broadcast to; `op` names the caller in the message. */
export function broadcastShapes(a: Shape, b: Shape, op = "broadcastShapes"): number[] {
  const rank = Math.max(a.length, b.length);
  const out = new Array<number>(rank);
  for (let i = 1; i <= rank; i++) {
    const m = i <= a.length ? a[a.length - i]! : 1;
    const n = i <= b.length ? b[b.length - i]! : 1;
    if (m !== n && m !== 1 && n !== 1) {
      throw new RangeError(
        `${op}: the shapes ${show(a)} and ${show(b)} do not broadcast: ${m} and ${n} differ at dimension ${rank - i} ` +
          "and neither is 1. Sizes are compared from the last dimension backwards; reshape or unsqueeze one of them",
      );
    }
    out[rank - i] = m === 1 ? n : m;
  }
  return out;
}

/** Resolves a negative dimension; a 0-dimensional tensor accepts 0 and -1. */
export function normalizeDim(dim: number, rank: number, op: string): number {
  const limit = Math.max(rank, 1);
  if (typeof dim !== "number") throw notADimension(op, dim);
  if (!Number.isInteger(dim) || dim < -limit || dim >= limit) {
    throw new RangeError(`${op}: dimension out of range (expected to be in [${-limit}, ${limit - 1}], got ${dim})`);
  }
  return dim < 0 ? dim + limit : dim;
}

function notADimension(op: string, given: unknown): TypeError {
  return new TypeError(
    `${op}: expected a dimension, such as ${op}(1), got ${JSON.stringify(given)}. Options stand behind the dimension: ` +
      `${op}(1, { keepdim: true })`,
  );
}

/** Resolves a list of dimensions to distinct, ascending ones; none stands for all. */
export function normalizeDims(dims: number | readonly number[] | undefined, rank: number, op: string): number[] {
  if (dims === undefined) return Array.from({ length: rank }, (_, i) => i);
  const list = typeof dims === "number" ? [dims] : dims;
  if (!Array.isArray(list)) throw notADimension(op, dims);
  if (list.length === 0) return Array.from({ length: rank }, (_, i) => i);
  const found = list.map((dim) => normalizeDim(dim, rank, op)).sort((a, b) => a - b);
  for (let i = 1; i < found.length; i++) {
    if (found[i] === found[i - 1]) throw new RangeError(`${op}: dimension ${found[i]} appears twice in [${list}]`);
  }
  return rank === 0 ? [] : found;
}

/** Fills in one -1 of a wanted shape and checks the number of elements. */
export function inferShape(wanted: readonly number[], size: number, op: string): number[] {
  let unknown = -1;
  let known = 1;
  for (let i = 0; i < wanted.length; i++) {
    const n = wanted[i]!;
    if (n === -1) {
      if (unknown >= 0) throw new RangeError(`${op}: only one dimension can be -1, got ${show(wanted)}`);
      unknown = i;
    } else if (!Number.isInteger(n) || n < 0) {
      throw new RangeError(`${op}: expected sizes that are integers >= 0 (or one -1), got ${show(wanted)}`);
    } else known *= n;
  }
  const out = [...wanted];
  if (unknown >= 0) {
    if (known === 0 || size % known !== 0) {
      throw new RangeError(
        `${op}: shape ${show(wanted)} is invalid for ${size} elements: ${size} is no multiple of ${known}`,
      );
    }
    out[unknown] = size / known;
  } else if (known !== size) {
    throw new RangeError(`${op}: shape ${show(wanted)} is invalid for input of size ${size}: it has ${known} elements`);
  }
  return out;
}

export function show(shape: Shape): string {
  return `[${shape.join(", ")}]`;
}
