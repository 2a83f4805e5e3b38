import { escapeXml, textWidth } from "../render/font.ts";
import { fontFamily, right, wrong } from "../theme.ts";
import { Picture } from "./picture.ts";
import { type ArrayOfPixels, type Bitmap, bitmapToPng, type PixelRange, toBitmaps } from "./pixels.ts";

/** Class numbers, as an array or a tensor, or names. */
export type Labels = ArrayLike<number> | readonly string[] | { readonly data: ArrayLike<number> };

export interface ImageGridOptions {
  /** What each image is: a caption, and the truth that predictions are compared with. */
  labels?: Labels;
  /** What a model takes each image for; right and wrong ones are told apart by colour, sign and frame. */
  predictions?: Labels;
  /** Names for class numbers. */
  classes?: readonly string[];
  title?: string;
  /** Images in a row; as many as fit in a notebook by default. */
  columns?: number;
  /** Width of an image on the page (84). */
  tile?: number;
  /** The values that are black and white. */
  range?: PixelRange;
}

const gap = 14;
const margin = 12;
const ink = "#1f1f1f";
const quiet = "#5c5c5c";
const fontSize = 11.5;
const lineHeight = 16;
/** Of the widest grid by default: about the width of a notebook's page. */
const pageWidth = 790;

/**
 * Images side by side, each with its label below.
 *
 * @example
 * imageGrid(images, { labels, predictions, classes: FashionMNIST.classes });
 */
export function imageGrid(images: ArrayOfPixels | readonly ArrayOfPixels[], options: ImageGridOptions = {}): Picture {
  const { title, classes, tile = 84 } = options;
  const bitmaps = toBitmaps(images, options.range);
  const labels = names("labels", options.labels, classes, bitmaps.length);
  const predictions = names("predictions", options.predictions, classes, bitmaps.length);
  const columns = Math.min(options.columns ?? Math.floor((pageWidth + gap) / (tile + gap)), bitmaps.length);
  const captions = bitmaps.map((_, i) => captionOf(labels?.[i], predictions?.[i]));
  const lines = Math.max(...captions.map(({ lines }) => lines.length));
  const top = margin + (title ? 32 : 0);
  const tileHeight = Math.max(...bitmaps.map(({ width, height }) => (tile * height) / width));
  const rowHeight = tileHeight + gap + (lines > 0 ? lines * lineHeight + 4 : 0);
  const width = 2 * margin + columns * (tile + gap) - gap;
  const rows = Math.ceil(bitmaps.length / columns);
  const tiles = bitmaps.map((bitmap, i) => {
    const x = margin + (i % columns) * (tile + gap);
    const y = top + Math.floor(i / columns) * rowHeight;
    return drawTile(bitmap, captions[i]!, { x, y, tile });
  });
  const heading = title
    ? `<text x="${margin}" y="${margin + 14}" font-size="15" font-weight="600" fill="${ink}">${escapeXml(title)}</text>`
    : "";
  const height = top + rows * rowHeight - gap + margin;
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="${fontFamily}">` +
    `<rect width="100%" height="100%" fill="white"/>${heading}${tiles.join("")}</svg>`;
  return new Picture(svg, { summary: summaryOf(bitmaps.length, labels, predictions) });
}

interface Caption {
  lines: { text: string; colour: string; bold: boolean }[];
  frame?: string;
}

function captionOf(label: string | undefined, prediction: string | undefined): Caption {
  if (prediction === undefined)
    return { lines: label === undefined ? [] : [{ text: label, colour: ink, bold: false }] };
  if (label === undefined) return { lines: [{ text: prediction, colour: ink, bold: false }] };
  if (label === prediction) return { lines: [{ text: `✓ ${prediction}`, colour: right, bold: false }] };
  return {
    lines: [
      { text: `✗ ${prediction}`, colour: wrong, bold: true },
      { text: `is ${label}`, colour: quiet, bold: false },
    ],
    frame: wrong,
  };
}

function drawTile(
  bitmap: Bitmap,
  { lines, frame }: Caption,
  { x, y, tile }: { x: number; y: number; tile: number },
): string {
  const height = (tile * bitmap.height) / bitmap.width;
  const href = `data:image/png;base64,${Buffer.from(bitmapToPng(bitmap)).toString("base64")}`;
  // Small images are enlarged pixel by pixel: what the network sees, not a smoothed picture of it.
  const rendering = bitmap.width <= tile ? "optimizeSpeed" : "optimizeQuality";
  const image =
    `<image x="${x}" y="${y}" width="${tile}" height="${height}" preserveAspectRatio="none" ` +
    `image-rendering="${rendering}" href="${href}"/>`;
  const border = frame
    ? `<rect x="${x - 2}" y="${y - 2}" width="${tile + 4}" height="${height + 4}" fill="none" stroke="${frame}" stroke-width="3"/>`
    : "";
  const text = lines.map(
    ({ text, colour, bold }, i) =>
      `<text x="${x}" y="${y + height + 4 + (i + 0.8) * lineHeight}" font-size="${fontSize}" fill="${colour}"` +
      `${bold ? ' font-weight="bold"' : ""}>${escapeXml(shorten(text, tile + gap - 4, bold))}</text>`,
  );
  return image + border + text.join("");
}

function shorten(text: string, room: number, bold: boolean): string {
  if (textWidth(text, fontSize, bold) <= room) return text;
  const characters = [...text];
  while (characters.length > 1 && textWidth(`${characters.join("")}…`, fontSize, bold) > room) characters.pop();
  return `${characters.join("").trimEnd()}…`;
}

function names(option: string, values: Labels | undefined, classes: readonly string[] | undefined, count: number) {
  if (values === undefined) return undefined;
  const list = Array.from("data" in values ? values.data : (values as ArrayLike<number | string>));
  if (list.length !== count)
    throw new RangeError(`imageGrid: expected ${option} for all ${count} images, got ${list.length}`);
  return list.map((value) => {
    if (typeof value === "string" || !classes) return String(value);
    const name = classes[value];
    if (name === undefined)
      throw new RangeError(
        `imageGrid: expected ${option} from 0 to ${classes.length - 1} for ${classes.length} classes, got ${value}`,
      );
    return name;
  });
}

function summaryOf(count: number, labels?: readonly string[], predictions?: readonly string[]): string {
  if (!labels || !predictions) return `Grid of ${count} images`;
  const correct = labels.filter((label, i) => label === predictions[i]).length;
  return `Grid of ${count} images, ${correct} predicted right`;
}
