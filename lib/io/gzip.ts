import { pipeline, Readable } from "node:stream";
import { createGunzip, gunzipSync } from "node:zlib";

export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** Decompresses a whole gzip file; `name` stands in the error. */
export function gunzip(bytes: Uint8Array, name: string): Uint8Array {
  try {
    return gunzipSync(bytes);
  } catch (error) {
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

function damaged(name: string, cause: Error): Error {
  return new Error(`${name}: the gzip file is damaged or cut off (${cause.message}); fetch it again`, { cause });
}
