// Reading and writing a strided view of immutable raw tensors with the kernels every device has.
import type { Layout } from "./layout.ts";
import { isIdentity } from "./layout.ts";
import { alias, castRaw, type Raw, reshapeRaw, run, runList, upload, using } from "./raw.ts";
import { type Shape, sizeOf } from "./shape.ts";

/** The view's values in row-major order, as a raw tensor of its own. */
export function readView(storage: Raw, shape: Shape, layout: Layout): Raw {
  if (layout.order !== null) return fromPhysical(storage, shape, layout.order);
  if (sizeOf(shape) === 0) return emptyRaw(shape, storage);
  const grid = gridOf(storage.size, shape, layout);
  return grid === null ? gather(storage, shape, layout) : readGrid(storage, shape, grid);
}

/** The storage's raw tensor after `value`, in row-major order, is written through the view. */
export function writeView(storage: Raw, shape: Shape, layout: Layout | null, value: Raw): Raw {
  if (layout === null) return reshapeRaw(value, storage.shape);
  if (layout.order !== null)
    return using([toPhysical(value, layout.order)], (moved) => reshapeRaw(moved, storage.shape));
  if (sizeOf(shape) === 0) return alias(storage);
  const grid = gridOf(storage.size, shape, layout);
  return grid === null ? scatter(storage, shape, layout, value) : writeGrid(storage, shape, grid, value);
}

/** From the order in memory to row-major order. */
function fromPhysical(storage: Raw, shape: Shape, order: readonly number[]): Raw {
  if (isIdentity(order)) return reshapeRaw(storage, shape);
  const back = order.map(() => 0);
  for (let i = 0; i < order.length; i++) back[order[i]!] = i;
  return using(
    [
      reshapeRaw(
        storage,
        order.map((dim) => shape[dim]!),
      ),
    ],
    (x) => run("Transpose", { x }, { perm: back }),
  );
}

/** From row-major order to the order in memory. */
export function toPhysical(value: Raw, order: readonly number[]): Raw {
  return isIdentity(order) ? alias(value) : run("Transpose", { x: value }, { perm: order });
}

/**
 * A view as a box of a grid: the flat storage seen as `extents`, of which `sizes` are taken from `begin` on.
 * `dims` names the tensor's dimension of each axis; the last axis is the step within the smallest stride.
 */
interface Grid {
  extents: number[];
  begin: number[];
  sizes: number[];
  dims: number[];
}

function gridOf(length: number, shape: Shape, layout: Layout): Grid | null {
  const { strides } = layout;
  const dims = shape.map((_, i) => i).filter((i) => shape[i] !== 1 && strides[i] !== 0);
  dims.sort((a, b) => strides[b]! - strides[a]! || a - b);
  const extents: number[] = [];
  const begin: number[] = [];
  let rest = layout.offset;
  let outer = length;
  for (const dim of dims) {
    const stride = strides[dim]!;
    if (outer % stride !== 0) return null;
    extents.push(outer / stride);
    begin.push(Math.floor(rest / stride));
    rest %= stride;
    outer = stride;
  }
  extents.push(outer);
  begin.push(rest);
  const sizes = [...dims.map((dim) => shape[dim]!), 1];
  return begin.every((b, i) => b + sizes[i]! <= extents[i]!) ? { extents, begin, sizes, dims } : null;
}

function readGrid(storage: Raw, shape: Shape, { extents, begin, sizes, dims }: Grid): Raw {
  const box = using([reshapeRaw(storage, extents)], (x) => run("Slice", { x }, { begin, size: sizes }));
  return using([box], () => arrange(box, sizes.slice(0, -1), dims, shape));
}

/** Brings axes that stand for `dims` into row-major order, then adds sizes of 1 and broadcasts strides of 0. */
function arrange(box: Raw, sizes: number[], dims: readonly number[], shape: Shape): Raw {
  const perm = dims.map((_, i) => i).sort((a, b) => dims[a]! - dims[b]!);
  const kept = shape.map((n, i) => (dims.includes(i) ? n : 1));
  return using([reshapeRaw(box, sizes)], (flat) =>
    using([toPhysical(flat, perm)], (ordered) => using([reshapeRaw(ordered, kept)], (x) => broadcastRaw(x, shape))),
  );
}

/** Repeats sizes of 1 up to `shape`; both have the same number of dimensions. */
export function broadcastRaw(x: Raw, shape: Shape): Raw {
  const reps = shape.map((n, i) => (x.shape[i] === n ? 1 : n));
  return reps.every((n) => n === 1) ? alias(x) : run("Tile", { x }, { reps });
}

