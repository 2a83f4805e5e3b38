export type { IdxData, IdxDtype } from "./header.ts";
export { encodeIdx, type IdxArray, parseIdx } from "./parse.ts";
export { readIdx, streamIdx } from "./read.ts";
