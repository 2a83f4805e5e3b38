export { type DecodeSpecial, decodeValue, WireError } from "./decode.ts";
export { type EncodeSpecial, encodeValues } from "./encode.ts";
export { encodeFrame, type Frame, maxFrameBytes, readFrames } from "./frames.ts";
export { type CellOutcome, type Hello, outputLimit, type Path, type Reply, type Request } from "./protocol.ts";
export type { ByteWriter, WireValue } from "./values.ts";
