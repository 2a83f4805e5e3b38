import zlib from "node:zlib";
import type { MimeBundle } from "../evaluate/types.ts";
import { escapeHtml } from "./table.ts";

/** Something that has a shape and numbers: a tensor of ours, of tfjs, or a typed array. */
export interface Numbers {
  name: string;
  shape: readonly number[];
  dtype: string;
  values: ArrayLike<number>;
}

const stripWidth = 64;
const maxImage = 512;

export function numbersOf(value: unknown): Numbers | undefined {
  if (ArrayBuffer.isView(value) && !(value instanceof DataView) && !Buffer.isBuffer(value)) {
    const name = value.constructor.name;
    if (/BigU?[iI]nt/.test(name)) return undefined;
    const values = value as unknown as ArrayLike<number>;
    return { name, shape: [values.length], dtype: name.replace("Array", "").toLowerCase(), values };
  }
  if (typeof value !== "object" || value === null) return undefined;
  const { shape, dtype, data, dataSync } = value as Record<string, unknown>;
  if (!Array.isArray(shape) || typeof dtype !== "string" || !shape.every((size) => Number.isInteger(size)))
    return undefined;
  const values = typeof dataSync === "function" ? (dataSync.call(value) as unknown) : data;
  if (!ArrayBuffer.isView(values)) return undefined;
  return { name: "Tensor", shape: shape as number[], dtype, values: values as unknown as ArrayLike<number> };
}

/** Shape, type, range and a heat strip; what looks like an image is drawn as one. */
export function numbersBundle(numbers: Numbers, text: string): MimeBundle {
  const { name, shape, dtype, values } = numbers;
  const { min, max, mean, odd } = statistics(values);
  const facts = [`${name} [${shape.join(", ")}] ${dtype}`];
  if (values.length > 0) facts.push(`min ${short(min)}`, `mean ${short(mean)}`, `max ${short(max)}`);
  if (odd > 0) facts.push(`${odd} not finite`);
  const picture = imageOf(numbers, min, max) ?? stripOf(values, min, max);
  const image = picture
    ? `<div><img alt="" src="data:image/png;base64,${picture.png}" style="image-rendering:pixelated;width:${picture.width}px;height:${picture.height}px"></div>`
    : "";
  const html = `<div>${escapeHtml(facts.join(", "))}${image}<pre style="margin:0">${escapeHtml(text)}</pre></div>`;
  return { data: { "text/html": html, "text/plain": text }, metadata: {} };
}

function statistics(values: ArrayLike<number>) {
  let [min, max, sum, odd] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0];
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!Number.isFinite(value)) odd++;
    else {
      if (value < min) min = value;
      if (value > max) max = value;
      sum += value;
    }
  }
  return { min, max, mean: sum / Math.max(1, values.length - odd), odd };
}

interface Picture {
  png: string;
  width: number;
  height: number;
}

/** [H, W], [1, H, W], [3, H, W]: at least 8 pixels each way, neither long and thin. */
function imageOf({ shape, values, dtype }: Numbers, min: number, max: number): Picture | undefined {
  const [channels, height, width] = shape.length === 2 ? [1, ...shape] : shape.length === 3 ? shape : [];
  if (!width || !height || (channels !== 1 && channels !== 3)) return undefined;
  if (Math.min(width, height) < 8 || Math.max(width, height) > maxImage) return undefined;
  if (width > 4 * height || height > 4 * width) return undefined;
  const [low, high] = dtype === "uint8" ? [0, 255] : min >= 0 && max <= 1 ? [0, 1] : [min, max];
  const pixel = (channel: number, at: number) => gray(values[channel * width * height + at]!, low, high);
  const rgb = new Uint8Array(width * height * 3);
  for (let at = 0; at < width * height; at++) {
    for (let c = 0; c < 3; c++) rgb[at * 3 + c] = pixel(channels === 3 ? c : 0, at);
  }
  const scale = Math.max(1, Math.floor(160 / Math.max(width, height)));
  return { png: png(rgb, width, height), width: width * scale, height: height * scale };
}

/** The values from left to right, averaged into at most 64 fields. */
function stripOf(values: ArrayLike<number>, min: number, max: number): Picture | undefined {
  const width = Math.min(stripWidth, values.length);
  if (width < 2 || !(max > min)) return undefined;
  const rgb = new Uint8Array(width * 3);
  for (let x = 0; x < width; x++) {
    const [from, to] = [Math.floor((x * values.length) / width), Math.floor(((x + 1) * values.length) / width)];
    let sum = 0;
    for (let i = from; i < to; i++) sum += values[i]!;
    const share = gray(sum / (to - from), min, max) / 255;
    // From blue over white to red.
    rgb.set(
      [255 * Math.min(1, 2 * share), 255 * (1 - Math.abs(2 * share - 1)), 255 * Math.min(1, 2 - 2 * share)],
      x * 3,
    );
  }
  return { png: png(rgb, width, 1), width: 320, height: 14 };
}

function gray(value: number, low: number, high: number): number {
  return high > low ? Math.max(0, Math.min(255, Math.round(((value - low) / (high - low)) * 255))) : 0;
}

/** An RGB image as a PNG, in base64. */
function png(rgb: Uint8Array, width: number, height: number): string {
  const rows = Buffer.alloc(height * (width * 3 + 1));
  for (let y = 0; y < height; y++) rows.set(rgb.subarray(y * width * 3, (y + 1) * width * 3), y * (width * 3 + 1) + 1);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const chunk = (type: string, data: Uint8Array): Buffer => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const framed = Buffer.alloc(body.length + 8);
    framed.writeUInt32BE(data.length, 0);
    framed.set(body, 4);
    framed.writeUInt32BE(zlib.crc32(body), body.length + 4);
    return framed;
  };
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const parts = [
    signature,
    chunk("IHDR", header),
    chunk("IDAT", zlib.deflateSync(rows)),
    chunk("IEND", Buffer.alloc(0)),
  ];
  return Buffer.concat(parts).toString("base64");
}

function short(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));
}
