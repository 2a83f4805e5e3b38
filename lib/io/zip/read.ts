// Reads zip archives: stored and deflated entries, also beyond 4 GiB. Every number is checked against the file's size.
import { inflateRawSync } from "node:zlib";
import { FormatError } from "../format-error.ts";
import type { ByteSource } from "../source.ts";

const END = 0x06054b50;
const END64 = 0x06064b50;
const LOCATOR64 = 0x07064b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const MAX32 = 0xffffffff;

export interface ZipEntry {
  name: string;
  kind: "file" | "folder" | "link" | "device";
  /** Uncompressed. */
  size: number;
  crc: number;
  compressed: number;
  method: number;
  offset: number;
}

/** The entries by name. */
export function readDirectory(source: ByteSource): Map<string, ZipEntry> {
  const { count, offset, size } = findDirectory(source);
  const bytes = source.read(offset, size);
  const view = viewOf(bytes);
  const entries = new Map<string, ZipEntry>();
  let at = 0;
  for (let i = 0; i < count; i++) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== CENTRAL)
      throw damaged(source, "its list of files is broken");
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((field) => view.getUint16(at + field, true)) as [
      number,
      number,
      number,
    ];
    const next = at + 46 + nameLength + extraLength + commentLength;
    if (next > bytes.length) throw damaged(source, "its list of files is cut off");
    const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength));
    const flags = view.getUint16(at + 8, true);
    if (flags & 1) throw damaged(source, `"${name}" is encrypted, which is not read`);
    const entry: ZipEntry = {
      name,
      kind: kindOf(name, view.getUint8(at + 5), view.getUint32(at + 38, true) >>> 16),
      crc: view.getUint32(at + 16, true),
      method: view.getUint16(at + 10, true),
      compressed: view.getUint32(at + 20, true),
      size: view.getUint32(at + 24, true),
      offset: view.getUint32(at + 42, true),
    };
    readExtra64(entry, bytes.subarray(at + 46 + nameLength, at + 46 + nameLength + extraLength));
    if (entry.offset + entry.compressed > source.size) throw damaged(source, `"${name}" lies outside of the file`);
    if (entries.has(name)) throw damaged(source, `it holds "${name}" twice`);
    entries.set(name, entry);
    at = next;
  }
  checkOverlap(source, entries);
  return entries;
}

/** Bombs let many entries share the same bytes. */
function checkOverlap(source: ByteSource, entries: Map<string, ZipEntry>): void {
  let end = 0;
  for (const { name, offset, compressed } of [...entries.values()].sort((a, b) => a.offset - b.offset)) {
    if (offset < end) throw damaged(source, `"${name}" lies within another file`);
    end = offset + 30 + compressed;
  }
}

/** Unix's kinds of files stand in the upper half of the external attributes. */
function kindOf(name: string, system: number, mode: number): ZipEntry["kind"] {
  const kind = system === 3 ? mode & 0o170000 : 0;
  if (kind === 0o120000) return "link";
  if (![0, 0o100000, 0o040000].includes(kind)) return "device";
  return kind === 0o040000 || name.endsWith("/") ? "folder" : "file";
}

/** An entry's bytes; at most `limit` of them. */
export function readEntry(source: ByteSource, entry: ZipEntry, limit = Number.POSITIVE_INFINITY): Uint8Array {
  if (entry.size > limit) throw damaged(source, `"${entry.name}" has ${entry.size} bytes, expected at most ${limit}`);
  const start = contentStart(source, entry);
  const bytes = source.read(start, entry.compressed);
  return entry.method === 0 ? bytes : inflate(source, entry, bytes);
}

/** Where an entry's bytes begin; refuses what cannot be unpacked. */
export function contentStart(source: ByteSource, entry: ZipEntry): number {
  const head = viewOf(source.read(entry.offset, 30));
  if (head.getUint32(0, true) !== LOCAL) throw damaged(source, `"${entry.name}" is not where the list of files says`);
  if (entry.method !== 0 && entry.method !== 8)
    throw damaged(source, `"${entry.name}" is compressed by an unknown method`);
  if (entry.method === 0 && entry.size !== entry.compressed) throw damaged(source, `"${entry.name}" has two sizes`);
  // deflate's best ratio is about 1032: an entry that claims more is a bomb.
  if (entry.method === 8 && entry.size > 1040 * (entry.compressed + 1))
    throw damaged(source, `"${entry.name}" cannot be as large as it says`);
  return entry.offset + 30 + head.getUint16(26, true) + head.getUint16(28, true);
}

function inflate(source: ByteSource, entry: ZipEntry, bytes: Uint8Array): Uint8Array {
  try {
    const out = inflateRawSync(bytes, { maxOutputLength: entry.size + 1 });
    if (out.length === entry.size) return new Uint8Array(out);
  } catch {
    // The error below says it.
  }
  throw damaged(source, `"${entry.name}" does not unpack to the ${entry.size} bytes it should have`);
}

function findDirectory(source: ByteSource): { count: number; offset: number; size: number } {
  const length = Math.min(source.size, 65557);
  const tail = source.read(source.size - length, length);
  const view = viewOf(tail);
  for (let at = length - 22; at >= 0; at--) {
    if (view.getUint32(at, true) !== END) continue;
    const directory = {
      count: view.getUint16(at + 10, true),
      size: view.getUint32(at + 12, true),
      offset: view.getUint32(at + 16, true),
    };
    const large = directory.count === 0xffff || directory.size === MAX32 || directory.offset === MAX32;
    const found = large && at >= 20 ? (findDirectory64(source, view, at - 20) ?? directory) : directory;
    if (found.offset + found.size > source.size || found.count * 46 > found.size)
      throw damaged(source, "its list of files lies outside of the file");
    return found;
  }
  throw damaged(source, "it has no list of files");
}

function findDirectory64(source: ByteSource, tail: DataView, at: number) {
  if (tail.getUint32(at, true) !== LOCATOR64) return null;
  const view = viewOf(source.read(Number(tail.getBigUint64(at + 8, true)), 56));
  if (view.getUint32(0, true) !== END64) return null;
  return {
    count: Number(view.getBigUint64(32, true)),
    size: Number(view.getBigUint64(40, true)),
    offset: Number(view.getBigUint64(48, true)),
  };
}

/** Where a 32-bit field is full, its value stands in the extra field 1. */
function readExtra64(entry: ZipEntry, extra: Uint8Array): void {
  const view = viewOf(extra);
  for (let at = 0; at + 4 <= extra.length; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) !== 1) continue;
    let field = at + 4;
    for (const key of ["size", "compressed", "offset"] as const) {
      if (entry[key] !== MAX32 || field + 8 > extra.length) continue;
      entry[key] = Number(view.getBigUint64(field, true));
      field += 8;
    }
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function damaged(source: ByteSource, why: string): FormatError {
  return new FormatError(source.name, `the zip archive is damaged: ${why}`);
}
