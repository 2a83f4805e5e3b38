import type { TensorLibrary } from "./host.ts";

const arrays = { float32: Float32Array, int32: Int32Array, uint8: Uint8Array, bool: Uint8Array };
type Dtype = keyof typeof arrays;

/** What the host uses of a tensor of the course library. */
interface Tensor {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data: ArrayBufferView;
  requiresGrad: boolean;
  readonly grad: Tensor | null;
  backward(gradient?: Tensor): void;
}

/** The course library as the notebook imports it, loaded when the first tensor is needed. */
export function tensorLibrary(): TensorLibrary {
  const library = () => import("../../lib/index.ts");
  return {
    isTensor,
    read(value) {
      const { dtype, shape, data } = value as Tensor;
      return { dtype, shape: [...shape], bytes: new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice() };
    },
    async make(dtype, shape, bytes) {
      const { tensor } = await library();
      const flat = new arrays[dtype as Dtype](bytes.slice().buffer);
      return tensor(flat, { dtype: dtype as Dtype }).reshape(shape);
    },
    async gradients(fn, inputs, cotangent) {
      const leaves = inputs.map((input) => {
        if (isTensor(input) && (input as Tensor).dtype === "float32") (input as Tensor).requiresGrad = true;
        return input;
      });
      const output = await fn(...leaves);
      if (!isTensor(output)) throw new TypeError("gradients needs a function that returns a tensor");
      const { onesLike } = await library();
      output.backward((cotangent as Tensor | undefined) ?? onesLike(output));
      return { output, gradients: leaves.map((leaf) => (isTensor(leaf) ? leaf.grad : null)) };
    },
  };
}

function isTensor(value: unknown): value is Tensor {
  if (typeof value !== "object" || value === null || !("dtype" in value) || !("backward" in value)) return false;
  return typeof value.dtype === "string" && Object.hasOwn(arrays, value.dtype) && typeof value.backward === "function";
}
