import { encode } from "fast-png";

/** Anything with a shape and values in row-major order, such as a Tensor. */
export interface ArrayOfPixels {
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly data: ArrayLike<number>;
}

/** One image: `pixels` holds bytes, channel last; a fourth channel is opacity. */
export interface Bitmap {
  width: number;
  height: number;
  channels: 1 | 3 | 4;
  pixels: Uint8Array;
}

/** The values that are black and white; "auto" takes the smallest and largest there are. */
export type PixelRange = readonly [black: number, white: number] | "auto";

/**
 * The images of a [N, C, H, W] batch, or of several [C, H, W], [N, H, W] or [H, W] arrays, with C = 1 (grey) or 3 (RGB).
 *
 * uint8 values range over [0, 255], others over [0, 1] unless `range` says otherwise.
 */
export function toBitmaps(images: ArrayOfPixels | readonly ArrayOfPixels[], range?: PixelRange): Bitmap[] {
  const arrays = "shape" in images ? [images] : images;
  return arrays.flatMap((array) => {
    const [count, channels, height, width] = imageShape(array.shape);
    const size = channels * height * width;
    const bytes = toBytes(array, range);
    return Array.from({ length: count }, (_, i) => ({
      width,
      height,
      channels,
      pixels: channelsLast(bytes.subarray(i * size, (i + 1) * size), channels),
    }));
  });
}

export function bitmapToPng({ width, height, channels, pixels }: Bitmap): Uint8Array {
  return encode({ width, height, channels, data: pixels });
}

function imageShape(shape: readonly number[]): [count: number, channels: 1 | 3, height: number, width: number] {
  const [height = 0, width = 0] = shape.slice(-2);
  const leading = shape.slice(0, -2);
  const channels = leading.at(-1);
  if (shape.length === 2) return [1, 1, height, width];
  if (shape.length === 3 && channels !== 1 && channels !== 3) return [channels!, 1, height, width];
  if (shape.length === 3) return [1, channels as 1 | 3, height, width];
  if (shape.length === 4 && (channels === 1 || channels === 3)) return [leading[0]!, channels, height, width];
  throw new RangeError(
    `Expected images as [N, C, H, W], [C, H, W], [N, H, W] or [H, W] with 1 (grey) or 3 (RGB) channels, ` +
      `got shape [${shape.join(", ")}]`,
  );
}

function toBytes({ data, dtype }: ArrayOfPixels, range?: PixelRange): Uint8Array {
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < data.length; i++) {
    if (data[i]! < low) low = data[i]!;
    if (data[i]! > high) high = data[i]!;
  }
  const [black, white] = range === "auto" ? [low, high] : (range ?? (dtype === "uint8" ? [0, 255] : [0, 1]));
  // Interpolation and rounding leave values a little outside, which no eye can see.
  const margin = (white - black) * 0.01;
  if (low < black - margin || high > white + margin)
    throw new RangeError(
      `Expected ${dtype} pixels from ${black} to ${white}, got values from ${round(low)} to ${round(high)}; ` +
        'undo the normalization, or pass { range: "auto" } to stretch them from black to white',
    );
  const scale = white > black ? 255 / (white - black) : 0;
  return Uint8ClampedArray.from(data, (value) => (value - black) * scale) as unknown as Uint8Array;
}

function round(value: number): string {
  return String(Number(value.toPrecision(3)));
}

/** [C, H, W] -> [H, W, C] */
function channelsLast(bytes: Uint8Array, channels: number): Uint8Array {
  if (channels === 1) return bytes;
  const area = bytes.length / channels;
  const turned = new Uint8Array(bytes.length);
  for (let c = 0; c < channels; c++) for (let i = 0; i < area; i++) turned[i * channels + c] = bytes[c * area + i]!;
  return turned;
}