function writeGrid(storage: Raw, shape: Shape, { extents, begin, sizes, dims }: Grid, value: Raw): Raw {
  const perm = dims.map((dim) => dims.filter((other) => other < dim).length);
  const compact = shape.filter((_, i) => dims.includes(i));
  if (compact.length !== shape.length && sizeOf(compact) !== sizeOf(shape)) throw overlapping();
  const box = using([reshapeRaw(value, compact)], (x) => using([toPhysical(x, perm)], (y) => reshapeRaw(y, sizes)));
  return using([box, reshapeRaw(storage, extents)], (part, whole) => {
    const full = replaceBox(whole, part, begin, sizes);
    return using([full], () => reshapeRaw(full, storage.shape));
  });
}

/** Cuts the grid along each axis around the box and joins the pieces, from the outermost axis inwards. */
function replaceBox(whole: Raw, part: Raw, begin: readonly number[], sizes: readonly number[], axis = 0): Raw {
  if (axis === begin.length) return alias(part);
  const start = begin[axis]!;
  const end = start + sizes[axis]!;
  const cut = (from: number, to: number) =>
    run(
      "Slice",
      { x: whole },
      {
        begin: begin.map((_, i) => (i === axis ? from : 0)),
        size: whole.shape.map((n, i) => (i === axis ? to - from : n)),
      },
    );
  const pieces: Raw[] = [];
  try {
    if (start > 0) pieces.push(cut(0, start));
    const middle = pieces.length === 0 && end === whole.shape[axis] ? alias(whole) : cut(start, end);
    pieces.push(using([middle], () => replaceBox(middle, part, begin, sizes, axis + 1)));
    if (end < whole.shape[axis]!) pieces.push(cut(end, whole.shape[axis]!));
    return pieces.length === 1 ? alias(pieces[0]!) : runList("Concat", pieces, { axis });
  } finally {
    for (const piece of pieces) piece.dispose();
  }
}

/** The place in the flat storage of each element, in row-major order. */
export function flatIndices(shape: Shape, strides: readonly number[], offset: number): Int32Array {
  const out = new Int32Array(sizeOf(shape));
  const counter = new Array<number>(shape.length).fill(0);
  let place = offset;
  for (let i = 0; i < out.length; i++) {
    out[i] = place;
    for (let dim = shape.length - 1; dim >= 0; dim--) {
      place += strides[dim]!;
      if (++counter[dim]! < shape[dim]!) break;
      place -= strides[dim]! * shape[dim]!;
      counter[dim] = 0;
    }
  }
  return out;
}

function gather(storage: Raw, shape: Shape, layout: Layout): Raw {
  const indices = upload(flatIndices(shape, layout.strides, layout.offset), [sizeOf(shape)], "int32");
  const flat = using([indices, reshapeRaw(storage, [storage.size])], (at, x) =>
    run("GatherV2", { x, indices: at }, { axis: 0, batchDims: 0 }),
  );
  return using([flat], () => reshapeRaw(flat, shape));
}

/** Steps that fit no grid, as an odd length: each place of the storage takes the value written there, or keeps its own. */
function scatter(storage: Raw, shape: Shape, layout: Layout, value: Raw): Raw {
  if (layout.strides.some((stride, i) => stride === 0 && shape[i]! > 1)) throw overlapping();
  const { size } = storage;
  const { writer, written } = lastWriters(flatIndices(shape, layout.strides, layout.offset), size);
  const inputs = [
    upload(writer, [size], "int32"),
    upload(written, [size], "bool"),
    reshapeRaw(value, [sizeOf(shape)]),
    reshapeRaw(storage, [size]),
  ];
  return using(inputs, (indices, condition, x, e) =>
    using([run("GatherV2", { x, indices }, { axis: 0, batchDims: 0 })], (t) =>
      using([run("Select", { condition, t, e })], (merged) => reshapeRaw(merged, storage.shape)),
    ),
  );
}

/** For each of `size` places: the number of the last value that goes there, and whether any does. */
export function lastWriters(places: Int32Array, size: number): { writer: Int32Array; written: Uint8Array } {
  const writer = new Int32Array(size);
  const written = new Uint8Array(size);
  places.forEach((place, i) => {
    writer[place] = i;
    written[place] = 1;
  });
  return { writer, written };
}

function overlapping(): Error {
  return new RangeError(
    "Expected to write to a tensor whose elements each have a place of their own, got an expanded one. Clone it first",
  );
}

function emptyRaw(shape: Shape, like: Raw): Raw {
  return using([upload(new Float32Array(0), shape, "float32")], (x) => castRaw(x, like.dtype as "float32"));
}
