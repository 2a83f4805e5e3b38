import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { inflateSync } from "node:zlib";
import { decode, encode } from "fast-png";
import { FormatError, parsing } from "../format-error.ts";
import { readChunks } from "./chunks.ts";

/** A picture of class or instance numbers. */
export interface IndexedImage {
  width: number;
  height: number;
  /** One number a pixel, row by row. */
  indices: Uint8Array;
  /** The colour [red, green, blue] of each number; absent in grey pictures. */
  palette?: number[][] | undefined;
}

const [GREY, INDEXED] = [0, 3];
/** Larger than any mask; each pixel takes a byte. */
const MAX_PIXELS = 2 ** 28;

/**
 * Reads a mask from a PNG file with a palette, or a grey one, as the numbers that stand in it: no colours are made of them.
 *
 * `from` is a path or the file's bytes. Throws a FormatError for other kinds of PNG, damaged and oversized files.
 *
 * @example
 * readIndexedPng(encodeIndexedPng({ width: 2, height: 1, indices: new Uint8Array([0, 255]) })).indices; // Uint8Array [0, 255]
 */
export function readIndexedPng(from: string | Uint8Array, { name }: { name?: string } = {}): IndexedImage {
  const file = name ?? (typeof from === "string" ? basename(from) : "PNG data");
  const chunks = readChunks(typeof from === "string" ? readFileSync(from) : from, file);
  const { width, height, depth, colourType } = chunks;
  if ((colourType !== GREY && colourType !== INDEXED) || ![1, 2, 4, 8].includes(depth))
    throw new FormatError(
      file,
      `expected a mask with a palette or grey values of 1 to 8 bits, got colour type ${colourType} with ${depth} bits`,
    );
  if (width === 0 || height === 0 || width * height > MAX_PIXELS)
    throw new FormatError(file, `expected a picture of 1 to ${MAX_PIXELS} pixels, got ${width} x ${height}`);
  checkLength(chunks, file);
  const image = parsing(file, "the PNG file is damaged", () => decode(chunks.essential));
  if (colourType === INDEXED && image.palette === undefined) throw new FormatError(file, "the PNG file has no palette");
  return { width, height, indices: unpackBits(image.data as Uint8Array, width, height, depth), palette: image.palette };
}

/** Unpacks the pixels once, up to what the header announces: the decoder would take any length. */
function checkLength({ data, width, height, depth, interlaced }: ReturnType<typeof readChunks>, file: string): void {
  const rows = interlaced ? passes(width, height) : [[width, height] as const];
  const expected = rows.reduce((sum, [w, h]) => sum + (w === 0 ? 0 : h * (1 + Math.ceil((w * depth) / 8))), 0);
  const got = parsing(file, "the PNG file's pixels are damaged or more than its header says", () =>
    inflateSync(data, { maxOutputLength: expected }),
  ).length;
  if (got !== expected) throw new FormatError(file, `expected ${expected} bytes of pixels, got ${got}; it is cut off`);
}

/** The sizes of the seven pictures of Adam7. */
function passes(width: number, height: number): (readonly [number, number])[] {
  const steps = [
    [0, 0, 8, 8],
    [4, 0, 8, 8],
    [0, 4, 4, 8],
    [2, 0, 4, 4],
    [0, 2, 2, 4],
    [1, 0, 2, 2],
    [0, 1, 1, 2],
  ] as const;
  return steps.map(([x, y, dx, dy]) => [
    Math.max(0, Math.ceil((width - x) / dx)),
    Math.max(0, Math.ceil((height - y) / dy)),
  ]);
}

/** One byte a pixel of rows that are packed into bytes. */
function unpackBits(packed: Uint8Array, width: number, height: number, depth: number): Uint8Array {
  if (depth === 8) return packed;
  const out = new Uint8Array(width * height);
  const stride = Math.ceil((width * depth) / 8);
  const mask = (1 << depth) - 1;
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const bit = x * depth;
      out[y * width + x] = (packed[y * stride + (bit >> 3)]! >> (8 - depth - (bit & 7))) & mask;
    }
  return out;
}

/**
 * The bytes of a PNG file with one byte a pixel: with a palette where one is given, else grey.
 *
 * @example
 * readIndexedPng(encodeIndexedPng({ width: 1, height: 1, indices: new Uint8Array([7]), palette: vocPalette() })).indices; // Uint8Array [7]
 */
export function encodeIndexedPng({ width, height, indices, palette }: IndexedImage): Uint8Array {
  if (indices.length !== width * height)
    throw new RangeError(`encodeIndexedPng: expected ${width} x ${height} indices, got ${indices.length}`);
  return encode({ width, height, data: indices, channels: 1, depth: 8, ...(palette && { palette }) });
}

/** The 256 colours of VOC's masks: the bits of the class number, dealt out to red, green and blue. */
export function vocPalette(): number[][] {
  return Array.from({ length: 256 }, (_, number) => {
    const colour = [0, 0, 0];
    for (let bit = 7, rest = number; rest > 0; bit--, rest >>= 3)
      for (let channel = 0; channel < 3; channel++) colour[channel]! |= ((rest >> channel) & 1) << bit;
    return colour;
  });
}
