import type { DType, Tensor, TypedArray } from "../../tensor/index.ts";
import type { Collation } from "../collate.ts";
import { ARRAYS, joinArrays } from "../plain-array.ts";
import { type Packed, pack } from "./portable.ts";

/** Puts samples together without an engine: the batch is the memory that goes to the main thread. */
export const packingCollation: Collation = {
  stack(tensors: readonly Tensor[]): Packed {
    const { shape, dtype, data: first } = tensors[0]!;
    const data: TypedArray = new ARRAYS[dtype](first.length * tensors.length);
    for (const [i, x] of tensors.entries()) data.set(i === 0 ? first : x.data, i * first.length);
    return packed([tensors.length, ...shape], dtype, data);
  },
  join: (arrays) => packed([arrays.length, ...arrays[0]!.shape], arrays[0]!.dtype, joinArrays(arrays)),
  numbers: (values, dtype) => packed([values.length], dtype, ARRAYS[dtype].from(values)),
  booleans: (values) => packed([values.length], "bool", Uint8Array.from(values, Number)),
  list: (values) => ["array", ...values],
  fields: (values) => ["object", values],
  strings: (values) => pack(values, "batch"),
};

function packed(shape: number[], dtype: DType, data: TypedArray): Packed {
  return ["tensor", shape, dtype, data];
}
