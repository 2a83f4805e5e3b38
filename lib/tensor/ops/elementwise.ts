// Running elementwise kernels: promotion, broadcasting, and keeping the operands' arrangement in memory.
import { rawOf, wrap } from "../access.ts";
import { type DType, type RawDType, toRawDType } from "../dtype.ts";
import { type Operand, resultType } from "../promotion.ts";
import { castRaw, type Raw, reshapeRaw, run, scalarRaw } from "../raw.ts";
import { broadcastShapes, type Shape, sameShape, sizeOf } from "../shape.ts";
import { toPhysical } from "../strided.ts";
import { Tensor } from "../tensor.ts";

/** Applies a kernel with one input `x`, in the type given. */
export function runUnary(kernel: string, x: Tensor, dtype: DType = x.dtype, attrs?: object): Tensor {
  return mapRaw(x, dtype, (raw) => {
    const wanted = toRawDType(dtype === "bool" ? x.dtype : dtype);
    if (raw.dtype === wanted) return run(kernel, { x: raw }, attrs);
    const cast = castRaw(raw, wanted);
    try {
      return run(kernel, { x: cast }, attrs);
    } finally {
      cast.dispose();
    }
  });
}

/** Applies an elementwise function of raw tensors in whatever order the elements lie. */
export function mapRaw(x: Tensor, dtype: DType, fn: (raw: Raw) => Raw): Tensor {
  const layout = x._layout;
  if (layout === null) return wrap(fn(x._storage.raw), dtype, x.shape);
  if (layout.order !== null) return wrap(fn(x._storage.raw), dtype, x.shape, layout.clone());
  return wrap(fn(rawOf(x)), dtype, x.shape);
}

/**
 * Applies a kernel with inputs `a` and `b` after promotion and broadcasting.
 *
 * @param compute the type the kernel runs in; the common type if left out
 * @param out the type of the result; `compute` if left out
 */
export function runBinary(op: string, kernel: string, a: Operand, b: Operand, compute?: DType, out?: DType): Tensor {
  const type = compute ?? resultType(a, b);
  const raw = toRawDType(type);
  const result = out ?? type;
  if (result === "uint8") return wrapBytes(runBinary(op, kernel, a, b, "int32", "int32"));
  if (!(a instanceof Tensor)) return withScalar(kernel, b as Tensor, Number(a), raw, result, true);
  if (!(b instanceof Tensor)) return withScalar(kernel, a, Number(b), raw, result, false);
  if (sameShape(a.shape, b.shape) && sameArrangement(a, b)) {
    const inner = runCast(kernel, a._storage.raw, b._storage.raw, raw);
    return wrap(inner, result, a.shape, a._layout?.clone() ?? null);
  }
  const shape = broadcastShapes(a.shape, b.shape, op);
  return broadcastInto(kernel, a, b, shape, raw, result);
}

/** uint8 counts modulo 256. */
function wrapBytes(x: Tensor): Tensor {
  const raw = rawOf(x);
  const wrapped = run("Mod", { a: raw, b: scalarRaw(256, "int32") });
  x._storage.free();
  return wrap(wrapped, "uint8", x.shape);
}

function withScalar(kernel: string, x: Tensor, value: number, type: RawDType, out: DType, first: boolean) {
  const scalar = scalarRaw(value, type);
  return mapRaw(x, out, (raw) => (first ? runCast(kernel, scalar, raw, type) : runCast(kernel, raw, scalar, type)));
}

function runCast(kernel: string, a: Raw, b: Raw, type: RawDType): Raw {
  if (a.dtype === type && b.dtype === type) return run(kernel, { a, b });
  const first = castRaw(a, type);
  const second = castRaw(b, type);
  try {
    return run(kernel, { a: first, b: second });
  } finally {
    first.dispose();
    second.dispose();
  }
}

