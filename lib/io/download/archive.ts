import { existsSync, rmSync } from "node:fs";
import { extractArchive } from "../archive/index.ts";
import { type DownloadOptions, download, type RemoteFile } from "./download.ts";
import { withLock } from "./lock.ts";

export interface FetchOptions extends DownloadOptions {
  /** Called when the archive is there and is being unpacked. */
  onUnpack?: () => void;
}

/**
 * Fetches an archive and unpacks it into `folder`, once, however many processes ask; the archive is removed afterwards.
 *
 * @example
 * await fetchArchive({ urls: ["https://example.org/a.tar"], path: "cache/a.tar", md5: "6cd6…" }, "cache/a");
 */
export async function fetchArchive(file: RemoteFile, folder: string, options: FetchOptions = {}): Promise<void> {
  if (existsSync(folder)) return;
  await withLock(`${folder}.lock`, async () => {
    if (existsSync(folder)) return;
    await download(file, options);
    options.onUnpack?.();
    await extractArchive(file.path, folder);
    rmSync(file.path, { force: true });
  });
}
