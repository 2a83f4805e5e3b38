// From tensors of matrices to the host's algorithms and back.
import { fromValues } from "../ops/creation.ts";
import { valuesOf } from "../read.ts";
import { type Shape, show, sizeOf } from "../shape.ts";
import type { Tensor } from "../tensor.ts";

/** The number of rows and columns of matrices [..., n, m]. */
export function matrixSize(op: string, { shape, dtype }: Tensor): [rows: number, columns: number] {
  if (shape.length < 2 || dtype !== "float32")
    throw new RangeError(`linalg.${op}: expected float32 matrices [..., n, m], got ${dtype} ${show(shape)}`);
  return shape.slice(-2) as [number, number];
}

/** The size of square matrices [..., n, n]. */
export function squareSize(op: string, { shape, dtype }: Tensor): number {
  const [rows, columns] = shape.slice(-2);
  if (shape.length < 2 || rows !== columns || dtype !== "float32")
    throw new RangeError(`linalg.${op}: expected square float32 matrices [..., n, n], got ${dtype} ${show(shape)}`);
  return rows!;
}

/** Results of `fn` for all matrices, each in one tensor [..., ...shape]. */
export function perMatrix<S extends readonly Shape[]>(
  a: Tensor,
  shapes: S,
  fn: (matrix: ArrayLike<number>, i: number) => { [K in keyof S]: Float64Array },
): { [K in keyof S]: Tensor } {
  const batch = a.shape.slice(0, -2);
  const size = sizeOf(a.shape.slice(-2));
  const values = valuesOf(a);
  const outputs = shapes.map((shape) => new Float32Array(sizeOf(batch) * sizeOf(shape)));
  for (let i = 0; i < sizeOf(batch); i++) {
    const parts = fn(values.subarray(i * size, (i + 1) * size), i);
    for (const [k, part] of parts.entries()) outputs[k]!.set(part, i * part.length);
  }
  return outputs.map((output, k) => fromValues(output, [...batch, ...shapes[k]!], "float32")) as {
    [K in keyof S]: Tensor;
  };
}
