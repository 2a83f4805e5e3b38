import { wrap } from "../access.ts";
import { checkOptions, checkShape } from "../check.ts";
import { allocate, type DType, type TypedArray, toDType, toRawDType } from "../dtype.ts";
import { castRaw, run, upload, using } from "../raw.ts";
import { type Shape, sameShape, show, sizeOf } from "../shape.ts";
import { Tensor } from "../tensor.ts";
import { clone, detach } from "./view.ts";

/** Numbers, booleans or typed arrays, nested as the tensor's dimensions are; tensors may stand in for their values. */
export type TensorData = number | boolean | bigint | Tensor | TypedData | readonly TensorData[];
type TypedData =
  | TypedArray
  | Uint8ClampedArray
  | Float64Array
  | BigInt64Array
  | Int8Array
  | Int16Array
  | Uint16Array
  | Uint32Array;

export interface TensorOptions {
  dtype?: DType | "int64";
  /** Whether operations on the tensor are recorded for `backward()`. */
  requiresGrad?: boolean;
}

/**
 * Makes a tensor from numbers, nested arrays or a typed array; the data is copied.
 *
 * Numbers make float32, booleans bool; typed arrays keep their type (64-bit floats become float32, 64-bit integers int32).
 *
 * @example
 * tensor([[1, 2], [3, 4]]); // float32, shape [2, 2]
 * tensor([1, 2, 3], { dtype: "int32" });
 */
export function tensor(data: TensorData, options: TensorOptions = {}): Tensor {
  if (data instanceof Tensor) {
    const copy = clone(detach(data));
    return finish(options.dtype ? copy.to(toDType(options.dtype)) : copy, options);
  }
  const shape = shapeOf(data);
  const dtype = options.dtype ? toDType(options.dtype) : (typeOf(data) ?? "float32");
  const values = allocate(dtype, sizeOf(shape));
  const end = fill(values, 0, data, shape, 0, dtype);
  if (end !== values.length) throw new RangeError(`tensor: expected ${values.length} values, got ${end}`);
  return finish(fromValues(values, shape, dtype), options);
}

/** A tensor of values that nobody else will write. */
export function fromValues(values: TypedArray, shape: Shape, dtype: DType): Tensor {
  const data = dtype === "uint8" ? Int32Array.from(values) : values;
  return wrap(upload(data, shape, toRawDType(dtype)), dtype, shape);
}

function finish(x: Tensor, options: TensorOptions): Tensor {
  checkOptions("tensor", options, ["dtype", "requiresGrad"]);
  return options.requiresGrad ? x.requiresGrad_() : x;
}

function isTyped(data: TensorData): data is TypedData {
  return ArrayBuffer.isView(data) && !(data instanceof DataView);
}

function shapeOf(data: TensorData): number[] {
  if (Array.isArray(data)) return [data.length, ...(data.length > 0 ? shapeOf(data[0] as TensorData) : [])];
  if (isTyped(data)) return [data.length];
  if (data instanceof Tensor) return [...data.shape];
  if (typeof data === "number" || typeof data === "boolean" || typeof data === "bigint") return [];
  throw new TypeError(`tensor: expected numbers, booleans, arrays of them or a typed array, got ${describe(data)}`);
}

function describe(data: unknown): string {
  if (data === null || data === undefined) return String(data);
  return typeof data === "object" ? `a ${(data as object).constructor?.name ?? "object"}` : `a ${typeof data}`;
}

/** The type that the data suggests, or null for an empty array. */
function typeOf(data: TensorData): DType | null {
  if (Array.isArray(data)) {
    let found: DType | null = null;
    for (const item of data as readonly TensorData[]) {
      const type = typeOf(item);
      if (found === null || found === "bool") found = type ?? found;
      if (found === "float32") break;
    }
    return found;
  }
  if (data instanceof Tensor) return data.dtype;
  if (typeof data === "boolean") return "bool";
  if (!isTyped(data)) return typeof data === "bigint" ? "int32" : "float32";
  if (data instanceof Float32Array || data instanceof Float64Array) return "float32";
  return data instanceof Uint8Array || data instanceof Uint8ClampedArray ? "uint8" : "int32";
}

function fill(out: TypedArray, at: number, data: TensorData, shape: Shape, depth: number, dtype: DType): number {
  if (Array.isArray(data)) {
    if (depth >= shape.length || data.length !== shape[depth]) throw ragged(data.length, shape, depth);
    for (const item of data as readonly TensorData[]) at = fill(out, at, item, shape, depth + 1, dtype);
    return at;
  }
  if (data instanceof Tensor || isTyped(data)) {
    const values = data instanceof Tensor ? data.data : data;
    const inner = data instanceof Tensor ? data.shape : [data.length];
    if (!sameShape(inner, shape.slice(depth))) throw ragged(values.length, shape, depth);
    for (const value of values) out[at++] = convert(value, dtype);
    return at;
  }
  if (depth !== shape.length) throw ragged(1, shape, depth);
  if (typeof data !== "number" && typeof data !== "boolean" && typeof data !== "bigint") shapeOf(data as TensorData);
  out[at] = convert(data as number, dtype);
  return at + 1;
}

function ragged(length: number, shape: Shape, depth: number): RangeError {
  return new RangeError(
    `tensor: expected nested arrays of one shape, as the first elements have it (${show(shape)}), got ${length} where ` +
      `${shape[depth] ?? "a single number"} was expected at depth ${depth}`,
  );
}

