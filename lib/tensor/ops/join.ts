import { rawOf, wrap } from "../access.ts";
import { mode } from "../autograd/mode.ts";
import { record, requiresGrad } from "../autograd/record.ts";
import { promoteTypes, toRawDType } from "../dtype.ts";
import { castRaw, runList } from "../raw.ts";
import { normalizeDim, show } from "../shape.ts";
import { defineFluent, Tensor } from "../tensor.ts";
import { narrow } from "./slice.ts";

/**
 * Joins tensors along a dimension they have; the other sizes must agree.
 *
 * @example
 * cat([zeros([2, 3]), ones([2, 1])], 1); // [2, 4]
 */
export function cat(tensors: readonly Tensor[], dim = 0): Tensor {
  checkList("cat", tensors);
  // PyTorch lets empty one-dimensional tensors pass, from before there were other empty shapes.
  const parts = tensors.filter((x) => !(x.shape.length === 1 && x.shape[0] === 0));
  const first = parts[0] ?? tensors[0];
  if (first === undefined) throw new RangeError("cat: expected at least one tensor, got an empty list");
  if (first.shape.length === 0) throw new RangeError("cat: 0-dimensional tensors cannot be joined. Use stack()");
  if (parts.length === 0) return first.clone();
  const at = normalizeDim(dim, first.shape.length, "cat");
  for (const x of parts) checkPart(first, x, at);
  const dtype = parts.map((x) => x.dtype).reduce(promoteTypes);
  const sizes = parts.map((x) => x.shape[at]!);
  const shape = first.shape.map((n, i) => (i === at ? sizes.reduce((a, b) => a + b, 0) : n));
  const raws = parts.map((x) => castRaw(rawOf(x), toRawDType(dtype)));
  let raw: ReturnType<typeof runList>;
  try {
    raw = raws.length === 1 ? castRaw(raws[0]!, toRawDType(dtype)) : runList("Concat", raws, { axis: at });
  } finally {
    for (const part of raws) part.dispose();
  }
  const out = wrap(raw, dtype, shape);
  if (!mode.grad || !parts.some(requiresGrad)) return out;
  return record("CatBackward0", out, parts, [], (g, _, node) => {
    let start = 0;
    return sizes.map((size, i) => {
      const part = node.needs(i) ? narrow(g, at, start, size) : null;
      start += size;
      return part;
    });
  });
}

function checkList(op: string, tensors: readonly Tensor[]): void {
  if (Array.isArray(tensors) && tensors.every((x) => x instanceof Tensor)) return;
  throw new TypeError(`${op}: expected an array of tensors as first argument: ${op}([a, b], 0)`);
}

function checkPart(first: Tensor, x: Tensor, dim: number): void {
  const fits = x.shape.length === first.shape.length && x.shape.every((n, i) => i === dim || n === first.shape[i]);
  if (!fits) {
    throw new RangeError(
      `cat: expected shapes that agree except in dimension ${dim}, got ${show(first.shape)} and ${show(x.shape)}`,
    );
  }
}

/** Joins tensors of one shape along a new dimension. */
export function stack(tensors: readonly Tensor[], dim = 0): Tensor {
  checkList("stack", tensors);
  if (tensors.length === 0) throw new RangeError("stack: expected at least one tensor, got an empty list");
  const [first] = tensors as [Tensor];
  const at = normalizeDim(dim, first.shape.length + 1, "stack");
  for (const x of tensors) {
    if (x.shape.length !== first.shape.length || x.shape.some((n, i) => n !== first.shape[i])) {
      throw new RangeError(`stack: expected tensors of one shape, got ${show(first.shape)} and ${show(x.shape)}`);
    }
  }
  return cat(
    tensors.map((x) => x.unsqueeze(at)),
    at,
  );
}

/** Joins along the first dimension, after making each tensor at least a row. */
export function vstack(tensors: readonly Tensor[]): Tensor {
  return cat(tensors.map((x) => (x.shape.length < 2 ? x.reshape([1, -1]) : x)));
}

/** Joins along the second dimension, vectors along their only one. */
export function hstack(tensors: readonly Tensor[]): Tensor {
  const parts = tensors.map((x) => (x.shape.length === 0 ? x.reshape([1]) : x));
  return cat(parts, parts[0]?.shape.length === 1 ? 0 : 1);
}

/** Parts of the given size along a dimension, the last one possibly smaller; or of the given sizes. They are views. */
export function split(x: Tensor, size: number | readonly number[], dim = 0): Tensor[] {
  const at = normalizeDim(dim, x.shape.length, "split");
  const total = x.shape[at]!;
  const sizes = typeof size === "number" ? equalParts(total, size) : size;
  if (sizes.reduce((a, b) => a + b, 0) !== total) {
    throw new RangeError(
      `split: expected sizes that add up to ${total} (dimension ${at} of ${show(x.shape)}), got [${sizes.join(", ")}]`,
    );
  }
  let start = 0;
  return sizes.map((n) => {
    const part = narrow(x, at, start, n);
    start += n;
    return part;
  });
}

function equalParts(total: number, size: number): number[] {
  if (!Number.isInteger(size) || size < 1) throw new RangeError(`split: expected a size >= 1, got ${size}`);
  return Array.from({ length: Math.max(Math.ceil(total / size), 1) }, (_, i) => Math.min(size, total - i * size));
}

/** At most `chunks` parts of equal size along a dimension, the last one possibly smaller. They are views. */
export function chunk(x: Tensor, chunks: number, dim = 0): Tensor[] {
  if (!Number.isInteger(chunks) || chunks < 1)
    throw new RangeError(`chunk: expected a number of chunks >= 1, got ${chunks}`);
  return split(x, Math.max(Math.ceil(x.size(dim) / chunks), 1), dim);
}

/** The slices along a dimension, without it. They are views. */
export function unbind(x: Tensor, dim = 0): Tensor[] {
  return Array.from({ length: x.size(dim) }, (_, i) => x.select(dim, i));
}

interface JoinMethods {
  /** Parts of the given size (or sizes) along a dimension. They are views. */
  split(size: number | readonly number[], dim?: number): Tensor[];
  /** At most `chunks` parts of equal size along a dimension. They are views. */
  chunk(chunks: number, dim?: number): Tensor[];
  /** The slices along a dimension, without it. They are views. */
  unbind(dim?: number): Tensor[];
}

declare module "../tensor.ts" {
  interface Tensor extends JoinMethods {}
}

defineFluent<JoinMethods>({ split, chunk, unbind });
