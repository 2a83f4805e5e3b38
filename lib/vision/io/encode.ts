import sharp, { type Sharp } from "sharp";
import type { ArrayOfValues } from "../tv-tensors/picture.ts";

/** [C, H, W] -> sharp's [H, W, C] */
function toSharp(op: string, { data, shape, dtype }: ArrayOfValues): Sharp {
  const [channels, height, width] = shape as [number, number, number];
  if (dtype !== "uint8" || shape.length !== 3 || ![1, 3, 4].includes(channels))
    throw new TypeError(
      `${op}: expected a uint8 image [C, H, W] with 1, 3 or 4 channels, got ${dtype} [${shape.join(", ")}]; ` +
        'float images become bytes by new ToDtype("uint8", { scale: true })',
    );
  const area = height * width;
  const bytes = new Uint8Array(data.length);
  for (let c = 0; c < channels; c++) for (let i = 0; i < area; i++) bytes[i * channels + c] = data[c * area + i]!;
  return sharp(bytes, { raw: { channels: channels as 1 | 3 | 4, height, width } });
}

/**
 * A uint8 image [C, H, W] as the bytes of a JPEG file.
 *
 * @example
 * (await encodeJpeg(zeros([3, 8, 8], { dtype: "uint8" }), { quality: 90 })).slice(0, 2); // Uint8Array [255, 216]
 */
export async function encodeJpeg(image: ArrayOfValues, options: { quality?: number } = {}): Promise<Uint8Array> {
  const { quality = 75 } = options;
  if (!Number.isInteger(quality) || quality < 1 || quality > 100)
    throw new RangeError(`encodeJpeg: expected a whole quality in [1, 100], got ${quality}`);
  const file = toSharp("encodeJpeg", image);
  return new Uint8Array(
    await file
      .toColourspace(image.shape[0] === 1 ? "b-w" : "srgb")
      .jpeg({ quality })
      .toBuffer(),
  );
}

/**
 * A uint8 image [C, H, W] as the bytes of a PNG file, without loss.
 *
 * @example
 * (await decodeImage(await encodePng(zeros([3, 8, 8], { dtype: "uint8" })))).shape; // [3, 8, 8]
 */
export async function encodePng(
  image: ArrayOfValues,
  options: { compressionLevel?: number } = {},
): Promise<Uint8Array> {
  const { compressionLevel = 6 } = options;
  if (!Number.isInteger(compressionLevel) || compressionLevel < 0 || compressionLevel > 9)
    throw new RangeError(`encodePng: expected a whole compressionLevel in [0, 9], got ${compressionLevel}`);
  const file = toSharp("encodePng", image);
  const colors = file.toColourspace(image.shape[0] === 1 ? "b-w" : "srgb");
  return new Uint8Array(await colors.png({ compressionLevel }).toBuffer());
}
