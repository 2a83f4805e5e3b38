export { encodeIdx, type IdxArray, type IdxData, type IdxDtype, parseIdx, readIdx, streamIdx } from "./idx/index.ts";
