import { offsetOf, rawOf, stridesOf, wrap } from "../access.ts";
import { record, tracks } from "../autograd/record.ts";
import { castRaw, reshapeRaw, run, using } from "../raw.ts";
import { normalizeDim, normalizeDims, show } from "../shape.ts";
import { defineFluent, type Tensor } from "../tensor.ts";
import { asStrided } from "./as-strided.ts";
import { fromValues, zeros } from "./creation.ts";
import { indexSelect } from "./gather.ts";
import { cat } from "./join.ts";

/** Reverses the order along dimensions; a copy. */
export function flip(x: Tensor, dims: number | readonly number[]): Tensor {
  const at = normalizeDims(dims, x.shape.length, "flip");
  const out = wrap(reversed(x, at), x.dtype, x.shape);
  return tracks(x) ? record("FlipBackward0", out, [x], [], (g) => [flip(g, at)]) : out;
}

/** The kernel takes no booleans. */
function reversed(x: Tensor, dims: readonly number[]) {
  if (x.dtype !== "bool") return run("Reverse", { x: rawOf(x) }, { dims });
  return using([castRaw(rawOf(x), "int32")], (ints) =>
    using([run("Reverse", { x: ints }, { dims })], (raw) => castRaw(raw, "bool")),
  );
}

/** Rotates elements along dimensions; those that leave at one end come back at the other. */
export function roll(x: Tensor, shifts: number | readonly number[], dims?: number | readonly number[]): Tensor {
  if (dims === undefined) return roll(x.reshape([-1]), shifts, 0).reshape(x.shape);
  const by = typeof shifts === "number" ? [shifts] : shifts;
  const along = typeof dims === "number" ? [dims] : dims;
  if (by.length !== along.length)
    throw new RangeError(`roll: expected as many shifts as dimensions, got ${by.length} and ${along.length}`);
  return along.reduce((out, dim, i) => {
    const n = out.size(dim);
    const shift = n === 0 ? 0 : ((by[i]! % n) + n) % n;
    return shift === 0 ? out.clone() : cat([out.narrow(dim, n - shift, shift), out.narrow(dim, 0, n - shift)], dim);
  }, x);
}

/** Repeats the whole tensor along each dimension; new dimensions stand in front. */
export function repeat(x: Tensor, times: readonly number[]): Tensor {
  const lead = times.length - x.shape.length;
  if (lead < 0)
    throw new RangeError(
      `repeat: expected at least ${x.shape.length} numbers for shape ${show(x.shape)}, got ${times.length}`,
    );
  const from = [...new Array<number>(lead).fill(1), ...x.shape];
  const shape = from.map((n, i) => n * times[i]!);
  const raw = using([reshapeRaw(rawOf(x), from)], (source) => run("Tile", { x: source }, { reps: times }));
  const out = wrap(raw, x.dtype, shape);
  if (!tracks(x)) return out;
  const original = x.shape;
  const blocks = from.flatMap((n, i) => [times[i]!, n]);
  return record("RepeatBackward0", out, [x], [], (g) => [
    g
      .reshape(blocks)
      .sum(from.map((_, i) => 2 * i))
      .reshape(original),
  ]);
}

/** Repeats the whole tensor along its last dimensions, as `numpy.tile`. */
export function tile(x: Tensor, times: readonly number[]): Tensor {
  return repeat(x, [...new Array<number>(Math.max(x.shape.length - times.length, 0)).fill(1), ...times]);
}

/** Repeats each element `repeats` times (one number, or one for each) along a dimension; of the flat tensor if none is given. */
export function repeatInterleave(x: Tensor, repeats: number | Tensor, dim?: number): Tensor {
  if (dim === undefined) return repeatInterleave(x.reshape([-1]), repeats, 0);
  const n = x.size(dim);
  const counts = typeof repeats === "number" ? new Array<number>(n).fill(repeats) : [...repeats.data];
  if (counts.length !== n) throw new RangeError(`repeatInterleave: expected ${n} counts, got ${counts.length}`);
  return indexSelect(
    x,
    dim,
    counts.flatMap((count, i) => new Array<number>(count).fill(i)),
  );
}

/** Keeps the part on and above a diagonal, zeros below. */
export function triu(x: Tensor, diagonal = 0): Tensor {
  return x
    .where(
      bandMask(x, (row, column) => column - row >= diagonal),
      0,
    )
    .to(x.dtype);
}

/** Keeps the part on and below a diagonal, zeros above. */
export function tril(x: Tensor, diagonal = 0): Tensor {
  return x
    .where(
      bandMask(x, (row, column) => column - row <= diagonal),
      0,
    )
    .to(x.dtype);
}

function bandMask(x: Tensor, inside: (row: number, column: number) => boolean): Tensor {
  if (x.shape.length < 2)
    throw new RangeError(`triu, tril: expected at least 2 dimensions, got shape ${show(x.shape)}`);
  const [rows, columns] = x.shape.slice(-2) as [number, number];
  const mask = Uint8Array.from({ length: rows * columns }, (_, i) =>
    inside(Math.floor(i / columns), i % columns) ? 1 : 0,
  );
  return fromValues(mask, [rows, columns], "bool");
}

/**
 * Windows of `size` elements along a dimension, `step` apart, as a view: their number takes the dimension's place, and the
 * last dimension of the result runs along each.
 */
