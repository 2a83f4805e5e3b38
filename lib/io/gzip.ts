import { pipeline, Readable } from "node:stream";
import { createGunzip, gunzipSync } from "node:zlib";
import { FormatError } from "./format-error.ts";

export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** Decompresses a whole gzip file to at most `limit` bytes; `name` stands in the error. */
export function gunzip(bytes: Uint8Array, name: string, limit = 2 ** 31): Uint8Array {
  try {
    return gunzipSync(bytes, { maxOutputLength: limit });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE")
      throw new FormatError(name, `it unpacks to more than ${limit} bytes; read it piece by piece`, { cause: error });
    throw damaged(name, error as Error);
  }
}

/** The bytes of a stream, decompressed where they begin as gzip does. */
export async function* gunzipStream(source: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<Uint8Array> {
  const chunks = source[Symbol.asyncIterator]();
  let head = Buffer.alloc(0);
  let next = await chunks.next();
  for (; !next.done && head.length < 2; next = await chunks.next()) head = Buffer.concat([head, next.value]);
  const all = async function* () {
    yield head;
    for (; !next.done; next = await chunks.next()) yield next.value;
  };
  if (!isGzip(head)) {
    yield* all();
    return;
  }
  const gunzip = createGunzip();
  // The callback only keeps errors from being thrown twice: reading `gunzip` throws them here.
  pipeline(Readable.from(all()), gunzip, () => {});
  try {
    for await (const chunk of gunzip as AsyncIterable<Uint8Array>) yield chunk;
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code?.startsWith("Z_") ? damaged(name, error as Error) : error;
  }
}

function damaged(name: string, cause: Error): FormatError {
  return new FormatError(name, `the gzip file is damaged or cut off (${cause.message}); fetch it again`, { cause });
}
