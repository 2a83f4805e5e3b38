import { writeFileSync } from "node:fs";
import type { Tensor } from "../../tensor/index.ts";
import { encodeTensor } from "../elements.ts";
import { encodeZip } from "../zip/index.ts";

const TYPES = { float32: "<f4", int32: "<i4", uint8: "|u1", bool: "|b1" } as const;

/**
 * The bytes of a .npy file, as `numpy.save` writes them.
 *
 * @example
 * readNpy(encodeNpy(tensor([[1, 2]]))); // tensor([[1., 2.]])
 */
export function encodeNpy(x: Tensor): Uint8Array {
  const sizes = x.shape.length === 1 ? `${x.shape[0]},` : x.shape.join(", ");
  const text = `{'descr': '${TYPES[x.dtype]}', 'fortran_order': False, 'shape': (${sizes}), }`;
  const length = Math.ceil((10 + text.length + 1) / 64) * 64 - 10;
  const data = encodeTensor(x);
  const out = new Uint8Array(10 + length + data.length).fill(0x20, 10, 10 + length);
  out.set([0x93, ...Buffer.from("NUMPY"), 1, 0, length % 256, length >> 8]);
  out.set(Buffer.from(text), 10);
  out[9 + length] = 10;
  out.set(data, 10 + length);
  return out;
}

/** Writes a tensor to a .npy file. */
export function writeNpy(path: string, x: Tensor): void {
  writeFileSync(path, encodeNpy(x));
}

/** Writes tensors to a .npz archive, not compressed. */
export function writeNpz(path: string, arrays: Readonly<Record<string, Tensor>>): void {
  writeFileSync(
    path,
    encodeZip(Object.entries(arrays).map(([name, x]) => ({ name: `${name}.npy`, bytes: encodeNpy(x) }))),
  );
}
