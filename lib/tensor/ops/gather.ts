import { rawOf } from "../access.ts";
import { inPlace } from "../inplace.ts";
import { download } from "../raw.ts";
import { broadcastShapes, normalizeDim, type Shape, show, sizeOf } from "../shape.ts";
import { defineFluent, Tensor } from "../tensor.ts";
import { fromValues, full } from "./creation.ts";
import { places } from "./indexing.ts";
import { addRows, putRows, takeRows } from "./rows.ts";

/** The flat places that `index` names along `dim` of a tensor of `shape`, with every other coordinate its own. */
function placesAlong(op: string, shape: Shape, dim: number, index: Tensor): Int32Array {
  if (index.dtype !== "int32" && index.dtype !== "uint8") {
    throw new TypeError(`${op}: expected an int32 index, got ${index.dtype}. Convert it with int()`);
  }
  const fits = index.shape.length === shape.length && index.shape.every((n, i) => i === dim || n <= shape[i]!);
  if (!fits) {
    throw new RangeError(
      `${op}: the index has shape ${show(index.shape)}, expected as many dimensions as ${show(shape)} and sizes no larger except in dimension ${dim}`,
    );
  }
  const values = download(rawOf(index));
  const strides = shape.map((_, i) => sizeOf(shape.slice(i + 1)));
  const out = new Int32Array(values.length);
  const counter = index.shape.map(() => 0);
  const size = shape[dim] ?? 1;
  for (let i = 0; i < out.length; i++) {
    const value = values[i]!;
    if (value < 0 || value >= size)
      throw new RangeError(`${op}: index ${value} is out of bounds for dimension ${dim} with size ${size}`);
    let place = 0;
    for (let d = 0; d < counter.length; d++) place += (d === dim ? value : counter[d]!) * strides[d]!;
    out[i] = place;
    for (let d = counter.length - 1; d >= 0; d--) {
      if (++counter[d]! < index.shape[d]!) break;
      counter[d] = 0;
    }
  }
  return out;
}

/**
 * For each element of `index`, the element of `x` at that index along `dim` and its own place elsewhere.
 *
 * @example
 * gather(logits, 1, targets.unsqueeze(1)); // the logit of each row's target
 */
export function gather(x: Tensor, dim: number, index: Tensor): Tensor {
  const at = normalizeDim(dim, x.shape.length, "gather");
  const from = placesAlong("gather", x.shape, at, index);
  return takeRows(x.reshape([-1]), from).reshape(index.shape);
}

/** Zeros of a shape with `values` added at `index` along `dim`: the gradient of `gather`. */
export function putAlong(shape: Shape, dim: number, index: Tensor, values: Tensor): Tensor {
  if (shape.length === 0) return values.reshape([]);
  const to = placesAlong("gather", shape, dim, index);
  return addRows(values.reshape([-1]), to, sizeOf(shape)).reshape(shape);
}

/** `x` with the elements at `index` along `dim` replaced by those of `source`. */
export function scatter(x: Tensor, dim: number, index: Tensor, source: Tensor | number): Tensor {
  const { to, values } = scattered("scatter", x, dim, index, source);
  return putRows(x.reshape([-1]), to, values).reshape(x.shape);
}

/** `x` with `source` added at `index` along `dim`; places named twice get both. */
export function scatterAdd(x: Tensor, dim: number, index: Tensor, source: Tensor): Tensor {
  const { to, values } = scattered("scatterAdd", x, dim, index, source);
  return x.add(addRows(values, to, x.numel()).reshape(x.shape));
}

function scattered(op: string, x: Tensor, dim: number, index: Tensor, source: Tensor | number) {
  const at = normalizeDim(dim, x.shape.length, op);
  const to = placesAlong(op, x.shape, at, index);
  if (!(source instanceof Tensor)) return { to, values: full([to.length], source, { dtype: x.dtype }) };
  if (source.dtype !== x.dtype) throw new TypeError(`${op}: expected a source of type ${x.dtype}, got ${source.dtype}`);
  const part = index.shape.reduce((s, n, i) => s.narrow(i, 0, n), source);
  return { to, values: part.reshape([-1]) };
}

/** Slices of a dimension by number: [.., indices.length, ..]. */
export function indexSelect(x: Tensor, dim: number, index: Tensor | readonly number[]): Tensor {
  const at = normalizeDim(dim, x.shape.length, "indexSelect");
  const rows = rowNumbers("indexSelect", index, x.shape[at]!, at);
  return takeRows(x.transpose(0, at), rows).transpose(0, at);
}

function rowNumbers(op: string, index: Tensor | readonly number[], size: number, dim: number): Int32Array {
  const rows = Int32Array.from(index instanceof Tensor ? download(rawOf(index)) : index);
  for (const row of rows) {
    if (row < 0 || row >= size)
      throw new RangeError(`${op}: index ${row} is out of bounds for dimension ${dim} with size ${size}`);
  }
  return rows;
}

