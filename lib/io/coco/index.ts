export { cocoMask, readCoco, writeCoco } from "./read.ts";
export { type BinaryMask, type Rle, rleArea, rleDecode, rleEncode, rleMerge, rleToBbox } from "./rle.ts";
export { rleFromPolygon, rleFromPolygons } from "./rle-polygon.ts";
export { rleFromString, rleToString } from "./rle-string.ts";
export type { CocoAnnotation, CocoCategory, CocoFile, CocoImage, CocoSegmentation } from "./types.ts";
