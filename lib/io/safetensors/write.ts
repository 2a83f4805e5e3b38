import { writeFileSync } from "node:fs";
import { Tensor } from "../../tensor/index.ts";
import { ELEMENT_TYPES, encodeTensor, STORED_AS } from "../elements.ts";

export interface SafetensorsOptions {
  /** Strings to write beside the tensors. */
  metadata?: Readonly<Record<string, string>>;
  /** Keys of int32 tensors of values from -128 to 127 to store as I8, a byte an element. */
  int8?: readonly string[];
}

/** The reference implementation lays out larger types first, then by name. */
const RANK = ["F32", "I32", "I8", "U8", "BOOL"];

/**
 * The bytes of a safetensors file, as the reference implementation writes them.
 *
 * @example
 * readSafetensors(encodeSafetensors({ x: tensor([1, 2]) })).x; // tensor([1., 2.])
 */
export function encodeSafetensors(
  tensors: Readonly<Record<string, Tensor>>,
  { metadata, int8 = [] }: SafetensorsOptions = {},
): Uint8Array {
  const entries = Object.entries(tensors).map(([key, x]) => {
    if (!(x instanceof Tensor))
      throw new TypeError(`safetensors hold tensors only, but "${key}" is ${typeof x}; save nested values as .pth`);
    const type = int8.includes(key) ? "I8" : STORED_AS[x.dtype];
    return { key, x, type, bytes: x.numel() * ELEMENT_TYPES[type].bytes };
  });
  entries.sort((a, b) => RANK.indexOf(a.type) - RANK.indexOf(b.type) || (a.key < b.key ? -1 : 1));
  const header: Record<string, unknown> = metadata ? { __metadata__: metadata } : {};
  let end = 0;
  for (const { key, x, type, bytes } of entries) {
    header[key] = { dtype: type, shape: x.shape, data_offsets: [end, end + bytes] };
    end += bytes;
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const length = Math.ceil(text.length / 8) * 8;
  const out = new Uint8Array(8 + length + end).fill(0x20, 8, 8 + length);
  new DataView(out.buffer).setBigUint64(0, BigInt(length), true);
  out.set(text, 8);
  let at = 8 + length;
  for (const { key, x, type, bytes } of entries) {
    out.set(type === "I8" ? encodeInt8(key, x) : encodeTensor(x), at);
    at += bytes;
  }
  return out;
}

function encodeInt8(key: string, x: Tensor): Uint8Array {
  const { data } = x;
  const odd = x.dtype === "int32" ? data.find((value) => value < -128 || value > 127) : undefined;
  if (x.dtype !== "int32" || odd !== undefined)
    throw new RangeError(
      `safetensors: expected "${key}" as int32 from -128 to 127 to store as I8, got ${odd ?? x.dtype}`,
    );
  // The low byte of each, which is the two's complement.
  return Uint8Array.from(data);
}

/**
 * Writes tensors to a safetensors file.
 *
 * @example
 * writeSafetensors("model.safetensors", model.stateDict(), { metadata: { epoch: "3" } });
 */
export function writeSafetensors(
  path: string,
  tensors: Readonly<Record<string, Tensor>>,
  options: SafetensorsOptions = {},
): void {
  writeFileSync(path, encodeSafetensors(tensors, options));
}
