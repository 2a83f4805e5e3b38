export { type DownloadOptions, download, type RemoteFile } from "./download.ts";
export { downloadSync } from "./sync.ts";
