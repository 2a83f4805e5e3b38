import type { DisplayBundle } from "../runtime.ts";
import { pngSize } from "./render/png.ts";

/** A PNG and the text in its place; shown at the size it was drawn for, however many pixels it has. */
export function pictureBundle(png: Uint8Array, { scale, summary }: { scale: number; summary: string }): DisplayBundle {
  const { width, height } = pngSize(png);
  return {
    data: { "image/png": Buffer.from(png).toString("base64"), "text/plain": summary },
    metadata: { "image/png": { width: Math.round(width / scale), height: Math.round(height / scale) } },
  };
}
