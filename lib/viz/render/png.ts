import { Resvg } from "@resvg/resvg-js";
import { resvgFont } from "./font.ts";

/** Draws an SVG document at `scale` pixels a unit. */
export function svgToPng(svg: string, { scale = 2 }: { scale?: number } = {}): Uint8Array {
  return new Resvg(svg, { font: resvgFont, fitTo: { mode: "zoom", value: scale } }).render().asPng();
}

/** Width and height in pixels, from the PNG's header. */
export function pngSize(png: Uint8Array): { width: number; height: number } {
  const view = new DataView(png.buffer, png.byteOffset);
  return { width: view.getUint32(16), height: view.getUint32(20) };
}