/** `x` with slices of `source` added to the numbered slices of a dimension. */
export function indexAdd(
  x: Tensor,
  dim: number,
  index: Tensor,
  source: Tensor,
  options: { alpha?: number } = {},
): Tensor {
  const at = normalizeDim(dim, x.shape.length, "indexAdd");
  const rows = rowNumbers("indexAdd", index, x.shape[at]!, at);
  const added = addRows(source.transpose(0, at).contiguous(), rows, x.shape[at]!).transpose(0, at);
  return x.add(added, options);
}

/** `x` with numbered slices of a dimension replaced by those of `source`. */
export function indexCopy(x: Tensor, dim: number, index: Tensor, source: Tensor): Tensor {
  const at = normalizeDim(dim, x.shape.length, "indexCopy");
  const rows = rowNumbers("indexCopy", index, x.shape[at]!, at);
  return putRows(x.transpose(0, at), rows, source.transpose(0, at)).transpose(0, at).clone();
}

/** `x` with numbered slices of a dimension filled with one value. */
export function indexFill(x: Tensor, dim: number, index: Tensor, value: number): Tensor {
  const at = normalizeDim(dim, x.shape.length, "indexFill");
  const shape = x.shape.map((n, i) => (i === at ? index.numel() : n));
  return indexCopy(x, at, index, full(shape, value, { dtype: x.dtype }));
}

/** Elements by their place in the flat tensor. */
export function take(x: Tensor, index: Tensor): Tensor {
  const n = x.numel();
  const flat = Int32Array.from(download(rawOf(index)), (i) => (i < 0 ? i + n : i));
  return takeRows(x.reshape([-1]), rowNumbers("take", [...flat], n, 0)).reshape(index.shape);
}

/** `gather` with an index that broadcasts against the tensor. */
export function takeAlongDim(x: Tensor, index: Tensor, dim: number): Tensor {
  const at = normalizeDim(dim, x.shape.length, "takeAlongDim");
  return gather(x, at, index.expand(x.shape.map((n, i) => (i === at ? index.shape[i]! : n))));
}

/** The elements where the mask holds, in one dimension. */
export function maskedSelect(x: Tensor, mask: Tensor): Tensor {
  const shape = broadcastShapes(x.shape, mask.shape, "maskedSelect");
  return x.broadcastTo(shape).at(mask.broadcastTo(shape));
}

/** The indices of all elements that are not 0: [count, dimensions]. */
export function nonzero(x: Tensor): Tensor {
  const found = places(x.bool());
  const count = found[0]?.numel() ?? (x.item() !== 0 ? 1 : 0);
  if (found.length === 0) return full([count, 0], 0, { dtype: "int32" });
  const columns = found.map((column) => column.data);
  const out = new Int32Array(count * columns.length);
  for (let i = 0; i < count; i++)
    for (let d = 0; d < columns.length; d++) out[i * columns.length + d] = columns[d]![i]!;
  return fromValues(out, [count, columns.length], "int32");
}

interface GatherMethods {
  /** For each element of `index`, the element at that index along `dim`. */
  gather(dim: number, index: Tensor): Tensor;
  scatter(dim: number, index: Tensor, source: Tensor | number): Tensor;
  scatter_(dim: number, index: Tensor, source: Tensor | number): Tensor;
  scatterAdd(dim: number, index: Tensor, source: Tensor): Tensor;
  scatterAdd_(dim: number, index: Tensor, source: Tensor): Tensor;
  /** Slices of a dimension by number. */
  indexSelect(dim: number, index: Tensor | readonly number[]): Tensor;
  indexAdd(dim: number, index: Tensor, source: Tensor, options?: { alpha?: number }): Tensor;
  indexAdd_(dim: number, index: Tensor, source: Tensor, options?: { alpha?: number }): Tensor;
  indexCopy(dim: number, index: Tensor, source: Tensor): Tensor;
  indexCopy_(dim: number, index: Tensor, source: Tensor): Tensor;
  indexFill(dim: number, index: Tensor, value: number): Tensor;
  indexFill_(dim: number, index: Tensor, value: number): Tensor;
  /** Elements by their place in the flat tensor. */
  take(index: Tensor): Tensor;
  takeAlongDim(index: Tensor, dim: number): Tensor;
  /** The elements where the mask holds, in one dimension. */
  maskedSelect(mask: Tensor): Tensor;
  /** The indices of all elements that are not 0: [count, dimensions]. */
  nonzero(): Tensor;
}

declare module "../tensor.ts" {
  interface Tensor extends GatherMethods {}
}

defineFluent<GatherMethods>({
  gather,
  scatter,
  scatter_: (x, dim, index, source) => inPlace("scatter_", x, () => scatter(x, dim, index, source)),
  scatterAdd,
  scatterAdd_: (x, dim, index, source) => inPlace("scatterAdd_", x, () => scatterAdd(x, dim, index, source)),
  indexSelect,
  indexAdd,
  indexAdd_: (x, dim, index, source, options) =>
    inPlace("indexAdd_", x, () => indexAdd(x, dim, index, source, options)),
  indexCopy,
  indexCopy_: (x, dim, index, source) => inPlace("indexCopy_", x, () => indexCopy(x, dim, index, source)),
  indexFill,
  indexFill_: (x, dim, index, value) => inPlace("indexFill_", x, () => indexFill(x, dim, index, value)),
  take,
  takeAlongDim,
  maskedSelect,
  nonzero,
});