/** Whether two tensors of one shape place equal indices at equal places of their storages. */
export function sameArrangement(a: Tensor, b: Tensor): boolean {
  const [p, q] = [a._layout, b._layout];
  if (p === null && q === null) return true;
  if (p === null || q === null || p.order === null || q.order === null) return false;
  return sameShape(p.strides, q.strides) && sameShape(a._storage.raw.shape, b._storage.raw.shape);
}

/** The result takes the arrangement of an operand that already has its full shape, so that chains never rearrange. */
function broadcastInto(kernel: string, a: Tensor, b: Tensor, shape: Shape, type: RawDType, out: DType) {
  const lead = leading(a, shape) ?? leading(b, shape);
  const order = lead?._layout?.order ?? null;
  const first = operand(a, shape.length, order, shape);
  const second = operand(b, shape.length, order, shape);
  let raw: Raw;
  try {
    raw = runCast(kernel, first.raw, second.raw, type);
  } finally {
    first.dispose();
    second.dispose();
  }
  const physical = order === null ? shape : order.map((dim) => shape[dim]!);
  if (sizeOf(raw.shape) !== sizeOf(shape)) raw = tiled(raw, physical);
  return wrap(raw, out, shape, lead?._layout?.clone() ?? null);
}

function leading(x: Tensor, shape: Shape): Tensor | null {
  return x._layout?.order != null && sameShape(x.shape, shape) ? x : null;
}

interface Handle {
  raw: Raw;
  dispose(): void;
}
const nothing = () => {};

/** An operand's raw tensor with `rank` dimensions in the wanted order; sizes of 1 are left for the kernel to broadcast. */
function operand(x: Tensor, rank: number, order: readonly number[] | null, full: Shape): Handle {
  if (order === null) return compact(x);
  const padded = [...new Array<number>(rank - x.shape.length).fill(1), ...x.shape];
  const physical = order.map((dim) => padded[dim]!);
  if (x._layout?.order != null && sameShape(x.shape, full) && sameShape(x._layout.order, order)) {
    const raw = x._storage.raw;
    return sameShape(raw.shape, physical) ? { raw, dispose: nothing } : owned(reshapeRaw(raw, physical));
  }
  const { raw, dispose } = compact(x);
  const inner = [...new Array<number>(rank - raw.shape.length).fill(1), ...raw.shape];
  try {
    // With at most one size above 1 the order of dimensions does not matter.
    if (inner.filter((n) => n !== 1).length <= 1)
      return owned(
        reshapeRaw(
          raw,
          order.map((dim) => inner[dim]!),
        ),
      );
    const whole = reshapeRaw(raw, inner);
    try {
      return owned(toPhysical(whole, order));
    } finally {
      whole.dispose();
    }
  } finally {
    dispose();
  }
}

function owned(raw: Raw): Handle {
  return { raw, dispose: () => raw.dispose() };
}

/** An expanded tensor's values before they are repeated, where its storage holds just those. */
function compact(x: Tensor): Handle {
  const layout = x._layout;
  if (layout === null || layout.order !== null || !layout.strides.includes(0))
    return { raw: rawOf(x), dispose: nothing };
  const shape = x.shape.map((n, i) => (layout.strides[i] === 0 ? 1 : n));
  let expected = 1;
  for (let i = shape.length - 1; i >= 0; i--) {
    if (shape[i] === 1) continue;
    if (layout.strides[i] !== expected) return { raw: rawOf(x), dispose: nothing };
    expected *= shape[i]!;
  }
  if (expected !== x._storage.size || layout.offset !== 0) return { raw: rawOf(x), dispose: nothing };
  return owned(reshapeRaw(x._storage.raw, shape));
}

function tiled(raw: Raw, shape: Shape): Raw {
  const inner = [...new Array<number>(shape.length - raw.shape.length).fill(1), ...raw.shape];
  const whole = reshapeRaw(raw, inner);
  raw.dispose();
  try {
    return run("Tile", { x: whole }, { reps: shape.map((n, i) => (inner[i] === n ? 1 : n)) });
  } finally {
    whole.dispose();
  }
}
