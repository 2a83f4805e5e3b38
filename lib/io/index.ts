export { type ArchiveLimits, extractArchive } from "./archive/index.ts";
export { loadCheckpoint, saveCheckpoint } from "./checkpoint.ts";
export { type CifarImages, parseCifar, readCifar } from "./cifar/index.ts";
export * from "./coco/index.ts";
export { type CsvOptions, type CsvRow, parseCsv, readCsv, streamCsv } from "./csv/index.ts";
export {
  type Checksum,
  type DownloadOptions,
  download,
  downloadSync,
  fetchArchive,
  fetchArchiveSync,
  type RemoteFile,
} from "./download/index.ts";
export { FormatError } from "./format-error.ts";
export { encodeIdx, type IdxArray, type IdxData, type IdxDtype, parseIdx, readIdx, streamIdx } from "./idx/index.ts";
export { encodeNpy, readNpy, readNpz, writeNpy, writeNpz } from "./npy/index.ts";
export { encodeIndexedPng, type IndexedImage, readIndexedPng, vocPalette } from "./png/index.ts";
export { encodePth, readPth, writePth } from "./pth/index.ts";
export { type QuickDrawing, rasterize, readQuickDrawBin, readQuickDrawNdjson } from "./quickdraw/index.ts";
export {
  encodeSafetensors,
  readSafetensors,
  SafetensorsFile,
  type SafetensorsOptions,
  writeSafetensors,
} from "./safetensors/index.ts";
export { load, save } from "./save.ts";
export { readTar, type TarEntry } from "./tar/index.ts";
export { encodeVoc, parseVoc, readVoc, type VocAnnotation, type VocObject } from "./voc/index.ts";
export { encodeYolo, parseYolo, readYolo, type YoloBox } from "./yolo/index.ts";
