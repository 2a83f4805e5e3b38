import type { Values } from "../charts/options.ts";
import type { Labels } from "./image-grid.ts";
import { colourOf, type OverlayOptions, overlay, tag } from "./overlay.ts";
import type { Picture } from "./picture.ts";
import type { ArrayOfPixels } from "./pixels.ts";

/** Corners [x1, y1, x2, y2] in pixels: a [N, 4] tensor or rows. */
export type Boxes = ArrayOfPixels | readonly (readonly number[])[];

export interface BoundingBoxOptions extends OverlayOptions {
  /** A class number or a name for each box. */
  labels?: Labels;
  /** Confidence of each box, shown behind its name. */
  scores?: Values;
  classes?: readonly string[];
}

/**
 * An image with boxes around its objects, each with its class and score.
 *
 * @example
 * boundingBoxes(zeros([3, 40, 60]), [[5, 5, 30, 25]], { labels: ["cat"], scores: [0.93] });
 */
export function boundingBoxes(image: ArrayOfPixels, boxes: Boxes, options: BoundingBoxOptions = {}): Picture {
  const { labels: _labels, scores: _scores, classes, ...rest } = options;
  const [labels, scores] = [valuesOf<number | string>(options.labels), valuesOf<number>(options.scores)];
  const rows = rowsOfFour(boxes);
  for (const [name, list] of Object.entries({ labels, scores }))
    if (list && list.length !== rows.length)
      throw new RangeError(`boundingBoxes: expected ${name} for all ${rows.length} boxes, got ${list.length}`);
  const names = rows.map((_, i) => {
    const label = labels?.[i];
    return typeof label === "number" ? (classes?.[label] ?? String(label)) : label;
  });
  const kinds = [...new Set(names)];
  return overlay(image, rest, `Image with ${rows.length} boxes`, ({ x, y, scale }) =>
    rows
      .map(([x1, y1, x2, y2], i) => {
        const colour = colourOf(kinds.indexOf(names[i]));
        const [left, top] = [x + x1! * scale, y + y1! * scale];
        const score = scores ? ` ${scores[i]!.toFixed(2)}` : "";
        const text = `${names[i] ?? ""}${score}`.trim();
        // Above the box, or inside where the image ends.
        const plate = text === "" ? "" : tag(text, left - 1, top - 16 < y ? top : top - 16, colour);
        return `<rect x="${left}" y="${top}" width="${(x2! - x1!) * scale}" height="${(y2! - y1!) * scale}" fill="none" stroke="${colour}" stroke-width="2"/>${plate}`;
      })
      .join(""),
  );
}

function valuesOf<T>(given?: ArrayLike<T> | { readonly data: ArrayLike<T> }): ArrayLike<T> | undefined {
  return given && "data" in given ? given.data : given;
}

/**
 * An image with the anchor boxes of a detector, those of the same size in one colour; at most 300 are drawn.
 *
 * @example
 * anchors(zeros([3, 64, 64]), [[16, 16, 48, 48], [8, 24, 56, 40]]);
 */
export function anchors(image: ArrayOfPixels, boxes: Boxes, options: OverlayOptions = {}): Picture {
  const all = rowsOfFour(boxes);
  const step = Math.max(1, Math.ceil(all.length / 300));
  const rows = all.filter((_, i) => i % step === 0);
  const size = ([x1, y1, x2, y2]: readonly number[]) => `${Math.round(x2! - x1!)} × ${Math.round(y2! - y1!)}`;
  const sizes = [...new Set(rows.map(size))];
  const legend = sizes.slice(0, 12).map((label, i) => ({ label, colour: colourOf(i) }));
  return overlay(
    image,
    options,
    `Image with ${all.length} anchors of ${sizes.length} sizes`,
    ({ x, y, scale }) =>
      rows
        .map((row) => {
          const [x1, y1, x2, y2] = row as [number, number, number, number];
          return `<rect x="${x + x1 * scale}" y="${y + y1 * scale}" width="${(x2 - x1) * scale}" height="${(y2 - y1) * scale}" fill="none" stroke="${colourOf(sizes.indexOf(size(row)))}" stroke-width="2"/>`;
        })
        .join(""),
    legend,
  );
}

function rowsOfFour(boxes: Boxes): readonly (readonly number[])[] {
  const rows =
    "shape" in boxes
      ? Array.from({ length: boxes.shape[0] ?? 0 }, (_, i) =>
          Array.from({ length: 4 }, (_, k) => boxes.data[4 * i + k]!),
        )
      : boxes;
  if (("shape" in boxes && boxes.shape.at(-1) !== 4) || rows.some((row) => row.length !== 4))
    throw new RangeError("expected boxes as [N, 4] corners x1, y1, x2, y2");
  const odd = rows.find(([x1, y1, x2, y2]) => !(x2! >= x1! && y2! >= y1!));
  if (odd)
    throw new RangeError(
      `expected corners with x1 <= x2 and y1 <= y2, got [${odd.join(", ")}]; convert boxes given as centre and size first`,
    );
  return rows;
}
