import { aliasOf, offsetOf, rawOf, stridesOf, wrap } from "../access.ts";
import { record, tracks } from "../autograd/record.ts";
import { isContiguous, Layout, layoutOf } from "../layout.ts";
import { reshapeRaw, run, upload, using } from "../raw.ts";
import { type Shape, show, sizeOf } from "../shape.ts";
import { flatIndices, writeView } from "../strided.ts";
import { defineFluent, Tensor } from "../tensor.ts";

/** A view with any shape and strides over a tensor's storage, as `torch.as_strided`. */
export function asStrided(x: Tensor, shape: Shape, strides: readonly number[], offset = offsetOf(x)): Tensor {
  const last = shape.reduce((place, n, i) => place + (n - 1) * strides[i]!, offset);
  if (shape.length !== strides.length || offset < 0 || (sizeOf(shape) > 0 && last >= x._storage.size)) {
    throw new RangeError(
      `asStrided: shape ${show(shape)} with strides ${show(strides)} from ${offset} does not fit a storage of ${x._storage.size} elements`,
    );
  }
  const out = aliasOf(x, [...shape], [...strides], offset);
  if (!tracks(x)) return out;
  const [frame, from] = [frameOf(x), [...strides]];
  return record("AsStridedBackward0", out, [x], [], (g) => [scatterToFrame(g, frame, from, offset)]);
}

/** A tensor's place in its storage, without its values. */
export interface Frame {
  shape: Shape;
  strides: readonly number[];
  offset: number;
  size: number;
  physical: Shape;
}

export function frameOf(x: Tensor): Frame {
  return {
    shape: x.shape,
    strides: stridesOf(x),
    offset: offsetOf(x),
    size: x._storage.size,
    physical: x._storage.raw.shape,
  };
}

/** Zeros in the frame, with `values` added where the strides lead. */
export function scatterToFrame(values: Tensor, frame: Frame, strides: readonly number[], offset: number): Tensor {
  const flat = overlaps(values.shape, strides)
    ? addedByPlace(values, frame.size, strides, offset)
    : written(values, frame.size, strides, offset);
  const storage = flat._storage;
  const out = new Tensor(
    storage,
    frame.shape,
    values.dtype,
    layoutOf(frame.shape, frame.strides, frame.offset, storage.raw.shape),
  );
  if (!tracks(values)) return out;
  const [shape, from] = [values.shape, [...strides]];
  return record("AsStridedScatterBackward0", out, [values], [], (g) => [
    asStrided(asFrame(g, frame), shape, from, offset),
  ]);
}

/** A flat tensor that holds the values of `g`, which has the frame's shape, at the frame's places. */
export function asFrame(g: Tensor, frame: Frame): Tensor {
  return scatterToFrame(g, { ...frame, shape: [frame.size], strides: [1], offset: 0 }, frame.strides, frame.offset);
}

function written(values: Tensor, size: number, strides: readonly number[], offset: number): Tensor {
  const zeros = upload(new Float32Array(size), [size], "float32");
  try {
    return wrap(writeView(zeros, values.shape, new Layout(strides, offset, null), rawOf(values)), values.dtype, [size]);
  } finally {
    zeros.dispose();
  }
}

/** Elements that share a place add up. */
function addedByPlace(values: Tensor, size: number, strides: readonly number[], offset: number): Tensor {
  const count = sizeOf(values.shape);
  const inputs = [
    upload(flatIndices(values.shape, strides, offset), [count, 1], "int32"),
    reshapeRaw(rawOf(values), [count]),
  ];
  const sums = using(inputs, (indices, updates) => run("ScatterNd", { indices, updates }, { shape: [size] }));
  return wrap(sums, values.dtype, [size]);
}

/** Whether two indices can lead to one place; judged from the strides, on the safe side. */
function overlaps(shape: Shape, strides: readonly number[]): boolean {
  const dims = shape.map((_, i) => i).filter((i) => shape[i]! > 1);
  dims.sort((a, b) => strides[a]! - strides[b]!);
  let reach = 0;
  for (const dim of dims) {
    if (strides[dim]! <= reach) return true;
    reach += (shape[dim]! - 1) * strides[dim]!;
  }
  return false;
}

interface StridedMethods {
  /** A view with any shape and strides over this tensor's storage. */
  asStrided(shape: Shape, strides: readonly number[], offset?: number): Tensor;
  /** The step in memory from one element to the next, for each dimension. */
  stride(): number[];
  /** The place of the first element in the storage. */
  storageOffset(): number;
  /** Whether the elements lie in row-major order without gaps. */
  isContiguous(): boolean;
}

declare module "../tensor.ts" {
  interface Tensor extends StridedMethods {}
}

defineFluent<StridedMethods>({
  asStrided,
  stride: (x) => [...stridesOf(x)],
  storageOffset: offsetOf,
  isContiguous: (x) => x._layout === null || isContiguous(x.shape, x._layout.strides),
});
