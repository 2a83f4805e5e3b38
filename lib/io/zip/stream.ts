import { pipeline, Readable } from "node:stream";
import { crc32, createInflateRaw } from "node:zlib";
import { FormatError } from "../format-error.ts";
import type { ByteSource } from "../source.ts";
import { contentStart, type ZipEntry } from "./read.ts";

const PIECE = 2 ** 16;

/** An entry's bytes piece by piece, for files of any size; checks length and checksum at the end. */
export async function* streamEntry(source: ByteSource, entry: ZipEntry): AsyncGenerator<Uint8Array> {
  const wrong = (why: string) => new FormatError(source.name, `the zip archive is damaged: "${entry.name}" ${why}`);
  let [length, crc] = [0, 0];
  try {
    for await (const piece of unpacked(source, entry)) {
      length += piece.length;
      if (length > entry.size) throw wrong(`unpacks to more than its ${entry.size} bytes`);
      crc = crc32(piece, crc);
      yield piece;
    }
  } catch (error) {
    if (error instanceof FormatError || !(error as NodeJS.ErrnoException).code?.startsWith("Z_")) throw error;
    throw wrong(`cannot be unpacked (${(error as Error).message})`);
  }
  if (length !== entry.size) throw wrong(`unpacks to ${length} bytes in place of ${entry.size}`);
  if (crc !== entry.crc) throw wrong("has another checksum than it says");
}

function unpacked(source: ByteSource, entry: ZipEntry): AsyncIterable<Uint8Array> {
  const packed = pieces(source, contentStart(source, entry), entry.compressed);
  if (entry.method === 0) return packed;
  const inflate = createInflateRaw();
  pipeline(Readable.from(packed), inflate, () => {});
  return inflate;
}

async function* pieces(source: ByteSource, start: number, length: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < length; at += PIECE) yield source.read(start + at, Math.min(PIECE, length - at));
}
