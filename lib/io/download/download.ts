import { createWriteStream, existsSync, mkdirSync, renameSync, rmSync, statSync } from "node:fs";
import { basename, dirname } from "node:path";
import { pipeline } from "node:stream/promises";
import { type Checksum, mismatch } from "./checksum.ts";
import { withLock } from "./lock.ts";

export interface RemoteFile extends Checksum {
  /** Tried in turn. */
  urls: readonly string[];
  /** Where it is put. While it is on its way, the file is called `path` + ".part". */
  path: string;
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
 * Returns at once when the file is there and right. Processes that want the same file wait for the first one.
 * Throws, with the reason for each address, when none has it.
 *
 * @example
 * await download({ urls: ["https://example.org/a.gz"], path: ".tsgrad/cache/a.gz", sha256: "5b41…" });
 */
export async function download(file: RemoteFile, options: DownloadOptions = {}): Promise<void> {
  if (await isThere(file)) return;
  mkdirSync(dirname(file.path), { recursive: true });
  await withLock(`${file.path}.lock`, async () => {
    if (await isThere(file)) return;
    const failures: string[] = [];
    for (const url of file.urls) {
      try {
        const published = await fetchInto(url, `${file.path}.part`, options);
        await accept(file, published);
        return;
      } catch (error) {
        failures.push(`  ${url}: ${reason(error)}`);
      }
    }
    throw new Error(`Could not download ${basename(file.path)}:\n${failures.join("\n")}`);
  });
}

async function isThere(file: RemoteFile): Promise<boolean> {
  return existsSync(file.path) && (await mismatch(file.path, file)) === undefined;
}

/** Appends to what an earlier try left; returns what the server says of the whole file. */
async function fetchInto(
  url: string,
  part: string,
  { onProgress, stallSeconds = 30 }: DownloadOptions,
): Promise<Checksum> {
  const stall = new AbortController();
  const silent = () => stall.abort(new Error(`no data for ${stallSeconds} s`));
  const timer = setTimeout(silent, stallSeconds * 1000);
  try {
    const have = existsSync(part) ? statSync(part).size : 0;
    const headers: Record<string, string> = have > 0 ? { Range: `bytes=${have}-` } : {};
    const response = await fetch(url, { headers: { ...headers, "Accept-Encoding": "identity" }, signal: stall.signal });
    // The range begins at the end of the file: it is complete, or of another version, which the checksum tells.
    if (response.status === 416) return {};
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
    return { md5: storedMd5(response.headers.get("x-goog-hash")), size: total };
  } finally {
    clearTimeout(timer);
  }
}

/** Google's storage sends a file's MD5 along. */
function storedMd5(header: string | null): string | undefined {
  const base64 = /md5=([A-Za-z0-9+/]{22}==)/.exec(header ?? "")?.[1];
  return base64 && Buffer.from(base64, "base64").toString("hex");
}

/** Gives a complete and right file its name; throws a wrong one away, so that the next try starts afresh. */
async function accept(file: RemoteFile, published: Checksum): Promise<void> {
  const part = `${file.path}.part`;
  const own = file.sha256 !== undefined || file.md5 !== undefined || file.size !== undefined;
  const wrong = await mismatch(part, own ? file : published);
  if (wrong === undefined) {
    renameSync(part, file.path);
    return;
  }
  rmSync(part, { force: true });
  throw new Error(wrong);
}

function reason(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error ? `${message} (${cause.message})` : message;
}
