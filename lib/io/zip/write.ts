import { crc32 } from "node:zlib";

export interface ZipFile {
  name: string;
  bytes: Uint8Array;
}

const MAX32 = 0xffffffff;

/**
 * A zip archive of files as they are, each beginning at a multiple of `alignment` bytes, as PyTorch's archives do.
 * The whole must stay below 4 GiB.
 */
export function encodeZip(files: readonly ZipFile[], alignment = 1): Uint8Array {
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let end = 0;
  const push = (bytes: Uint8Array) => {
    parts.push(bytes);
    end += bytes.length;
  };
  for (const { name, bytes } of files) {
    const label = new TextEncoder().encode(name);
    const offset = end;
    // An extra field of a kind of its own fills up; its header takes 4 bytes.
    const free = offset + 30 + label.length;
    const fill = alignment === 1 ? 0 : 4 + ((alignment - ((free + 4) % alignment)) % alignment);
    const fields = { crc: crc32(bytes), size: bytes.length, name: label };
    push(header(fields, fill));
    push(bytes);
    directory.push(central(fields, offset));
    if (end > MAX32)
      throw new RangeError(`The archive would have ${end} bytes, expected less than 4 GiB; use safetensors`);
  }
  const start = end;
  for (const entry of directory) push(entry);
  const tail = new DataView(new ArrayBuffer(22));
  tail.setUint32(0, 0x06054b50, true);
  for (const field of [8, 10]) tail.setUint16(field, files.length, true);
  tail.setUint32(12, end - start, true);
  tail.setUint32(16, start, true);
  push(new Uint8Array(tail.buffer));
  return new Uint8Array(Buffer.concat(parts));
}

interface Fields {
  crc: number;
  size: number;
  name: Uint8Array;
}

function header({ crc, size, name }: Fields, fill: number): Uint8Array {
  const out = new Uint8Array(30 + name.length + fill);
  const view = new DataView(out.buffer);
  view.setUint32(0, 0x04034b50, true);
  common(view, 4, crc, size, name.length);
  view.setUint16(28, fill, true);
  out.set(name, 30);
  if (fill > 0) {
    view.setUint16(30 + name.length, 0x4246, true);
    view.setUint16(32 + name.length, fill - 4, true);
  }
  return out;
}

function central({ crc, size, name }: Fields, offset: number): Uint8Array {
  const out = new Uint8Array(46 + name.length);
  const view = new DataView(out.buffer);
  view.setUint32(0, 0x02014b50, true);
  view.setUint16(4, 20, true);
  common(view, 6, crc, size, name.length);
  view.setUint32(42, offset, true);
  out.set(name, 46);
  return out;
}

/** The fields that both kinds of header share: version, date (1 January 1980), sizes. */
function common(view: DataView, at: number, crc: number, size: number, nameLength: number): void {
  view.setUint16(at, 20, true);
  view.setUint16(at + 2, 0x800, true);
  view.setUint16(at + 8, 33, true);
  view.setUint32(at + 10, crc, true);
  view.setUint32(at + 14, size, true);
  view.setUint32(at + 18, size, true);
  view.setUint16(at + 22, nameLength, true);
}
