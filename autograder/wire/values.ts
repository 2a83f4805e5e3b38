/**
 * Values on the wire. Plain data goes as it is, everything else as `{ $: kind, ... }`; tensors and typed arrays keep their
 * bytes in the frame's second part at `[at, at + length)`.
 */
export type WireValue =
  | null
  | boolean
  | string
  | number
  | WireValue[]
  | { $: "number"; text: "NaN" | "Infinity" | "-Infinity" | "-0" }
  | { $: "undefined" }
  | { $: "bigint"; text: string }
  | { $: "object"; entries: [string, WireValue][] }
  | { $: "map"; entries: [WireValue, WireValue][] }
  | { $: "set"; values: WireValue[] }
  | { $: "tensor"; dtype: string; shape: number[]; at: number; length: number }
  | { $: "array"; type: TypedArrayName; at: number; length: number }
  | { $: "handle"; handle: number; kind: "object" | "function"; name: string };

export const typedArrays = {
  Float32Array,
  Float64Array,
  Int8Array,
  Int16Array,
  Int32Array,
  Uint8Array,
  Uint8ClampedArray,
  Uint16Array,
  Uint32Array,
  BigInt64Array,
  BigUint64Array,
} as const;

export type TypedArrayName = keyof typeof typedArrays;

export const limits = { depth: 64, nodes: 1_000_000 } as const;

/** Gathers the bytes of a message's tensors, aligned to eight. */
export class ByteWriter {
  #parts: Uint8Array[] = [];
  #length = 0;

  add(bytes: Uint8Array): { at: number; length: number } {
    const at = this.#length;
    const padded = Math.ceil(bytes.length / 8) * 8;
    const part = new Uint8Array(padded);
    part.set(bytes);
    this.#parts.push(part);
    this.#length += padded;
    return { at, length: bytes.length };
  }

  take(): Uint8Array {
    const all = new Uint8Array(this.#length);
    let at = 0;
    for (const part of this.#parts) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  }
}
