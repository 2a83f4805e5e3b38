import { writeFileSync } from "node:fs";
import { Parameter } from "../../nn/parameter.ts";
import { Tensor, tensor } from "../../tensor/index.ts";
import { encodeTensor } from "../elements.ts";
import { Call, Name, Persistent, pickle, Tuple } from "../pickle/pickle.ts";
import { encodeZip, type ZipFile } from "../zip/index.ts";

const STORAGES = {
  float32: "FloatStorage",
  int32: "IntStorage",
  uint8: "ByteStorage",
  bool: "BoolStorage",
} as const;

/**
 * The bytes of a file that `torch.load(path, weights_only=True)` reads: tensors, numbers, strings, booleans, null, arrays
 * and plain objects, nested in any way. Typed arrays become tensors; objects whose keys are whole numbers, dicts of integers.
 *
 * @example
 * readPth(encodePth({ weights: tensor([1, 2]), epoch: 3 })); // { weights: tensor([1., 2.]), epoch: 3 }
 */
export function encodePth(value: unknown): Uint8Array {
  const storages = new Storages();
  const data = pickle(value, (item) => storages.replace(item));
  const text = (content: string) => new TextEncoder().encode(content);
  const files: ZipFile[] = [
    { name: "archive/data.pkl", bytes: data },
    { name: "archive/byteorder", bytes: text("little") },
    ...storages.files.map((bytes, key) => ({ name: `archive/data/${key}`, bytes })),
    { name: "archive/version", bytes: text("3\n") },
  ];
  return encodeZip(files, 64);
}

/** Writes a .pth file; see `encodePth`. */
export function writePth(path: string, value: unknown): void {
  writeFileSync(path, encodePth(value));
}

/** Tensors that are the same part of the same storage are written once. */
class Storages {
  readonly files: Uint8Array[] = [];
  readonly #known: { x: Tensor; key: string }[] = [];

  replace(value: object): unknown {
    if (ArrayBuffer.isView(value)) return this.#describe(tensor(value as Uint8Array));
    if (!(value instanceof Tensor)) return undefined;
    const described = this.#describe(value);
    if (!(value instanceof Parameter)) return described;
    return new Call("torch._utils", "_rebuild_parameter", [described, value.requiresGrad, noHooks()]);
  }

  #describe(x: Tensor): Call {
    const storage = new Name("torch", STORAGES[x.dtype]);
    const id = new Tuple("storage", storage, this.#keyOf(x), "cpu", x.numel());
    const strides = x.shape.map((_, i) => x.shape.slice(i + 1).reduce((a, b) => a * Math.max(b, 1), 1));
    return new Call("torch._utils", "_rebuild_tensor_v2", [
      new Persistent(id),
      0,
      new Tuple(...x.shape),
      new Tuple(...strides),
      x.isLeaf && x.requiresGrad && !(x instanceof Parameter),
      noHooks(),
    ]);
  }

  #keyOf(x: Tensor): string {
    const same = this.#known.find(
      (other) => other.x._storage === x._storage && other.x.shape.join() === x.shape.join() && sameStrides(other.x, x),
    );
    if (same) return same.key;
    const key = String(this.files.length);
    this.files.push(encodeTensor(x));
    this.#known.push({ x, key });
    return key;
  }
}

function sameStrides(a: Tensor, b: Tensor): boolean {
  return a.storageOffset() === b.storageOffset() && a.stride().join() === b.stride().join();
}

function noHooks(): Call {
  return new Call("collections", "OrderedDict", []);
}
