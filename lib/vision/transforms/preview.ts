import { Generator } from "../../random/index.ts";
import { imageGrid, type Picture } from "../../viz/index.ts";
import { BoundingBoxes } from "../tv-tensors/bounding-boxes.ts";
import { Image } from "../tv-tensors/image.ts";
import { Mask } from "../tv-tensors/mask.ts";
import type { Step } from "./compose.ts";
import type { Pixels } from "./core/pixels.ts";
import { fromPlain, imageIn, leavesOf, toPlain } from "./sample.ts";
import { applyTransform, BaseTransform, type Transform } from "./transform.ts";

export interface PreviewOptions {
  /** One picture a seed ([0, 1, 2, 3, 4, 5, 6]). */
  seeds?: readonly number[];
  /** Width of a picture on the page (84). */
  tile?: number;
  title?: string;
}

const colors = [
  [230, 60, 30],
  [0, 120, 200],
  [0, 150, 90],
  [200, 130, 0],
] as const;

/**
 * Shows an image (or a sample with boxes and masks) before a transform and after it, once for each seed.
 *
 * Values outside [0, 1], as after Normalize, are stretched from black to white.
 *
 * @example
 * preview(new transforms.RandomRotation(30), rand([3, 16, 16]), { seeds: [0, 1, 2] }).summary; // "Grid of 4 images"
 */
export function preview(transform: Step, sample: unknown, options: PreviewOptions = {}): Picture {
  const { seeds = [0, 1, 2, 3, 4, 5, 6], tile, title } = options;
  const results = seeds.map((seed) => {
    if (transform instanceof BaseTransform) return transform.run(toPlain(sample), new Generator().manualSeed(seed));
    return toPlain(applyTransform(transform as unknown as Transform<unknown, unknown>, fromPlain(sample)));
  });
  const images = [toPlain(sample), ...results].map(draw);
  return imageGrid(images, {
    labels: ["before", ...seeds.map((seed) => `seed ${seed}`)],
    title: title ?? String(transform instanceof BaseTransform && !String(transform).includes("\n") ? transform : ""),
    ...(tile !== undefined && { tile }),
  });
}

/** The image of a sample as bytes [C, H, W], with its masks tinted and its boxes outlined. */
function draw(sample: unknown): Image {
  const leaves = leavesOf(sample);
  const { pixels } = imageIn("preview", leaves);
  const out = toColor(pixels, leaves.length > 1);
  for (const leaf of leaves) {
    if (leaf instanceof Mask) tint(out, leaf);
    if (leaf instanceof BoundingBoxes) outline(out, leaf);
  }
  return new Image({ data: out.data, shape: [out.channels, out.height, out.width] });
}

function toColor({ data, channels, height, width }: Pixels, colored: boolean): Pixels {
  const area = height * width;
  const used = channels === 3 ? 3 : 1;
  const values = data.subarray(0, used * area);
  let [low, high] = data instanceof Uint8Array ? [0, 255] : [0, 1];
  for (const value of values) [low, high] = [Math.min(low, value), Math.max(high, value)];
  const count = colored ? 3 : used;
  const bytes = Uint8Array.from({ length: count * area }, (_, i) =>
    Math.round(((values[i % values.length]! - low) / (high - low)) * 255),
  );
  return { data: bytes, channels: count, height, width };
}

function tint({ data, height, width }: Pixels, mask: Mask): void {
  const area = height * width;
  const several = mask.shape.length === 3;
  for (let i = 0; i < mask.data.length; i++) {
    if (mask.data[i] === 0) continue;
    const color = colors[(several ? Math.floor(i / area) : mask.data[i]! - 1) % colors.length]!;
    for (let c = 0; c < 3; c++) data[c * area + (i % area)] = (data[c * area + (i % area)]! + color[c]!) / 2;
  }
}

function outline({ data, height, width }: Pixels, boxes: BoundingBoxes): void {
  const corners = boxes.to("xyxy").data;
  const set = (x: number, y: number, color: readonly number[]) => {
    if (x < 0 || y < 0 || x >= width || y >= height) return;
    for (let c = 0; c < 3; c++) data[(c * height + y) * width + x] = color[c]!;
  };
  for (let i = 0; i < corners.length; i += 4) {
    const [left, top, right, bottom] = Array.from(corners.subarray(i, i + 4), Math.round) as [
      number,
      number,
      number,
      number,
    ];
    const color = colors[(i / 4) % colors.length]!;
    for (let x = left; x < right; x++) for (const y of [top, bottom - 1]) set(x, y, color);
    for (let y = top; y < bottom; y++) for (const x of [left, right - 1]) set(x, y, color);
  }
}