function convert(value: number | bigint | boolean, dtype: DType): number {
  const number = Number(value);
  if (dtype === "bool") return number === 0 ? 0 : 1;
  if (dtype === "int32" && (number > 2147483647 || number < -2147483648)) {
    throw new RangeError(
      `tensor: ${value} does not fit int32, which stands for int64 here: expected -2147483648 to 2147483647`,
    );
  }
  return number;
}

/** A tensor filled with one value; the type follows the value unless given. */
export function full(shape: Shape, value: number | boolean, options: TensorOptions = {}): Tensor {
  return filled("full", shape, value, options);
}

function filled(op: string, shape: Shape, value: number | boolean, options: TensorOptions): Tensor {
  const dtype = options.dtype ? toDType(options.dtype) : typeof value === "boolean" ? "bool" : "float32";
  const number = convert(value, dtype);
  const sizes = checkShape(op, shape);
  const type = toRawDType(dtype);
  // The engine fills on the device; bool it cannot fill.
  const raw =
    type === "bool"
      ? using([run("Fill", {}, { shape: sizes, value: number, dtype: "int32" })], (x) => castRaw(x, "bool"))
      : run("Fill", {}, { shape: sizes, value: number, dtype: type });
  return finish(wrap(raw, dtype, sizes), options);
}

/** A tensor of zeros. */
export function zeros(shape: Shape, options: TensorOptions = {}): Tensor {
  return filled("zeros", shape, 0, options);
}

/** A tensor of ones. */
export function ones(shape: Shape, options: TensorOptions = {}): Tensor {
  return filled("ones", shape, 1, options);
}

/** A tensor whose values have no meaning yet; they are zeros here. */
export function empty(shape: Shape, options: TensorOptions = {}): Tensor {
  return filled("empty", shape, 0, options);
}

function like(x: Tensor, value: number, options: TensorOptions): Tensor {
  return full(x.shape, value, { dtype: x.dtype, ...options });
}

/** Zeros with another tensor's shape and type. */
export function zerosLike(x: Tensor, options: TensorOptions = {}): Tensor {
  return like(x, 0, options);
}

/** Ones with another tensor's shape and type. */
export function onesLike(x: Tensor, options: TensorOptions = {}): Tensor {
  return like(x, 1, options);
}

/** An uninitialised tensor with another's shape and type; it holds zeros here. */
export function emptyLike(x: Tensor, options: TensorOptions = {}): Tensor {
  return like(x, 0, options);
}

/** One value everywhere, with another tensor's shape and type. */
export function fullLike(x: Tensor, value: number, options: TensorOptions = {}): Tensor {
  return like(x, value, options);
}

/**
 * Integers from `start` up to but not including `end`; float32 if a number is not whole.
 *
 * @example
 * arange(3); // tensor([0, 1, 2])
 * arange(1, 2, 0.25);
 */
export function arange(end: number, options?: TensorOptions): Tensor;
export function arange(start: number, end: number, step?: number, options?: TensorOptions): Tensor;
export function arange(first: number, second?: number | TensorOptions, step = 1, options: TensorOptions = {}): Tensor {
  const single = typeof second !== "number";
  const settings = typeof second === "object" ? second : options;
  const [start, end] = single ? [0, first] : [first, second];
  if (step === 0 || Math.sign(end - start) * Math.sign(step) < 0) {
    throw new RangeError(`arange: a step of ${step} does not lead from ${start} to ${end}`);
  }
  const whole = [start, end, step].every(Number.isInteger);
  const dtype = settings.dtype ? toDType(settings.dtype) : whole ? "int32" : "float32";
  const values = allocate(dtype, Math.ceil((end - start) / step));
  for (let i = 0; i < values.length; i++) values[i] = convert(start + i * step, dtype);
  return finish(fromValues(values, [values.length], dtype), settings);
}

/** `steps` numbers at equal distances from `start` to `end`, both included. */
export function linspace(start: number, end: number, steps: number, options: TensorOptions = {}): Tensor {
  const step = steps > 1 ? (end - start) / (steps - 1) : 0;
  // From both ends, as PyTorch does, so that the last value is exact.
  return tensor(
    Float32Array.from({ length: steps }, (_, i) => (i < steps / 2 ? start + step * i : end - step * (steps - 1 - i))),
    options,
  );
}

/** `steps` numbers from `base ** start` to `base ** end` at equal ratios. */
export function logspace(start: number, end: number, steps: number, base = 10, options: TensorOptions = {}): Tensor {
  const step = steps > 1 ? (end - start) / (steps - 1) : 0;
  return tensor(
    Float32Array.from(
      { length: steps },
      (_, i) => base ** (i < steps / 2 ? start + step * i : end - step * (steps - 1 - i)),
    ),
    options,
  );
}

/** Ones on the main diagonal, zeros elsewhere. */
export function eye(n: number, m = n, options: TensorOptions = {}): Tensor {
  const values = new Float32Array(n * m);
  for (let i = 0; i < Math.min(n, m); i++) values[i * m + i] = 1;
  const { requiresGrad, ...type } = options;
  return finish(tensor(values, type).reshape([n, m]).clone(), { requiresGrad });
}
