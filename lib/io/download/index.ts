export { type FetchOptions, fetchArchive } from "./archive.ts";
export type { Checksum } from "./checksum.ts";
export { type DownloadOptions, download, type RemoteFile } from "./download.ts";
export { downloadSync, fetchArchiveSync } from "./sync.ts";
