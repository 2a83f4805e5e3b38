// The files of tests/goldens/io/make_data.py.
import { readFileSync } from "node:fs";
import { inflateSync } from "node:zlib";

interface Stored {
  rle: { size: [number, number]; mask: string; counts: string; area: number; bbox: number[] }[];
  large: { size: [number, number]; counts: string; area: number; bbox: number[] };
  polygons: { size: [number, number]; polygons: number[][]; counts: string }[];
  merges: { masks: { size: [number, number]; counts: string }[]; union: string; intersection: string }[];
  png: Record<string, { size: [number, number]; indices: string }>;
  vocPalette: number[];
  contents: Record<string, string>;
  files: Record<string, string>;
}

export const stored = JSON.parse(
  readFileSync(new URL("../../goldens/io/data.json", import.meta.url), "utf8"),
) as Stored;

export const names = Object.keys(stored.files);

export function bytesOf(name: string): Uint8Array {
  const text = stored.files[name];
  if (text === undefined) throw new Error(`tests/goldens/io/data.json holds no ${name}`);
  return new Uint8Array(inflateSync(Buffer.from(text, "base64")));
}
