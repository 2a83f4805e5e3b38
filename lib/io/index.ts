export { loadCheckpoint, saveCheckpoint } from "./checkpoint.ts";
export { type DownloadOptions, download, downloadSync, type RemoteFile } from "./download/index.ts";
export { encodeIdx, type IdxArray, type IdxData, type IdxDtype, parseIdx, readIdx, streamIdx } from "./idx/index.ts";
export { encodeNpy, readNpy, readNpz, writeNpy, writeNpz } from "./npy/index.ts";
export { encodePth, readPth, writePth } from "./pth/index.ts";
export {
  encodeSafetensors,
  readSafetensors,
  SafetensorsFile,
  type SafetensorsOptions,
  writeSafetensors,
} from "./safetensors/index.ts";
export { load, save } from "./save.ts";
