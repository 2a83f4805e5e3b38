import { device } from "../../engine/index.ts";
import { rawOf, wrap } from "../access.ts";
import { record, tracks } from "../autograd/record.ts";
import { castRaw, type Raw, reshapeRaw, run, using } from "../raw.ts";
import { broadcastShapes, type Shape, sameShape, show, sizeOf } from "../shape.ts";
import { defineFluent, type Tensor } from "../tensor.ts";
import { full } from "./creation.ts";
import { sumTo } from "./sum-to.ts";

/**
 * The matrix product. Vectors are multiplied as rows or columns, further dimensions are batches that broadcast.
 *
 * @example
 * matmul(randn([2, 3]), randn([3, 4])); // [2, 4]
 */
export function matmul(a: Tensor, b: Tensor): Tensor {
  if (a.shape.length === 0 || b.shape.length === 0) {
    throw new RangeError(
      `matmul: expected tensors with at least one dimension, got shapes ${show(a.shape)} and ${show(b.shape)}. Use mul()`,
    );
  }
  if (a.shape.length === 1) {
    const row = matmul(a.unsqueeze(0), b.shape.length === 1 ? b.unsqueeze(1) : b);
    return b.shape.length === 1 ? row.reshape([]) : row.squeeze(-2);
  }
  if (b.shape.length === 1) return matmul(a, b.unsqueeze(1)).squeeze(-1);
  const [inner, other] = [a.shape.at(-1)!, b.shape.at(-2)!];
  if (inner !== other) {
    throw new RangeError(
      `matmul: the shapes ${show(a.shape)} and ${show(b.shape)} cannot be multiplied: the last size of the first (${inner}) must ` +
        `equal the ${b.shape.length === 2 ? "first" : "last but one"} size of the second (${other})`,
    );
  }
  if (a.dtype !== b.dtype) {
    throw new TypeError(
      `matmul: expected two tensors of one type, got ${a.dtype} and ${b.dtype}. Convert one with float() or to()`,
    );
  }
  // A batch of rows times one matrix is a single product.
  if (b.shape.length === 2 && a.shape.length > 2) {
    return matmul(a.reshape([-1, inner]), b).reshape([...a.shape.slice(0, -1), b.shape[1]!]);
  }
  return batched(a, b);
}

function batched(a: Tensor, b: Tensor): Tensor {
  const out = product(a, b);
  if (!tracks(a, b)) return out;
  const [needsA, needsB] = [tracks(a), tracks(b)];
  const [left, right] = [a.shape, b.shape];
  const saved = needsA ? (needsB ? [b, a] : [b]) : [a];
  const name = a.shape.length === 2 && b.shape.length === 2 ? "MmBackward0" : "BmmBackward0";
  return record(name, out, [a, b], saved, (g, s) => [
    needsA ? sumTo(matmul(g, s[0]!.mT), left) : null,
    needsB ? sumTo(matmul(s.at(-1)!.mT, g), right) : null,
  ]);
}

function product(a: Tensor, b: Tensor): Tensor {
  const batch = broadcastShapes(a.shape.slice(0, -2), b.shape.slice(0, -2), "matmul");
  const shape = [...batch, a.shape.at(-2)!, b.shape.at(-1)!];
  // A sum of nothing: wasm's kernel would leave the memory as it was.
  if (a.shape.at(-1) === 0) return full(shape, 0, { dtype: a.dtype === "bool" ? "int32" : a.dtype });
  const first = matrixOperand(a, batch);
  const second = matrixOperand(b, batch);
  try {
    const float = a.dtype === "float32";
    const raw = multiply(first.raw, second.raw, first.transposed, second.transposed, float);
    if (sameShape(raw.shape, shape)) return wrap(raw, a.dtype === "bool" ? "int32" : a.dtype, shape);
    const reshaped = reshapeRaw(raw, shape);
    raw.dispose();
    return wrap(reshaped, a.dtype, shape);
  } finally {
    first.dispose();
    second.dispose();
  }
}

/** Integer products pass through float32, which is exact up to 2^24; wasm multiplies nothing else. */
function multiply(a: Raw, b: Raw, transposeA: boolean, transposeB: boolean, float: boolean): Raw {
  if (!float) {
    const product = using([castRaw(a, "float32"), castRaw(b, "float32")], (x, y) =>
      multiply(x, y, transposeA, transposeB, true),
    );
    return using([product], () => castRaw(product, "int32"));
  }
  if (device() !== "wasm") return run("BatchMatMul", { a, b }, { transposeA, transposeB });
  // The wasm kernel prepares `b` once for each data id, and then ignores that another view of the data has another shape.
  return using([run("Identity", { x: b })], (copy) => run("BatchMatMul", { a, b: copy }, { transposeA, transposeB }));
}

