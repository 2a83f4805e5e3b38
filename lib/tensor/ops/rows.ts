// Gathering and scattering rows of a matrix by indices that the host knows: what advanced indexing is made of.
import { rawOf, wrap } from "../access.ts";
import { record, tracks } from "../autograd/record.ts";
import { reshapeRaw, run, upload, using } from "../raw.ts";
import { sizeOf } from "../shape.ts";
import { lastWriters } from "../strided.ts";
import type { Tensor } from "../tensor.ts";

/** Rows `indices` of [rows, ...]: [indices.length, ...]. */
export function takeRows(x: Tensor, indices: Int32Array): Tensor {
  const raw = using([upload(indices, [indices.length], "int32")], (at) =>
    run("GatherV2", { x: rawOf(x), indices: at }, { axis: 0, batchDims: 0 }),
  );
  const out = wrap(raw, x.dtype, [indices.length, ...x.shape.slice(1)]);
  if (!tracks(x)) return out;
  const rows = x.shape[0]!;
  return record("IndexBackward0", out, [x], [], (g) => [addRows(g, indices, rows)]);
}

/** Zeros of [rows, ...] with each row of `values` added at its index. */
export function addRows(values: Tensor, indices: Int32Array, rows: number): Tensor {
  const shape = [rows, ...values.shape.slice(1)];
  const width = sizeOf(values.shape.slice(1));
  const inputs = [upload(indices, [indices.length, 1], "int32"), reshapeRaw(rawOf(values), [indices.length, width])];
  const sums = using(inputs, (at, updates) => run("ScatterNd", { indices: at, updates }, { shape: [rows, width] }));
  const out = wrap(
    using([sums], () => reshapeRaw(sums, shape)),
    values.dtype,
    shape,
  );
  return tracks(values) ? record("IndexAddBackward0", out, [values], [], (g) => [takeRows(g, indices)]) : out;
}

/** `x` [rows, ...] with the rows at `indices` replaced by those of `values`; of equal indices the last one counts. */
export function putRows(x: Tensor, indices: Int32Array, values: Tensor): Tensor {
  const rows = x.shape[0]!;
  const { writer, written } = lastWriters(indices, rows);
  const mask = wrap(upload(written, [rows, ...x.shape.slice(1).map(() => 1)], "bool"), "bool");
  return takeRows(values, writer).where(mask, x);
}
