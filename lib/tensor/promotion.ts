import { category, type DType, promoteTypes } from "./dtype.ts";
import { Tensor } from "./tensor.ts";

/** What an arithmetic operation takes beside its tensor. */
export type Operand = Tensor | number | boolean;

/**
 * The type an operation computes in, as `torch.result_type`: a tensor with dimensions decides within its category, a
 * 0-dimensional tensor or a number only by a higher category. A JavaScript number counts as an integer if it is one.
 */
export function resultType(...operands: Operand[]): DType {
  let dimensioned: DType | null = null;
  let scalar: DType | null = null;
  let number: DType | null = null;
  for (const x of operands) {
    if (!(x instanceof Tensor)) number = merge(number, numberType(x));
    else if (x.shape.length > 0) dimensioned = merge(dimensioned, x.dtype);
    else scalar = merge(scalar, x.dtype);
  }
  return higher(dimensioned, higher(scalar, number))!;
}

function merge(a: DType | null, b: DType): DType {
  return a === null ? b : promoteTypes(a, b);
}

function higher(first: DType | null, second: DType | null): DType | null {
  if (first === null || second === null) return first ?? second;
  return category(second) > category(first) ? second : first;
}

/** Numbers that are integers keep an integer tensor's type; the others make it float32. */
function numberType(value: number | boolean): DType {
  if (typeof value === "boolean") return "bool";
  return Number.isInteger(value) ? "int32" : "float32";
}