interface MatrixOperand {
  /** [batch, rows, columns]. */
  raw: Raw;
  transposed: boolean;
  dispose(): void;
}

/** A transposed view goes to the kernel as it lies in memory, with a flag. */
function matrixOperand(x: Tensor, batch: Shape): MatrixOperand {
  const count = sizeOf(batch);
  const rank = x.shape.length;
  const [rows, columns] = [x.shape[rank - 2]!, x.shape[rank - 1]!];
  const order = x._layout?.order;
  const transposed = order != null && rows !== 1 && columns !== 1 && isTransposed(order);
  const source = transposed ? x._storage.raw : rawOf(x);
  const size = transposed ? [columns, rows] : [rows, columns];
  const own = sizeOf(x.shape.slice(0, -2));
  const flat = reshapeRaw(source, [own, ...size]);
  if (own === count) return { raw: flat, transposed, dispose: () => flat.dispose() };
  const lead = [...new Array<number>(batch.length - (rank - 2)).fill(1), ...x.shape.slice(0, -2)];
  const shaped = reshapeRaw(flat, [...lead, ...size]);
  flat.dispose();
  const tiled = run("Tile", { x: shaped }, { reps: [...batch.map((n, i) => (lead[i] === n ? 1 : n)), 1, 1] });
  shaped.dispose();
  const raw = reshapeRaw(tiled, [count, ...size]);
  tiled.dispose();
  return { raw, transposed, dispose: () => raw.dispose() };
}

function isTransposed(order: readonly number[]): boolean {
  const rank = order.length;
  return order.every((dim, i) => dim === (i < rank - 2 ? i : i === rank - 2 ? rank - 1 : rank - 2));
}

/** The product of two matrices, [n, k] and [k, m]. */
export function mm(a: Tensor, b: Tensor): Tensor {
  requireRank("mm", 2, a, b);
  return matmul(a, b);
}

/** The product of two batches of matrices, [b, n, k] and [b, k, m]. */
export function bmm(a: Tensor, b: Tensor): Tensor {
  requireRank("bmm", 3, a, b);
  if (a.shape[0] !== b.shape[0])
    throw new RangeError(`bmm: expected equal batch sizes, got ${a.shape[0]} and ${b.shape[0]}`);
  return matmul(a, b);
}

/** The product of a matrix and a vector. */
export function mv(a: Tensor, b: Tensor): Tensor {
  requireRank("mv", 2, a);
  requireRank("mv", 1, b);
  return matmul(a, b);
}

/** The sum of products of two vectors. */
export function dot(a: Tensor, b: Tensor): Tensor {
  requireRank("dot", 1, a, b);
  return matmul(a, b);
}

/** All products of two vectors' elements, [n, m]. */
export function outer(a: Tensor, b: Tensor): Tensor {
  requireRank("outer", 1, a, b);
  return a.unsqueeze(1).mul(b.unsqueeze(0));
}

function requireRank(op: string, rank: number, ...tensors: Tensor[]): void {
  for (const x of tensors) {
    if (x.shape.length !== rank)
      throw new RangeError(`${op}: expected ${rank} dimensions, got shape ${show(x.shape)}. matmul() takes any`);
  }
}

/** `beta * input + alpha * (a @ b)`. */
export function addmm(input: Tensor, a: Tensor, b: Tensor, { beta = 1, alpha = 1 } = {}): Tensor {
  const scaled = alpha === 1 ? mm(a, b) : mm(a, b).mul(alpha);
  return scaled.add(beta === 1 ? input : input.mul(beta));
}

interface MatmulMethods {
  /** The matrix product; further dimensions are batches that broadcast. */
  matmul(other: Tensor): Tensor;
  mm(other: Tensor): Tensor;
  bmm(other: Tensor): Tensor;
  mv(vector: Tensor): Tensor;
  dot(other: Tensor): Tensor;
  outer(other: Tensor): Tensor;
  /** `beta * this + alpha * (a @ b)`. */
  addmm(a: Tensor, b: Tensor, options?: { beta?: number; alpha?: number }): Tensor;
}

declare module "../tensor.ts" {
  interface Tensor extends MatmulMethods {}
}

defineFluent<MatmulMethods>({ matmul, mm, bmm, mv, dot, outer, addmm });
