export type TensorData = Float32Array | Int32Array | Uint8Array;
export type TensorDtype = "float32" | "int32" | "uint8" | "bool";
export type Values = number | boolean | TensorData | readonly Values[];

export interface TensorOptions {
  dtype?: TensorDtype;
  /** Lays flat values out in this shape. */
  shape?: readonly number[];
}

/** A tensor as plain data, in row-major order: what tests make, send and receive. */
export class TensorValue {
  readonly dtype: TensorDtype;
  readonly shape: readonly number[];
  readonly data: TensorData;

  constructor(dtype: TensorDtype, shape: readonly number[], data: TensorData) {
    const size = shape.reduce((product, side) => product * side, 1);
    if (size !== data.length) throw new RangeError(`Shape [${shape}] holds ${size} values, got ${data.length}`);
    this.dtype = dtype;
    this.shape = Object.freeze([...shape]);
    this.data = data;
  }

  get size(): number {
    return this.data.length;
  }

  /** The only value of a tensor of one element. */
  item(): number {
    if (this.size !== 1) throw new RangeError(`item() needs one element, got shape [${this.shape}]`);
    return this.data[0]!;
  }

  /** Nested arrays, as written on paper. */
  toArray(): NestedNumbers {
    const build = (axis: number, offset: number, stride: number): NestedNumbers => {
      if (axis === this.shape.length) return this.data[offset]!;
      const side = this.shape[axis]!;
      const step = side === 0 ? 0 : stride / side;
      return Array.from({ length: side }, (_, i) => build(axis + 1, offset + i * step, step));
    };
    return build(0, 0, this.size);
  }
}

export type NestedNumbers = number | NestedNumbers[];

/** The tensor of bytes that came over the wire, or an error that says what is wrong with them. */
export function tensorFromBytes(dtype: string, shape: readonly number[], bytes: Uint8Array): TensorValue {
  if (!Object.hasOwn(arrays, dtype))
    throw new TypeError(`Expected a tensor of ${Object.keys(arrays).join(", ")}, got ${dtype.slice(0, 20)}`);
  const kind = arrays[dtype as TensorDtype];
  if (bytes.length % kind.BYTES_PER_ELEMENT !== 0) throw new RangeError(`A ${dtype} tensor of ${bytes.length} bytes`);
  const own = bytes.slice().buffer;
  return new TensorValue(dtype as TensorDtype, shape, new kind(own));
}

const arrays = { float32: Float32Array, int32: Int32Array, uint8: Uint8Array, bool: Uint8Array };

/**
 * Makes a tensor of nested arrays, a number or a typed array. Numbers make float32, booleans bool, typed arrays keep their type.
 *
 * ```ts
 * tensor([[1, 2], [3, 4]]).shape // [2, 2]
 * ```
 */
export function tensor(values: Values, options: TensorOptions = {}): TensorValue {
  const { shape, flat, natural } = flatten(values);
  const dtype = options.dtype ?? natural;
  const layout = options.shape ?? shape;
  return new TensorValue(dtype, layout, arrays[dtype].from(flat));
}

function flatten(values: Values): { shape: number[]; flat: ArrayLike<number>; natural: TensorDtype } {
  if (values instanceof Float32Array) return { shape: [values.length], flat: values, natural: "float32" };
  if (values instanceof Int32Array) return { shape: [values.length], flat: values, natural: "int32" };
  if (values instanceof Uint8Array) return { shape: [values.length], flat: values, natural: "uint8" };
  const shape: number[] = [];
  for (let level: Values = values; Array.isArray(level); level = level[0] as Values) {
    shape.push(level.length);
    if (level.length === 0) break;
  }
  const flat: number[] = [];
  let booleans = true;
  const visit = (value: Values, axis: number): void => {
    if (Array.isArray(value)) {
      if (value.length !== shape[axis]) {
        throw new RangeError(
          `Expected ${shape[axis] ?? "a number instead of a list of"} values on axis ${axis}, got ${value.length}`,
        );
      }
      for (const entry of value) visit(entry, axis + 1);
      return;
    }
    if (axis !== shape.length || (typeof value !== "number" && typeof value !== "boolean")) {
      throw new RangeError(
        `Expected lists of equal length and depth [${shape}], got ${String(value)} at depth ${axis}`,
      );
    }
    booleans &&= typeof value === "boolean";
    flat.push(Number(value));
  };
  visit(values, 0);
  return { shape, flat, natural: booleans && flat.length > 0 ? "bool" : "float32" };
}
