import type { Tensor, TypedArray } from "../../tensor/index.ts";

interface Bridge {
  isTensor(value: unknown): value is Tensor;
  makeTensor(data: TypedArray, shape: readonly number[], dtype: Tensor["dtype"]): Tensor;
}

// Transforms run in worker threads that never load the engine: they reach tensors only through here, where
// "tsgrad/vision" connects them.
let bridge: Bridge | undefined;

export function connectTensors(made: Bridge): void {
  bridge = made;
}

export function isTensor(value: unknown): value is Tensor {
  return bridge?.isTensor(value) ?? false;
}

/** Is this a thread that has tensors? */
export function hasTensors(): boolean {
  return bridge !== undefined;
}

export function makeTensor(data: TypedArray, shape: readonly number[], dtype: Tensor["dtype"]): Tensor {
  if (!bridge)
    throw new Error(
      "toTensor: a worker thread holds no tensors; hand the image itself back and let the main thread make the tensor",
    );
  return bridge.makeTensor(data, shape, dtype);
}
