// numpy's numbers and arrays in pickles: training loops save them as losses, accuracies and means.
import type { Tensor } from "../../tensor/index.ts";
import { fromValues } from "../../tensor/internal.ts";
import { checkedSize, decodeTensor, ELEMENT_TYPES, type ElementType } from "../elements.ts";
import { elementOf, swap } from "../npy/dtype.ts";
import { Stateful } from "../pickle/values.ts";

/** `numpy.dtype`: its state names the byte order. */
export class NumpyType extends Stateful {
  readonly kind: string;
  order = "|";

  constructor(kind: unknown) {
    super();
    this.kind = String(kind);
  }

  setState(state: unknown): void {
    if (!Array.isArray(state) || typeof state[1] !== "string")
      throw new Error("it describes a numpy type by no byte order");
    this.order = state[1];
    elementOf(this.kind, this.order);
  }

  /** The element type, and the elements in this machine's order. */
  elements(bytes: unknown): { type: ElementType; bytes: Uint8Array } {
    const type = ELEMENT_TYPES[elementOf(this.kind, this.order)];
    if (!(bytes instanceof Uint8Array)) throw new Error("the elements of a numpy array are no bytes");
    const own = bytes.slice();
    if (this.order === ">") swap(own, type.bytes);
    return { type, bytes: own };
  }

  plain(): string {
    return this.order + this.kind;
  }
}

/** One number; 64-bit integers beyond 2^53 become a bigint. */
export function numpyScalar(dtype: unknown, data: unknown): number | bigint | boolean {
  if (!(dtype instanceof NumpyType))
    throw new Error("a numpy number is described by something else than type and bytes");
  const { type, bytes } = dtype.elements(data);
  if (bytes.length !== type.bytes)
    throw new Error(`a numpy number of type "${dtype.plain()}" has ${bytes.length} bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (type === ELEMENT_TYPES.F64) return view.getFloat64(0, true);
  if (type === ELEMENT_TYPES.I64) return number(view.getBigInt64(0, true));
  if (type === ELEMENT_TYPES.U64) return number(view.getBigUint64(0, true));
  if (type === ELEMENT_TYPES.U32) return view.getUint32(0, true);
  const value = type.decode(bytes, "a numpy number")[0]!;
  return type === ELEMENT_TYPES.BOOL ? value !== 0 : value;
}

function number(value: bigint): number | bigint {
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

/** `numpy.ndarray`, a tensor to the reader: empty until its state is set. */
export class NumpyArray extends Stateful {
  #tensor: Tensor | null = null;

  setState(state: unknown): void {
    const [, shape, dtype, fortran, data] = Array.isArray(state) ? state : [];
    if (!Array.isArray(shape) || !(dtype instanceof NumpyType))
      throw new Error("it describes a numpy array by something else than shape, type and bytes");
    const { type, bytes } = dtype.elements(data);
    const size = checkedSize(shape, "a numpy array");
    if (size * type.bytes !== bytes.length)
      throw new Error(`a numpy array of shape [${shape.join(", ")}] has ${bytes.length} bytes`);
    if (fortran !== true) this.#tensor = decodeTensor(type, bytes, shape, "a numpy array");
    else {
      const reversed = decodeTensor(type, bytes, shape.toReversed(), "a numpy array");
      this.#tensor = reversed.permute(shape.map((_, i) => shape.length - 1 - i)).clone();
    }
  }

  plain(): Tensor {
    return this.#tensor ?? fromValues(new Float32Array(0), [0], "float32");
  }
}
