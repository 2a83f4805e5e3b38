import type { CApi, Pointer } from "./c-api.ts";
import { ATTRIBUTE_TYPES } from "./dtypes.ts";
import type { Status } from "./status.ts";

/** An attribute of a TensorFlow op, as tfjs-node's kernels write it. */
export interface OpAttribute {
  name: string;
  /** One of ATTRIBUTE_TYPES. */
  type: number;
  value: AttributeValue;
}

export type AttributeValue = string | number | boolean | readonly number[] | readonly boolean[];

export const int64s = (values: readonly number[]): BigInt64Array => BigInt64Array.from(values, BigInt);

type Setter = (api: CApi, op: Pointer, name: string, value: never, status: Status) => void;

const SCALARS: Record<number, Setter> = {
  [ATTRIBUTE_TYPES.TF_ATTR_STRING]: (api, op, name, value: string) =>
    api.TFE_OpSetAttrString(op, name, value, Buffer.byteLength(value)),
  [ATTRIBUTE_TYPES.TF_ATTR_INT]: (api, op, name, value: number) => api.TFE_OpSetAttrInt(op, name, value),
  [ATTRIBUTE_TYPES.TF_ATTR_FLOAT]: (api, op, name, value: number) => api.TFE_OpSetAttrFloat(op, name, value),
  [ATTRIBUTE_TYPES.TF_ATTR_BOOL]: (api, op, name, value: boolean) => api.TFE_OpSetAttrBool(op, name, value ? 1 : 0),
  [ATTRIBUTE_TYPES.TF_ATTR_TYPE]: (api, op, name, value: number) => api.TFE_OpSetAttrType(op, name, value),
};

const LISTS: Record<number, Setter> = {
  [ATTRIBUTE_TYPES.TF_ATTR_INT]: (api, op, name, values: readonly number[]) =>
    api.TFE_OpSetAttrIntList(op, name, int64s(values), values.length),
  [ATTRIBUTE_TYPES.TF_ATTR_FLOAT]: (api, op, name, values: readonly number[]) =>
    api.TFE_OpSetAttrFloatList(op, name, Float32Array.from(values), values.length),
  [ATTRIBUTE_TYPES.TF_ATTR_BOOL]: (api, op, name, values: readonly boolean[]) =>
    api.TFE_OpSetAttrBoolList(op, name, Uint8Array.from(values, Number), values.length),
  [ATTRIBUTE_TYPES.TF_ATTR_SHAPE]: (api, op, name, dims: readonly number[], status) => {
    api.TFE_OpSetAttrShape(op, name, int64s(dims), dims.length, status.pointer);
    status.check(`attribute "${name}"`);
  },
};

/** Sets one attribute of an eager op. */
export function setAttribute(api: CApi, status: Status, op: Pointer, { name, type, value }: OpAttribute): void {
  const list = Array.isArray(value);
  const set = (list ? LISTS : SCALARS)[type];
  if (!set)
    throw new Error(`Attribute "${name}": ${list ? "a list" : "a value"} of attribute type ${type} cannot be set`);
  set(api, op, name, value as never, status);
}
