// TF_DataType and TF_AttrType of TensorFlow's C API, by the names tfjs-node's kernels read from a binding.

export const DTYPES = {
  TF_FLOAT: 1,
  TF_INT32: 3,
  TF_UINT8: 4,
  TF_STRING: 7,
  TF_COMPLEX64: 8,
  TF_INT64: 9,
  TF_BOOL: 10,
  TF_RESOURCE: 20,
} as const;

export const ATTRIBUTE_TYPES = {
  TF_ATTR_STRING: 0,
  TF_ATTR_INT: 1,
  TF_ATTR_FLOAT: 2,
  TF_ATTR_BOOL: 3,
  TF_ATTR_TYPE: 4,
  TF_ATTR_SHAPE: 5,
} as const;

export type Elements = Float32Array | Int32Array | Uint8Array | BigInt64Array;

const ELEMENTS = new Map<number, { new (buffer: ArrayBuffer): Elements; from(values: Iterable<number>): Elements }>([
  [DTYPES.TF_FLOAT, Float32Array],
  [DTYPES.TF_COMPLEX64, Float32Array],
  [DTYPES.TF_INT32, Int32Array],
  [DTYPES.TF_UINT8, Uint8Array],
  [DTYPES.TF_BOOL, Uint8Array],
]);

/** The bytes of `values` as elements of a dtype, converted only where they are of another kind. */
export function toBytes(values: Elements | readonly number[], dtype: number): Uint8Array {
  const kind = ELEMENTS.get(dtype);
  const fits = ArrayBuffer.isView(values) && (kind === undefined || values instanceof kind || isByte(values, dtype));
  const elements = fits ? (values as Elements) : kind!.from(values as readonly number[]);
  return new Uint8Array(elements.buffer, elements.byteOffset, elements.byteLength);
}

/** Bytes, from the start of a buffer of their own, as elements of a dtype. */
export function fromBytes(bytes: Uint8Array, dtype: number): Elements {
  const buffer = bytes.buffer as ArrayBuffer;
  if (dtype === DTYPES.TF_INT64) return new BigInt64Array(buffer);
  const kind = ELEMENTS.get(dtype);
  if (!kind)
    throw new Error(`A TensorFlow tensor of type ${dtype} cannot be read: expected float32, int32, bool or complex64`);
  return new kind(buffer);
}

function isByte(values: ArrayBufferView, dtype: number): boolean {
  return (dtype === DTYPES.TF_BOOL || dtype === DTYPES.TF_UINT8) && (values as Uint8Array).BYTES_PER_ELEMENT === 1;
}
