// A name that a tensor does not have is looked up here last: PyTorch's snake_case gets an answer instead of undefined.
import { hintMembers } from "../hints.ts";
import { Tensor } from "./tensor.ts";

/** Names whose form here is not just camelCase. */
const RENAMED: Readonly<Record<string, string>> = {
  numpy: "x.data is a typed array copy, x.toArray() nested arrays",
  cuda: "tensors live on the device that setDevice() chose",
  cpu: "values are read with x.data or x.toArray()",
  half: "the library computes in float32",
  double: "the library computes in float32",
  is_leaf: "use isLeaf",
  grad_fn: "use gradFn",
  _grad: "use grad",
  __getitem__: 'use x.at(0), x.at("1:3", -1)',
  __setitem__: "use x.setAt([0], value)",
  mul_add: "use addcmul",
  type: "use x.dtype, or x.to(dtype) to convert",
  item_: "use item()",
  nelement: "use numel()",
  ndimension: "use ndim",
  multiply: "use mul()",
  subtract: "use sub()",
  divide: "use div()",
  negative: "use neg()",
  absolute: "use abs()",
  greater: "use gt()",
  less: "use lt()",
};

hintMembers(Tensor.prototype, "Tensor", RENAMED, (name) => (/^\d+$/.test(name) ? `write x.at(${name})` : null));

const OPERATORS =
  "Tensors have no operators in JavaScript: write x.add(y), x.sub(y), x.mul(y), x.div(y), x.gt(y), x.eq(y); x.item() is the " +
  "number of a tensor with one element, and String(x) its text";

Object.defineProperty(Tensor.prototype, Symbol.toPrimitive, {
  value(this: Tensor, hint: string): string {
    if (hint === "string") return this.toString();
    throw new TypeError(OPERATORS);
  },
});
