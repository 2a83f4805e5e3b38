import type { Tensor } from "../../lib/index.ts";
import type { TensorLibrary } from "./host.ts";

const arrays = { float32: Float32Array, int32: Int32Array, uint8: Uint8Array, bool: Uint8Array };
type Dtype = keyof typeof arrays;

/** The course library as the notebook imports it, loaded when the first tensor is needed. */
export function tensorLibrary(): TensorLibrary {
  const library = () => import("../../lib/index.ts");
  return {
    isTensor,
    read(value) {
      const { dtype, shape, data } = value as Tensor;
      const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice();
      return { dtype, shape: [...shape], bytes };
    },
    async make(dtype, shape, bytes) {
      const { tensor } = await library();
      const flat = new arrays[dtype as Dtype](bytes.slice().buffer);
      return tensor(flat, { dtype: dtype as Dtype }).reshape(shape);
    },
    async gradients(fn, inputs, cotangent) {
      for (const input of inputs) if (isTensor(input) && input.dtype === "float32") input.requiresGrad = true;
      const output = await fn(...inputs);
      if (!isTensor(output)) throw new TypeError("gradients needs a function that returns a tensor");
      const { onesLike } = await library();
      output.backward((cotangent as Tensor | undefined) ?? onesLike(output));
      return { output, gradients: inputs.map((input) => (isTensor(input) ? input.grad : null)) };
    },
  };
}

/** By its shape, not its class: the notebook's own copy of the library made it. */
function isTensor(value: unknown): value is Tensor {
  if (typeof value !== "object" || value === null || !("dtype" in value) || !("backward" in value)) return false;
  return typeof value.dtype === "string" && Object.hasOwn(arrays, value.dtype) && typeof value.backward === "function";
}
