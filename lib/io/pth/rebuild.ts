// The names that a .pth file may use, and what they make. Nothing else is known, so nothing else can happen.
import { asStrided, Tensor } from "../../tensor/index.ts";
import { keep } from "../../tensor/internal.ts";
import { checkedSize, ELEMENT_TYPES, type ElementName } from "../elements.ts";
import { type Global, PyDict } from "../pickle/values.ts";
import { NumpyArray, NumpyType, numpyScalar } from "./numpy.ts";

/** The elements that tensors share, read when the first of them is made. */
export interface StorageRef {
  readonly type: ElementName;
  readonly count: number;
  /** All elements as one flat tensor. */
  readonly values: () => Tensor;
}

/** PyTorch's storage classes. */
const STORAGES: Readonly<Record<string, ElementName>> = {
  FloatStorage: "F32",
  DoubleStorage: "F64",
  HalfStorage: "F16",
  BFloat16Storage: "BF16",
  LongStorage: "I64",
  IntStorage: "I32",
  ShortStorage: "I16",
  CharStorage: "I8",
  ByteStorage: "U8",
  BoolStorage: "BOOL",
};

/** A storage class, named by a persistent id. */
export interface StorageClass extends Global {
  readonly element: ElementName;
}

const DTYPES = ["float32", "float64", "float16", "bfloat16", "int64", "int32", "int16", "int8", "uint8", "bool"];

const FUNCTIONS: Readonly<Record<string, (args: readonly unknown[]) => unknown>> = {
  "collections.OrderedDict": orderedDict,
  "torch._utils._rebuild_tensor_v2": rebuildTensor,
  "torch._utils._rebuild_parameter": ([data, requiresGrad]) => rebuildParameter(data, requiresGrad),
  "torch.Size": ([sizes]) => sizes,
  "torch.device": (args) => args.join(":"),
  "numpy.dtype": ([kind]) => new NumpyType(kind),
  "numpy._core.multiarray.scalar": ([type, bytes]) => numpyScalar(type, bytes),
  "numpy._core.multiarray._reconstruct": () => new NumpyArray(),
  // Protocol 2 has no bytes: those of an empty array are made by a call.
  "builtins.bytes": (args) => {
    if (args.length > 0) throw new Error("bytes are made of something");
    return new Uint8Array(0);
  },
  "_codecs.encode": ([text]) => Uint8Array.from(String(text), (character) => character.charCodeAt(0)),
};

/** Looks a name up for the unpickler of `file`. */
export function findGlobal(file: string, module: string, name: string): Global | StorageClass {
  // numpy 2 has renamed its core.
  const full = `${module.replace("__builtin__", "builtins").replace(/^numpy\.core\b/, "numpy._core")}.${name}`;
  if (Object.hasOwn(FUNCTIONS, full))
    return { name: full, call: (args) => explained(file, () => FUNCTIONS[full]!(args)) };
  if (module === "torch" && Object.hasOwn(STORAGES, name)) return { name: full, element: STORAGES[name]! };
  if ((module === "torch" && DTYPES.includes(name)) || full === "numpy.ndarray") return { name: full };
  throw new Error(
    `${file}: refused to read it: it asks for ${JSON.stringify(full)}, and a pickle that may call anything can run any ` +
      "program. Only tensors, numbers, strings, lists and dicts are read. If the file is from someone you trust, save " +
      "model.state_dict() again in Python, or convert it to safetensors",
  );
}

function explained<T>(file: string, body: () => T): T {
  try {
    return body();
  } catch (error) {
    const { message } = error as Error;
    throw new Error(message.startsWith(file) ? message : `${file}: ${message}`, { cause: error });
  }
}

function orderedDict([items]: readonly unknown[]): PyDict {
  const dict = new PyDict();
  if (Array.isArray(items)) for (const [key, value] of items as [unknown, unknown][]) dict.items.set(key, value);
  return dict;
}

function rebuildTensor(args: readonly unknown[]): Tensor {
  const [storage, offset, sizes, strides, requiresGrad] = args as [StorageRef, number, number[], number[], boolean];
  if (typeof storage?.values !== "function" || !Array.isArray(sizes) || !Array.isArray(strides))
    throw new Error("a tensor is described by something else than storage, offset, sizes and strides");
  const size = checkedSize(sizes, "a tensor");
  const places = [...strides, offset];
  if (sizes.length !== strides.length || places.some((place) => !Number.isSafeInteger(place) || place < 0))
    throw new Error(`a tensor has sizes [${sizes}] with strides [${strides}] from ${offset}`);
  const last = sizes.reduce((at, n, i) => at + (n - 1) * strides[i]!, offset);
  if (size > 0 && last >= storage.count)
    throw new RangeError(`a tensor reaches element ${last} of a storage of ${storage.count}`);
  const flat = storage.values();
  const whole = offset === 0 && size === storage.count && isRowMajor(sizes, strides);
  // `detach` shares the elements and knows of no base: tensors of one storage stay tied, as in PyTorch.
  const view = whole ? flat.view(sizes) : asStrided(flat, sizes, strides, offset);
  return setGradient(view.detach(), requiresGrad);
}

function rebuildParameter(data: unknown, requiresGrad: unknown): Tensor {
  if (!(data instanceof Tensor)) throw new Error("a parameter is made of something that is no tensor");
  return setGradient(data, requiresGrad);
}

function setGradient(x: Tensor, requiresGrad: unknown): Tensor {
  keep(x);
  return requiresGrad === true && x.dtype === "float32" ? x.requiresGrad_() : x;
}

function isRowMajor(sizes: readonly number[], strides: readonly number[]): boolean {
  let step = 1;
  for (let i = sizes.length - 1; i >= 0; i--) {
    if (sizes[i] !== 1 && strides[i] !== step) return false;
    step *= sizes[i]!;
  }
  return true;
}

/** Bytes of a storage. */
export function storageBytes(type: ElementName, count: number): number {
  return checkedSize([count], "a storage") * ELEMENT_TYPES[type].bytes;
}
