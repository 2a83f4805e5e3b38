import "../tv-tensors/index.ts";
import type { Tensor } from "../../tensor/index.ts";
import { type DecodeOptions, decode } from "./decode.ts";

export type { DecodeOptions, ImageMode } from "./decode.ts";
export { encodeJpeg, encodePng } from "./encode.ts";

/**
 * An image file's bytes, or its path, as a uint8 tensor [C, H, W]: JPEG, PNG, WebP, GIF.
 *
 * Throws where the file is damaged, with its name.
 *
 * @example
 * (await decodeImage(await encodeJpeg(zeros([3, 8, 8], { dtype: "uint8" })), { mode: "GRAY" })).shape; // [1, 8, 8]
 */
export async function decodeImage(source: Uint8Array | string, options: DecodeOptions = {}): Promise<Tensor> {
  return (await decode(source, options)).toTensor();
}
