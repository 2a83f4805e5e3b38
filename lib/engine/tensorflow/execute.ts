import * as tf from "@tensorflow/tfjs-core";
import { throwIfInterrupted } from "../interrupt.ts";
import type { AttributeValue, OpAttribute } from "./attributes.ts";
import { ATTRIBUTE_TYPES, DTYPES } from "./dtypes.ts";
import type { TensorFlowBackend } from "./kernels.ts";

/** A value whose attribute type JavaScript cannot show: `int(3)`, `float(3)`, `dtype("int32")`. */
export interface TypedValue {
  type: number;
  value: AttributeValue;
}

export type OpAttributes = Record<string, boolean | string | TypedValue>;

export const int = (value: number | readonly number[]): TypedValue => ({ type: ATTRIBUTE_TYPES.TF_ATTR_INT, value });
export const float = (value: number | readonly number[]): TypedValue => ({
  type: ATTRIBUTE_TYPES.TF_ATTR_FLOAT,
  value,
});
export const dtype = (name: "float32" | "int32" | "bool"): TypedValue => ({
  type: ATTRIBUTE_TYPES.TF_ATTR_TYPE,
  value: { float32: DTYPES.TF_FLOAT, int32: DTYPES.TF_INT32, bool: DTYPES.TF_BOOL }[name],
});

/**
 * Runs one of TensorFlow's own ops, named as in its C++ documentation, on tfjs tensors; outside any gradient tape.
 * Types of inputs (attribute `T`) need not be given. Only on the devices gpu and cpu.
 *
 * @example
 * const [y] = executeOp("LeakyRelu", { alpha: float(0.1) }, [x], 1);
 */
export function executeOp(
  name: string,
  attributes: OpAttributes,
  inputs: readonly tf.Tensor[],
  outputs: number,
): tf.Tensor[] {
  throwIfInterrupted();
  const backend = tf.backend() as Partial<TensorFlowBackend> & tf.KernelBackend;
  if (!backend.executeMultipleOutputs) {
    throw new Error(
      `executeOp("${name}"): TensorFlow's ops run on the devices gpu and cpu, not on "${tf.getBackend()}"`,
    );
  }
  return backend.executeMultipleOutputs(name, Object.entries(attributes).map(toAttribute), inputs, outputs);
}

/** A number for inputs of type int64, which tfjs does not know; good as an input of TensorFlow's ops only. */
export function int64Scalar(value: number): tf.Tensor {
  const scalar = tf.engine().makeTensor(Int32Array.of(value), [], "int32") as tf.Tensor;
  const written = (tf.backend() as TensorFlowBackend).tensorMap.get(scalar.dataId);
  Object.assign(written, { dtype: DTYPES.TF_INT64, values: BigInt64Array.of(BigInt(value)) });
  return scalar;
}

/** Whether ops run on a GPU now. */
export const onGpu = (): boolean => (tf.backend() as Partial<TensorFlowBackend>).isUsingGpuDevice === true;

function toAttribute([name, value]: [string, OpAttributes[string]]): OpAttribute {
  if (typeof value === "boolean") return { name, type: ATTRIBUTE_TYPES.TF_ATTR_BOOL, value };
  if (typeof value === "string") return { name, type: ATTRIBUTE_TYPES.TF_ATTR_STRING, value };
  return { name, ...value };
}