export function unfold(x: Tensor, dim: number, size: number, step: number): Tensor {
  const at = normalizeDim(dim, x.shape.length, "unfold");
  const n = x.shape[at]!;
  if (!(Number.isInteger(size) && size >= 0 && size <= n))
    throw new RangeError(
      `unfold: expected a size of at most ${n}, which dimension ${dim} of ${show(x.shape)} has, got ${size}`,
    );
  if (!(Number.isInteger(step) && step > 0)) throw new RangeError(`unfold: expected a step of at least 1, got ${step}`);
  const strides = stridesOf(x);
  const windows = Math.floor((n - size) / step) + 1;
  return asStrided(
    x,
    [...x.shape.map((length, i) => (i === at ? windows : length)), size],
    [...strides.map((stride, i) => (i === at ? stride * step : stride)), strides[at]!],
  );
}

/** A diagonal as a view: the last dimension of the result runs along it. */
export function diagonal(x: Tensor, offset = 0, dim1 = 0, dim2 = 1): Tensor {
  const [a, b] = [normalizeDim(dim1, x.shape.length, "diagonal"), normalizeDim(dim2, x.shape.length, "diagonal")];
  if (a === b) throw new RangeError(`diagonal: expected two different dimensions, got ${dim1} and ${dim2}`);
  const size = Math.max(
    offset >= 0 ? Math.min(x.shape[a]!, x.shape[b]! - offset) : Math.min(x.shape[a]! + offset, x.shape[b]!),
    0,
  );
  const strides = stridesOf(x);
  const rest = x.shape.map((_, i) => i).filter((i) => i !== a && i !== b);
  const start = offsetOf(x) + (size === 0 ? 0 : offset >= 0 ? offset * strides[b]! : -offset * strides[a]!);
  return asStrided(
    x,
    [...rest.map((i) => x.shape[i]!), size],
    [...rest.map((i) => strides[i]!), strides[a]! + strides[b]!],
    start,
  );
}

/** The diagonal of a matrix, or a matrix with a vector on its diagonal. */
export function diag(x: Tensor, offset = 0): Tensor {
  if (x.shape.length === 2) return diagonal(x, offset).clone();
  if (x.shape.length !== 1) throw new RangeError(`diag: expected 1 or 2 dimensions, got shape ${show(x.shape)}`);
  return diagEmbed(x, offset);
}

/** Matrices with the last dimension's vectors on their diagonals. */
export function diagEmbed(x: Tensor, offset = 0): Tensor {
  const n = x.shape.at(-1)! + Math.abs(offset);
  const out = zeros([...x.shape.slice(0, -1), n, n], { dtype: x.dtype });
  diagonal(out, offset, -2, -1).copy_(x);
  return out;
}

/** The sum of a matrix's diagonal. */
export function trace(x: Tensor): Tensor {
  if (x.shape.length !== 2) throw new RangeError(`trace: expected a matrix, got shape ${show(x.shape)}`);
  return diagonal(x).sum();
}

/** Rotates by 90 degrees, `times` times, in the plane of two dimensions. */
export function rot90(x: Tensor, times = 1, dims: readonly [number, number] = [0, 1]): Tensor {
  const turns = ((times % 4) + 4) % 4;
  const [a, b] = dims;
  if (turns === 0) return x.clone();
  if (turns === 2) return flip(x, [a, b]);
  return turns === 1 ? flip(x, b).transpose(a, b) : flip(x.transpose(a, b), b);
}

/** Reverses rows. */
export function flipud(x: Tensor): Tensor {
  return flip(x, 0);
}

/** Reverses columns. */
export function fliplr(x: Tensor): Tensor {
  return flip(x, 1);
}

/** Coordinate grids of vectors: `indexing` "ij" (matrix) or "xy" (plot). */
export function meshgrid(tensors: readonly Tensor[], { indexing = "ij" }: { indexing?: "ij" | "xy" } = {}): Tensor[] {
  if (indexing === "xy" && tensors.length >= 2) {
    const [first, second, ...rest] = tensors as [Tensor, Tensor, ...Tensor[]];
    const [b, a, ...others] = meshgrid([second, first, ...rest]);
    return [a!, b!, ...others];
  }
  const shape = tensors.map((x) => x.numel());
  return tensors.map((x, i) => x.reshape(shape.map((n, j) => (j === i ? n : 1))).expand(shape));
}

interface RearrangeMethods {
  /** Reverses the order along dimensions; a copy. */
  flip(dims: number | readonly number[]): Tensor;
  roll(shifts: number | readonly number[], dims?: number | readonly number[]): Tensor;
  /** Repeats the whole tensor along each dimension. */
  repeat(times: readonly number[]): Tensor;
  tile(times: readonly number[]): Tensor;
  /** Repeats each element. */
  repeatInterleave(repeats: number | Tensor, dim?: number): Tensor;
  /** Keeps the part on and above a diagonal. */
  triu(diagonal?: number): Tensor;
  /** Keeps the part on and below a diagonal. */
  tril(diagonal?: number): Tensor;
  /** Windows of `size` elements along a dimension, `step` apart, as a view; the last dimension runs along each. */
  unfold(dim: number, size: number, step: number): Tensor;
  /** A diagonal as a view. */
  diagonal(offset?: number, dim1?: number, dim2?: number): Tensor;
  /** The diagonal of a matrix, or a matrix with a vector on its diagonal. */
  diag(offset?: number): Tensor;
  diagEmbed(offset?: number): Tensor;
  trace(): Tensor;
  rot90(times?: number, dims?: readonly [number, number]): Tensor;
}

declare module "../tensor.ts" {
  interface Tensor extends RearrangeMethods {}
}

defineFluent<RearrangeMethods>({
  flip,
  roll,
  repeat,
  tile,
  repeatInterleave,
  triu,
  tril,
  unfold,
  diagonal,
  diag,
  diagEmbed,
  trace,
  rot90,
});
