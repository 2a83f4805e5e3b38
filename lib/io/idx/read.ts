import { createReadStream, readFileSync } from "node:fs";
import { basename } from "node:path";
import { FormatError } from "../format-error.ts";
import { gunzip, gunzipStream, isGzip } from "../gzip.ts";
import { decodeNumbers, type IdxHeader, parseIdxHeader } from "./header.ts";
import { cutOff, type IdxArray, parseIdx } from "./parse.ts";

/**
 * Reads an idx file, compressed with gzip or not.
 *
 * @example
 * readIdx("data/fashion-mnist-subset/t10k-images-idx3-ubyte.gz").shape; // [1000, 28, 28]
 */
export function readIdx(path: string): IdxArray {
  const name = basename(path);
  const bytes = readFileSync(path);
  return parseIdx(isGzip(bytes) ? gunzip(bytes, name) : bytes, { name });
}

/**
 * Reads an idx file `rows` entries of its first axis at a time, for files larger than memory.
 *
 * `source` is a path or a stream of bytes, compressed with gzip or not. Ends with an error when the file is cut off.
 *
 * @example
 * for await (const { shape } of streamIdx(path, { rows: 1000 })) shape; // [1000, 28, 28]
 */
export async function* streamIdx(
  source: string | AsyncIterable<Uint8Array>,
  { rows = 256, name = typeof source === "string" ? basename(source) : "idx stream" } = {},
): AsyncGenerator<IdxArray> {
  if (!Number.isInteger(rows) || rows < 1) throw new RangeError(`streamIdx: expected rows >= 1, got ${rows}`);
  const pending = new ByteQueue();
  let header: IdxHeader | undefined;
  let headerBytes = 4;
  let done = 0;
  for await (const chunk of gunzipStream(typeof source === "string" ? createReadStream(source) : source, name)) {
    pending.push(chunk);
    while (!header && pending.length >= headerBytes) {
      const parsed = parseIdxHeader(pending.peek(headerBytes), name);
      if (typeof parsed === "number") {
        headerBytes = parsed;
        continue;
      }
      header = parsed;
      pending.take(header.headerBytes);
    }
    while (header && done < header.shape[0]!) {
      const count = Math.min(rows, header.shape[0]! - done);
      if (pending.length < count * rowBytes(header)) break;
      yield block(header, pending.take(count * rowBytes(header)), count);
      done += count;
    }
    if (header && done === header.shape[0] && pending.length > 0)
      throw new FormatError(name, `expected the file to end after ${done} entries, got more bytes; it is damaged`);
  }
  if (!header) throw cutOff(name, headerBytes, pending.length);
  if (done < header.shape[0]!) {
    const read = header.headerBytes + done * rowBytes(header) + pending.length;
    throw cutOff(name, header.headerBytes + header.dataBytes, read);
  }
}

function rowBytes({ shape, dataBytes }: IdxHeader): number {
  return dataBytes / shape[0]!;
}

function block({ type, shape }: IdxHeader, bytes: Uint8Array, rows: number): IdxArray {
  const data = decodeNumbers(type, bytes, bytes.length / type.array.BYTES_PER_ELEMENT);
  return { dtype: type.dtype, shape: [rows, ...shape.slice(1)], data };
}

/** Chunks waiting to be read, joined only once enough of them are there. */
class ByteQueue {
  length = 0;
  #chunks: Uint8Array[] = [];

  push(chunk: Uint8Array): void {
    this.#chunks.push(chunk);
    this.length += chunk.length;
  }

  peek(count: number): Uint8Array {
    if ((this.#chunks[0]?.length ?? 0) < count) this.#chunks = [Buffer.concat(this.#chunks)];
    return this.#chunks[0]?.subarray(0, count) ?? new Uint8Array(0);
  }

  take(count: number): Uint8Array {
    const bytes = this.peek(count);
    if (count > 0) this.#chunks[0] = this.#chunks[0]!.subarray(count);
    this.length -= count;
    return bytes;
  }
}
