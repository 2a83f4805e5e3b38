/** Element types. `int32` stands for PyTorch's int64 as well; `uint8` is an image's type. */
export type DType = "float32" | "int32" | "uint8" | "bool";

/** What `x.data` returns for each type. */
export type TypedArray = Float32Array | Int32Array | Uint8Array;

/** The engine's types: it has no uint8, which is kept as int32 and wrapped after arithmetic. */
export type RawDType = "float32" | "int32" | "bool";

const ALIASES: Readonly<Record<string, DType>> = {
  float32: "float32",
  float: "float32",
  int32: "int32",
  int: "int32",
  int64: "int32",
  long: "int32",
  uint8: "uint8",
  byte: "uint8",
  bool: "bool",
};

const TYPE_NAMES: Readonly<Record<DType, string>> = {
  float32: "Float",
  int32: "Int",
  uint8: "Byte",
  bool: "Bool",
};

/** Checks a dtype that a caller named; PyTorch's other names for the four types are understood. */
export function toDType(name: string): DType {
  const found = Object.hasOwn(ALIASES, name) ? ALIASES[name] : undefined;
  if (found !== undefined) return found;
  const hint = /^(cuda|gpu|cpu|mps)/.test(name)
    ? "; tensors live on the device that setDevice() chose"
    : /64|16|double|half/.test(name)
      ? `; tsgrad computes in "float32"`
      : "";
  throw new TypeError(
    `Expected dtype "float32", "int32" (or "int64"), "uint8" or "bool", got ${JSON.stringify(name)}${hint}`,
  );
}

export function toRawDType(dtype: DType): RawDType {
  return dtype === "uint8" ? "int32" : dtype;
}

/** PyTorch's word for the type in messages: "Float", "Int". */
export function typeName(dtype: DType): string {
  return TYPE_NAMES[dtype];
}

/** PyTorch's categories: a higher one wins whatever the number of dimensions. */
export function category(dtype: DType): number {
  if (dtype === "float32") return 2;
  return dtype === "bool" ? 0 : 1;
}

/** The type that holds the values of both, as `torch.promote_types`. */
export function promoteTypes(a: DType, b: DType): DType {
  if (a === b) return a;
  if (a === "float32" || b === "float32") return "float32";
  if (a === "bool") return b;
  if (b === "bool") return a;
  return "int32";
}

/** Allocates the array that holds `length` values of a type. */
export function allocate(dtype: DType, length: number): TypedArray {
  if (dtype === "float32") return new Float32Array(length);
  return dtype === "int32" ? new Int32Array(length) : new Uint8Array(length);
}
