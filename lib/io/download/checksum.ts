import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { basename } from "node:path";
import { gunzipStream } from "../gzip.ts";

/** What tells that a file is the right one: one of the three, or nothing where its source publishes none. */
export interface Checksum {
  /** SHA-256 of the bytes after gunzip, in hex: a recompressed copy is as good as the original. */
  sha256?: string;
  /** MD5 of the file as it is, in hex: what the sources of older data sets publish. */
  md5?: string;
  /** Length of the file in bytes. */
  size?: number;
}

/** Why a file is not the one that is wanted; undefined where it is. */
export async function mismatch(path: string, { sha256, md5, size }: Checksum): Promise<string | undefined> {
  try {
    if (sha256 !== undefined) {
      const got = await digest("sha256", gunzipStream(createReadStream(path), basename(path)));
      if (got !== sha256) return `expected the SHA-256 ${sha256.slice(0, 12)}… of the unpacked file, got ${got}`;
    }
    if (md5 !== undefined) {
      const got = await digest("md5", createReadStream(path));
      if (got !== md5) return `expected the MD5 ${md5}, got ${got}`;
    }
    if (size !== undefined) {
      let got = 0;
      for await (const chunk of createReadStream(path) as AsyncIterable<Uint8Array>) got += chunk.length;
      if (got !== size) return `expected ${size} bytes, got ${got}`;
    }
    return undefined;
  } catch (error) {
    return (error as Error).message.slice(0, 200);
  }
}

async function digest(algorithm: string, chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash(algorithm);
  for await (const chunk of chunks) hash.update(chunk);
  return hash.digest("hex");
}
