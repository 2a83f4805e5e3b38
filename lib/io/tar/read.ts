import { createReadStream } from "node:fs";
import { basename } from "node:path";
import { pipeline, type Readable, Readable as Stream } from "node:stream";
import { extract } from "tar-stream";
import { FormatError } from "../format-error.ts";
import { gunzipStream } from "../gzip.ts";

export interface TarEntry {
  name: string;
  kind: "file" | "folder" | "link" | "device";
  /** Bytes of the content. */
  size: number;
  /** The content; what is left unread is skipped. */
  content: AsyncIterable<Uint8Array>;
}

/**
 * The entries of a tar archive one after the other, compressed with gzip or not, without holding more than a piece of it.
 *
 * `source` is a path or a stream of bytes; `onBytes` is told how many are unpacked. Throws a FormatError where the archive is damaged or cut off.
 *
 * @example
 * for await (const { name, size } of readTar("images.tar.gz")) console.log(name, size);
 */
export async function* readTar(
  source: string | AsyncIterable<Uint8Array>,
  {
    name = typeof source === "string" ? basename(source) : "tar stream",
    onBytes,
  }: { name?: string; onBytes?: (count: number) => void } = {},
): AsyncGenerator<TarEntry> {
  const parser = extract();
  const bytes = gunzipStream(typeof source === "string" ? createReadStream(source) : source, name);
  // The callback only keeps errors from being thrown twice: reading the parser throws them here.
  pipeline(Stream.from(whole(bytes, name, onBytes)), parser as unknown as NodeJS.WritableStream, () => {});
  try {
    for await (const entry of parser) {
      const { name: path, size = 0, type } = entry.header;
      yield {
        name: path.replace(/\/$/, ""),
        size,
        kind: kindOf(type),
        content: wrapped(entry as unknown as Readable, name),
      };
      entry.resume();
    }
  } catch (error) {
    throw damaged(name, error);
  }
}

/** tar-stream takes an archive that ends between entries for whole; one without a single block is none. */
async function* whole(
  chunks: AsyncIterable<Uint8Array>,
  name: string,
  onBytes?: (count: number) => void,
): AsyncGenerator<Uint8Array> {
  let length = 0;
  for await (const chunk of chunks) {
    length += chunk.length;
    onBytes?.(chunk.length);
    yield chunk;
  }
  if (length < 512 || length % 512 !== 0)
    throw new FormatError(
      name,
      `expected a tar archive, which is a multiple of 512 bytes, got ${length}; it is cut off`,
    );
}

async function* wrapped(content: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<Uint8Array> {
  try {
    yield* content;
  } catch (error) {
    throw damaged(name, error);
  }
}

function kindOf(type: string | null | undefined): TarEntry["kind"] {
  if (type === "file" || type === "contiguous-file") return "file";
  if (type === "directory") return "folder";
  return type === "symlink" || type === "link" ? "link" : "device";
}

function damaged(name: string, error: unknown): Error {
  const { message, code } = error as NodeJS.ErrnoException;
  if (error instanceof FormatError) return error;
  if (code?.startsWith("E") && code !== "ERR_STREAM_PREMATURE_CLOSE") return error as Error;
  const why = message.startsWith(`${name}: `)
    ? message.slice(name.length + 2)
    : `the tar archive is damaged (${message})`;
  return new FormatError(name, why, { cause: error });
}
