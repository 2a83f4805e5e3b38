import { crc32 } from "node:zlib";
import { FormatError } from "../format-error.ts";

export interface PngChunks {
  width: number;
  height: number;
  depth: number;
  colourType: number;
  interlaced: boolean;
  /** IHDR, PLTE, IDAT and IEND as a file of their own: what decides on the pixels. */
  essential: Uint8Array;
  /** The compressed pixels. */
  data: Uint8Array;
}

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** The chunks of a PNG file that decide on its pixels, checked one by one. */
export function readChunks(bytes: Uint8Array, name: string): PngChunks {
  if (SIGNATURE.some((byte, i) => bytes[i] !== byte))
    throw new FormatError(name, "expected a PNG file, got something else");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const kept: Uint8Array[] = [bytes.subarray(0, 8)];
  const data: Uint8Array[] = [];
  let header: DataView | undefined;
  for (let at = 8; ; ) {
    const length = at + 12 <= bytes.length ? view.getUint32(at) : 0;
    const next = at + 12 + length;
    if (at + 12 > bytes.length || next > bytes.length) throw new FormatError(name, "the PNG file is cut off");
    const type = Buffer.from(bytes.subarray(at + 4, at + 8)).toString("latin1");
    if (crc32(bytes.subarray(at + 4, next - 4)) !== view.getUint32(next - 4))
      throw new FormatError(name, `the PNG file is damaged: chunk ${JSON.stringify(type)} has another checksum`);
    if ((type === "IHDR") !== (header === undefined))
      throw new FormatError(name, "the PNG file is damaged: expected one header, at the beginning");
    if (type === "IHDR") {
      if (length !== 13) throw new FormatError(name, "the PNG file is damaged: its header has another length");
      header = new DataView(bytes.buffer, bytes.byteOffset + at + 8, 13);
    }
    if (["IHDR", "PLTE", "IDAT", "IEND"].includes(type)) kept.push(bytes.subarray(at, next));
    if (type === "IDAT") data.push(bytes.subarray(at + 8, next - 4));
    if (type === "IEND") break;
    at = next;
  }
  return {
    width: header!.getUint32(0),
    height: header!.getUint32(4),
    depth: header!.getUint8(8),
    colourType: header!.getUint8(9),
    interlaced: header!.getUint8(12) !== 0,
    essential: Buffer.concat(kept),
    data: Buffer.concat(data),
  };
}
