import { isDense, rawOf, wrap } from "../access.ts";
import { record, tracks } from "../autograd/record.ts";
import { type DType, toDType, toRawDType } from "../dtype.ts";
import { Layout } from "../layout.ts";
import { alias, castRaw, run, scalarRaw } from "../raw.ts";
import { contiguousStrides, show } from "../shape.ts";
import { toPhysical } from "../strided.ts";
import { defineFluent, type Tensor } from "../tensor.ts";
import { mapRaw } from "./elementwise.ts";

/** The tensor itself if its elements lie in row-major order, else a copy in which they do. */
export function contiguous(x: Tensor): Tensor {
  if (x.isContiguous()) return x;
  const out = wrap(alias(rawOf(x)), x.dtype, x.shape);
  return tracks(x) ? record("CloneBackward0", out, [x], [], (g) => [g]) : out;
}

const CHANNELS_LAST = [0, 2, 3, 1];

/** Whether a [N, C, H, W] tensor lies in memory as [N, H, W, C]. */
export function isChannelsLast(x: Tensor): boolean {
  const [n, c, h, w] = x.shape as [number, number, number, number];
  const strides = x._layout?.strides ?? contiguousStrides(x.shape);
  const wanted = [h * w * c, 1, w * c, c];
  return isDense(x) && [n, c, h, w].every((size, i) => size === 1 || strides[i] === wanted[i]);
}

/** The same [N, C, H, W] values lying in memory as [N, H, W, C], which is how convolutions want them. */
export function channelsLast(x: Tensor): Tensor {
  if (x.shape.length !== 4) throw new RangeError(`channelsLast: expected shape [N, C, H, W], got ${show(x.shape)}`);
  if (isChannelsLast(x)) return x;
  const [n, c, h, w] = x.shape as [number, number, number, number];
  const out = wrap(toPhysical(rawOf(x), CHANNELS_LAST), x.dtype, x.shape, channelsLastLayout([n, c, h, w]));
  return tracks(x) ? record("CloneBackward0", out, [x], [], (g) => [g]) : out;
}

/** The layout of a [N, C, H, W] tensor whose storage is [N, H, W, C]. */
export function channelsLastLayout([, c, h, w]: readonly number[]): Layout {
  return new Layout([h! * w! * c!, 1, w! * c!, c!], 0, CHANNELS_LAST);
}

/** The values in another type; the tensor itself if it has that type already. */
export function to(x: Tensor, dtype: DType): Tensor {
  const wanted = toDType(dtype);
  if (wanted === x.dtype) return x;
  const out = mapRaw(x, wanted, (raw) => {
    if (wanted === "bool") return run("NotEqual", { a: raw, b: scalarRaw(0, raw.dtype as "float32") });
    const cast = castRaw(raw, toRawDType(wanted));
    if (wanted !== "uint8" || x.dtype === "bool") return cast;
    try {
      return run("Mod", { a: cast, b: scalarRaw(256, "int32") });
    } finally {
      cast.dispose();
    }
  });
  if (wanted !== "float32" || !tracks(x)) return out;
  return record("ToCopyBackward0", out, [x], [], (g) => [g]);
}

interface CopyMethods {
  /** The tensor itself if its elements lie in row-major order, else a copy in which they do. */
  contiguous(): Tensor;
  /** The values in another type. */
  to(dtype: DType): Tensor;
  /** The values in another tensor's type. */
  typeAs(other: Tensor): Tensor;
  /** The values as float32. */
  float(): Tensor;
  /** The values as int32, rounded toward zero. */
  int(): Tensor;
  /** The values as int32, which stands for int64. */
  long(): Tensor;
  /** The values as uint8, modulo 256. */
  byte(): Tensor;
  /** Which values are not 0. */
  bool(): Tensor;
}

declare module "../tensor.ts" {
  interface Tensor extends CopyMethods {}
}

defineFluent<CopyMethods>({
  contiguous,
  to,
  typeAs: (x, other) => to(x, other.dtype),
  float: (x) => to(x, "float32"),
  int: (x) => to(x, "int32"),
  long: (x) => to(x, "int32"),
  byte: (x) => to(x, "uint8"),
  bool: (x) => to(x, "bool"),
});
