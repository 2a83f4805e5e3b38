import { colourOf, imageTag, type OverlayOptions, overlay } from "./overlay.ts";
import type { Picture } from "./picture.ts";
import type { ArrayOfPixels, Bitmap } from "./pixels.ts";

export interface MaskOptions extends OverlayOptions {
  classes?: readonly string[];
  /** How much of the colour covers the image (0.5). */
  opacity?: number;
  /** The class left without colour (0); null colours all. */
  background?: number | null;
  /** Pixels of this class are hatched as unlabelled (255). */
  ignoreIndex?: number;
}

/**
 * An image under the colours of its segmentation, with a legend of the classes in it.
 *
 * @param mask [H, W] class numbers, of the image's size
 * @example
 * segmentationMask(zeros([3, 4, 4]), tensor([[0, 0, 1, 1], [0, 0, 1, 1], [2, 2, 1, 1], [2, 2, 0, 0]]), { classes: ["sky", "cat", "dog"] });
 */
export function segmentationMask(image: ArrayOfPixels, mask: ArrayOfPixels, options: MaskOptions = {}): Picture {
  const { classes, opacity = 0.5, background = 0, ignoreIndex = 255, ...rest } = options;
  const [height, width] = mask.shape.slice(-2) as [number, number];
  const shape = image.shape.slice(-2);
  if (mask.data.length !== width * height || shape[0] !== height || shape[1] !== width)
    throw new RangeError(
      `segmentationMask: expected a mask [${shape.join(", ")}] of the image's size, got [${mask.shape.join(", ")}]`,
    );
  const present = [...new Set(Array.from(mask.data))].sort((a, b) => a - b).filter((label) => label !== background);
  const colour = (label: number) =>
    label === ignoreIndex ? "#ffffff" : colourOf(background === 0 ? label - 1 : label);
  const legend = present.map((label) => ({
    label: label === ignoreIndex ? "unlabelled" : (classes?.[label] ?? `class ${label}`),
    colour: label === ignoreIndex ? "#d0d0d0" : colour(label),
  }));
  return overlay(
    image,
    rest,
    `Image with a mask of ${present.length} classes: ${legend.map(({ label }) => label).join(", ")}`,
    ({ x, y, scale }) =>
      present
        .map((label) => {
          const layer = `<g opacity="${opacity}">${runs(mask, label, width, height, { x, y, scale }, colour(label))}</g>`;
          return layer;
        })
        .join(""),
    legend,
  );
}

/** The pixels of one class, as strips along the rows. */
function runs(
  { data }: ArrayOfPixels,
  label: number,
  width: number,
  height: number,
  { x, y, scale }: { x: number; y: number; scale: number },
  colour: string,
): string {
  let path = "";
  for (let row = 0; row < height; row++)
    for (let from = 0; from < width; from++) {
      if (data[row * width + from] !== label) continue;
      let to = from;
      while (to < width && data[row * width + to] === label) to++;
      path += `M${from} ${row}H${to}V${row + 1}H${from}Z`;
      from = to;
    }
  return `<path transform="translate(${x} ${y}) scale(${scale})" d="${path}" fill="${colour}"/>`;
}

export interface HeatmapOptions extends OverlayOptions {
  /** How much of the heat covers the image where it is hottest (0.6). */
  opacity?: number;
}

/**
 * An image under a map of how much each place matters: transparent where not at all, yellow where most.
 *
 * @param heat [h, w] values >= 0, of any size; stretched over the image
 * @example
 * heatmapOverlay(zeros([3, 8, 8]), tensor([[0, 1], [0, 0.5]]));
 */
export function heatmapOverlay(image: ArrayOfPixels, heat: ArrayOfPixels, options: HeatmapOptions = {}): Picture {
  const { opacity = 0.7, ...rest } = options;
  const [h, w] = heat.shape.slice(-2) as [number, number];
  const [height, width] = image.shape.slice(-2) as [number, number];
  const most = Math.max(...Array.from(heat.data), 0) || 1;
  const at = (row: number, column: number) =>
    heat.data[Math.min(Math.max(row, 0), h - 1) * w + Math.min(Math.max(column, 0), w - 1)]! / most;
  // Bilinear, so that a map of 7 x 7 does not look like 49 claims.
  const side = Math.max(1, Math.ceil(128 / Math.max(width, height)));
  const [rows, columns] = [height * side, width * side];
  const pixels = new Uint8Array(rows * columns * 4);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) {
      const [y, x] = [((i + 0.5) * h) / rows - 0.5, ((j + 0.5) * w) / columns - 0.5];
      const [r, c] = [Math.floor(y), Math.floor(x)];
      const [fy, fx] = [y - r, x - c];
      const value =
        (1 - fy) * ((1 - fx) * at(r, c) + fx * at(r, c + 1)) + fy * ((1 - fx) * at(r + 1, c) + fx * at(r + 1, c + 1));
      pixels.set(heatColour(Math.max(0, Math.min(1, value)), opacity), 4 * (i * columns + j));
    }
  const bitmap: Bitmap = { width: columns, height: rows, channels: 4, pixels };
  return overlay(image, rest, "Image with a heat map", ({ x, y, scale }) =>
    imageTag(bitmap, { x, y, width: width * scale, height: height * scale }),
  );
}

/** From purple through orange to yellow, ever lighter: readable without colour. */
function heatColour(value: number, opacity: number): number[] {
  const stops = [
    [66, 10, 104],
    [187, 55, 84],
    [249, 142, 9],
    [252, 255, 164],
  ] as const;
  const place = value * (stops.length - 1);
  const below = Math.min(Math.floor(place), stops.length - 2);
  const mix = stops[below]!.map((low, k) => low + (place - below) * (stops[below + 1]![k]! - low));
  return [...mix, 255 * opacity * Math.sqrt(value)].map(Math.round);
}
