import sharp from "sharp";
import { Interleaved } from "../transforms/core/lazy.ts";
import { describe } from "../transforms/functional/dispatch.ts";
import { TensorImage } from "../tv-tensors/image.ts";

/** How many channels come out: those of the file, three, or one. */
export type ImageMode = "unchanged" | "RGB" | "GRAY";

export interface DecodeOptions {
  /** "unchanged", "RGB" or "GRAY" ("RGB"). */
  mode?: ImageMode;
  /** Turn the image as its EXIF tag says (false, as in torchvision). */
  applyExifOrientation?: boolean;
}

/** A JPEG, PNG, WebP or GIF file's bytes, or its path, as a uint8 image [C, H, W] that stands for a tensor: transforms and loaders work on it without an engine. */
export async function decode(source: Uint8Array | string, options: DecodeOptions = {}): Promise<TensorImage> {
  const { mode = "RGB", applyExifOrientation = false } = options;
  if (typeof source !== "string" && !(source instanceof Uint8Array))
    throw new TypeError(`decodeImage: expected the file's bytes or its path, got ${describe(source)}`);
  if (!["unchanged", "RGB", "GRAY"].includes(mode))
    throw new RangeError(`decodeImage: expected mode unchanged, RGB or GRAY, got ${mode}`);
  const file = sharp(source, { failOn: "error", autoOrient: applyExifOrientation });
  const what = typeof source === "string" ? source : `${source.length} bytes`;
  try {
    // "RGB" needs no look at the header.
    const grey = mode !== "RGB" && (await file.metadata()).space === "b-w";
    const colors = grey ? file.toColourspace("b-w") : file.toColourspace("srgb");
    const raw = mode === "unchanged" ? colors : colors.removeAlpha();
    const { data, info } = await raw.raw().toBuffer({ resolveWithObject: true });
    const { channels, height, width } = info;
    const shape = [channels, height, width];
    if (mode === "GRAY" && channels === 3) return new TensorImage({ data: lumaOf(data), shape: [1, height, width] });
    if (channels === 3) return new TensorImage({ pixels: new Interleaved(data, { height, width }), shape });
    return new TensorImage({ data: channelsFirst(data, channels), shape });
  } catch (cause) {
    throw new Error(`decodeImage: cannot decode ${what}: ${(cause as Error).message}`, { cause });
  }
}

/** [H, W, C] -> [C, H, W] */
function channelsFirst(data: Uint8Array, channels: number): Uint8Array {
  if (channels === 1) return new Uint8Array(data);
  const area = data.length / channels;
  const out = new Uint8Array(data.length);
  for (let c = 0; c < channels; c++) for (let i = 0; i < area; i++) out[c * area + i] = data[i * channels + c]!;
  return out;
}

/** Pillow's grey: 0.299 R + 0.587 G + 0.114 B in 16-bit fixed point. */
function lumaOf(data: Uint8Array): Uint8Array {
  const out = new Uint8Array(data.length / 3);
  for (let i = 0, at = 0; i < out.length; i++, at += 3)
    out[i] = (data[at]! * 19595 + data[at + 1]! * 38470 + data[at + 2]! * 7471 + 0x8000) >> 16;
  return out;
}
