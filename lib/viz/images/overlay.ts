import { escapeXml, textWidth } from "../render/font.ts";
import { fontFamily, palette } from "../theme.ts";
import { Picture } from "./picture.ts";
import { type ArrayOfPixels, type Bitmap, bitmapToPng, type PixelRange, toBitmaps } from "./pixels.ts";

export interface OverlayOptions {
  title?: string;
  /** Width of the image on the page (320). */
  width?: number;
  range?: PixelRange;
}

/** Where an overlay draws: from the image's pixels to the page's units. */
export interface Frame {
  x: number;
  y: number;
  scale: number;
  bitmap: Bitmap;
}

const margin = 12;

/** One image, enlarged, with drawings over it and a legend below. */
export function overlay(
  image: ArrayOfPixels,
  { title, width = 320, range }: OverlayOptions,
  summary: string,
  draw: (frame: Frame) => string,
  legend: readonly { label: string; colour: string }[] = [],
): Picture {
  const bitmaps = toBitmaps(image, range);
  if (bitmaps.length !== 1) throw new RangeError(`expected one image [C, H, W], got ${bitmaps.length} of them`);
  const bitmap = bitmaps[0]!;
  const scale = width / bitmap.width;
  const top = margin + (title ? 28 : 0);
  const height = bitmap.height * scale;
  const keys = legendOf(legend, width, top + height + 10);
  const full = top + height + margin + keys.height;
  const heading = title
    ? `<text x="${margin}" y="${margin + 13}" font-size="15" font-weight="600" fill="#1f1f1f">${escapeXml(title)}</text>`
    : "";
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width + 2 * margin}" height="${full}" font-family="${fontFamily}">` +
    `<rect width="100%" height="100%" fill="white"/>${heading}` +
    imageTag(bitmap, { x: margin, y: top, width, height }) +
    draw({ x: margin, y: top, scale, bitmap }) +
    `${keys.svg}</svg>`;
  return new Picture(svg, { summary });
}

/** A bitmap as an SVG image; small ones are enlarged pixel by pixel. */
export function imageTag(
  bitmap: Bitmap,
  { x, y, width, height }: { x: number; y: number; width: number; height: number },
): string {
  const href = `data:image/png;base64,${Buffer.from(bitmapToPng(bitmap)).toString("base64")}`;
  const rendering = bitmap.width <= width ? "optimizeSpeed" : "optimizeQuality";
  return `<image x="${x}" y="${y}" width="${width}" height="${height}" preserveAspectRatio="none" image-rendering="${rendering}" href="${href}"/>`;
}

function legendOf(entries: readonly { label: string; colour: string }[], width: number, top: number) {
  let [x, y] = [margin, top];
  const parts = entries.map(({ label, colour }) => {
    const room = 18 + textWidth(label, 11.5) + 14;
    if (x > margin && x + room > margin + width) [x, y] = [margin, y + 18];
    const part =
      `<rect x="${x}" y="${y}" width="12" height="12" rx="2" fill="${colour}"/>` +
      `<text x="${x + 17}" y="${y + 10}" font-size="11.5" fill="#1f1f1f">${escapeXml(label)}</text>`;
    x += room;
    return part;
  });
  return { svg: parts.join(""), height: entries.length === 0 ? 0 : y - top + 22 };
}

export function colourOf(index: number): string {
  return palette[index % palette.length]!;
}

/** A label on a plate of its colour, kept within the image. */
export function tag(text: string, x: number, y: number, colour: string): string {
  const width = textWidth(text, 11, true) + 8;
  return (
    `<rect x="${x}" y="${y}" width="${width}" height="16" fill="${colour}"/>` +
    `<text x="${x + 4}" y="${y + 12}" font-size="11" font-weight="bold" fill="white">${escapeXml(text)}</text>`
  );
}
