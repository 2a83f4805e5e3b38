import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { basename } from "node:path";
import { FormatError } from "./format-error.ts";

/** Bytes that are read where they are needed: a file of any size, or an array in memory. */
export interface ByteSource {
  /** Stands in errors. */
  readonly name: string;
  readonly size: number;
  /** A copy of `length` bytes from `offset` on; throws where the source has fewer. */
  read(offset: number, length: number): Uint8Array;
  close(): void;
}

/** A file, opened for reading. */
export function fileSource(path: string): ByteSource {
  const file = openSync(path, "r");
  const { size } = fstatSync(file);
  const name = basename(path);
  return {
    name,
    size,
    read(offset, length) {
      checkRange(name, size, offset, length);
      const bytes = new Uint8Array(length);
      for (let done = 0; done < length; ) {
        const read = readSync(file, bytes, done, length - done, offset + done);
        if (read === 0) throw new FormatError(name, "the file became shorter while it was read");
        done += read;
      }
      return bytes;
    },
    close: () => closeSync(file),
  };
}

/** Bytes in memory. */
export function bytesSource(bytes: Uint8Array, name: string): ByteSource {
  return {
    name,
    size: bytes.length,
    read(offset, length) {
      checkRange(name, bytes.length, offset, length);
      // A Buffer's own slice would share memory.
      return Uint8Array.prototype.slice.call(bytes, offset, offset + length);
    },
    close() {},
  };
}

/** Opens a path, or takes bytes as they are; closed whatever `body` does. */
export function withSource<T>(from: string | Uint8Array, body: (source: ByteSource) => T): T {
  const source = typeof from === "string" ? fileSource(from) : bytesSource(from, "the bytes");
  try {
    return body(source);
  } finally {
    source.close();
  }
}

/** Checked before anything is allocated. */
function checkRange(name: string, size: number, offset: number, length: number): void {
  if (
    Number.isSafeInteger(offset) &&
    Number.isSafeInteger(length) &&
    offset >= 0 &&
    length >= 0 &&
    offset + length <= size
  )
    return;
  throw new FormatError(
    name,
    `expected bytes ${offset} to ${offset + length}, but the file ends at ${size}; it is cut off or damaged`,
  );
}
