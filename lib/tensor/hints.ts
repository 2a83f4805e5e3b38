// A name that a tensor does not have is looked up here last: PyTorch's snake_case gets an answer instead of undefined.
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

const lookup = new Proxy(Object.prototype, {
  get(target, key, receiver) {
    if (typeof key === "string" && !(key in target)) {
      const hint = hintFor(key);
      if (hint !== null) throw new TypeError(`Tensor has no "${key}": ${hint}`);
    }
    return Reflect.get(target, key, receiver);
  },
});

/** How a PyTorch name is said here, or null if it means nothing. */
export function hintFor(name: string): string | null {
  if (Object.hasOwn(RENAMED, name)) return RENAMED[name]!;
  if (!/^[a-z]/.test(name) || !name.slice(0, -1).includes("_")) return null;
  const camel = name.replace(/_+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  return camel in Tensor.prototype ? `use ${camel}` : null;
}

Object.setPrototypeOf(Tensor.prototype, lookup);
