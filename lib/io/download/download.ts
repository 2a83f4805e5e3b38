import { createHash } from "node:crypto";
import { createReadStream, createWriteStream, existsSync, mkdirSync, renameSync, rmSync, statSync } from "node:fs";
import { basename, dirname } from "node:path";
import { pipeline } from "node:stream/promises";
import { gunzipStream } from "../gzip.ts";

export interface RemoteFile {
  /** Tried in turn. */
  urls: readonly string[];
  /** Where it is put. While it is on its way, the file is called `path` + ".part". */
  path: string;
  /** SHA-256 of the bytes after gunzip, in hex: a recompressed copy is as good as the original. */
  sha256: string;
}

export interface DownloadOptions {
  /** Called with the bytes there so far and all bytes of the file, where the server says how many. */
  onProgress?: (received: number, total: number | undefined) => void;
  /** Give up on a server that is silent for so many seconds (30). */
  stallSeconds?: number;
}

/**
 * Fetches a file, going on where an earlier try broke off, and checks what came.
 *
 * Returns at once when the file is there and right. Throws, with the reason for each address, when none has it.
 *
 * @example
 * await download({ urls: ["https://example.org/a.gz"], path: ".tsgrad/cache/a.gz", sha256: "5b41…" });
 */
export async function download(file: RemoteFile, options: DownloadOptions = {}): Promise<void> {
  if (existsSync(file.path) && (await sha256(file.path).catch(() => "")) === file.sha256) return;
  mkdirSync(dirname(file.path), { recursive: true });
  const failures: string[] = [];
  for (const url of file.urls) {
    try {
      await fetchInto(url, `${file.path}.part`, options);
      await accept(file);
      return;
    } catch (error) {
      failures.push(`  ${url}: ${reason(error)}`);
    }
  }
  throw new Error(`Could not download ${basename(file.path)}:\n${failures.join("\n")}`);
}

/** Appends to what an earlier try left. */
async function fetchInto(url: string, part: string, { onProgress, stallSeconds = 30 }: DownloadOptions): Promise<void> {
  const stall = new AbortController();
  const silent = () => stall.abort(new Error(`no data for ${stallSeconds} s`));
  const timer = setTimeout(silent, stallSeconds * 1000);
  try {
    const have = existsSync(part) ? statSync(part).size : 0;
    const headers: Record<string, string> = have > 0 ? { Range: `bytes=${have}-` } : {};
    const response = await fetch(url, { headers: { ...headers, "Accept-Encoding": "identity" }, signal: stall.signal });
    // The range begins at the end of the file: it is complete, or of another version, which the checksum tells.
    if (response.status === 416) return;
    if (!response.ok || !response.body)
      throw new Error(`the server answered ${response.status} ${response.statusText}`);
    const resumed = response.status === 206;
    let received = resumed ? have : 0;
    const length = response.headers.get("content-length");
    const total = length === null ? undefined : received + Number(length);
    await pipeline(
      response.body,
      async function* (chunks: AsyncIterable<Uint8Array>) {
        for await (const chunk of chunks) {
          timer.refresh();
          received += chunk.length;
          onProgress?.(received, total);
          yield chunk;
        }
      },
      createWriteStream(part, { flags: resumed ? "a" : "w" }),
    );
  } finally {
    clearTimeout(timer);
  }
}

/** Gives a complete and right file its name; throws a wrong one away, so that the next try starts afresh. */
async function accept({ path, sha256: expected }: RemoteFile): Promise<void> {
  const part = `${path}.part`;
  const got = await sha256(part).catch((error: Error) => error.message);
  if (got === expected) {
    renameSync(part, path);
    return;
  }
  rmSync(part, { force: true });
  throw new Error(`expected the SHA-256 ${expected.slice(0, 12)}… of the unpacked file, got ${got.slice(0, 90)}`);
}

async function sha256(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of gunzipStream(createReadStream(path), basename(path))) hash.update(chunk);
  return hash.digest("hex");
}

function reason(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error ? `${message} (${cause.message})` : message;
}
