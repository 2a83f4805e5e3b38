export { type DownloadOptions, download, downloadSync, type RemoteFile } from "./download/index.ts";
export { encodeIdx, type IdxArray, type IdxData, type IdxDtype, parseIdx, readIdx, streamIdx } from "./idx/index.ts";
