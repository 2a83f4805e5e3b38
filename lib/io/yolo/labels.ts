import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { FormatError } from "../format-error.ts";

/** One object: centre and size of its box as shares of the picture's width and height. */
export interface YoloBox {
  class: number;
  centre: [x: number, y: number];
  size: [width: number, height: number];
  /** Outline as shares [x0, y0, x1, y1, ...], in files for segmentation. */
  polygon?: number[];
}

/**
 * Reads a label file of YOLO: a line an object, a class number and four shares, or a class number and an outline.
 *
 * @example
 * parseYolo("2 0.5 0.5 0.25 1\n")[0].size; // [0.25, 1]
 */
export function parseYolo(text: string | Uint8Array, { name = "YOLO labels" } = {}): YoloBox[] {
  const lines = (typeof text === "string" ? text : new TextDecoder().decode(text)).split(/\r?\n/);
  return lines.flatMap((line, i) => {
    const fields = line.trim().split(/\s+/);
    if (fields.length === 1 && fields[0] === "") return [];
    const [label, ...shares] = fields.map((field) =>
      /^[-+]?[\d.]+(e[-+]?\d+)?$/i.test(field) ? Number(field) : Number.NaN,
    );
    const wrong = (why: string) =>
      new FormatError(name, `line ${i + 1}: ${why}, got ${JSON.stringify(line.slice(0, 80))}`);
    if (!Number.isInteger(label) || label! < 0) throw wrong("expected a class number first");
    if (shares.some((share) => !(share >= 0 && share <= 1))) throw wrong("expected shares from 0 to 1");
    if (shares.length === 4)
      return [{ class: label!, centre: [shares[0]!, shares[1]!], size: [shares[2]!, shares[3]!] }];
    if (shares.length < 6 || shares.length % 2 === 1) throw wrong("expected four shares, or three points and more");
    return [outlined(label!, shares)];
  });
}

/** Reads a label file of YOLO. */
export function readYolo(path: string): YoloBox[] {
  return parseYolo(readFileSync(path), { name: basename(path) });
}

function outlined(label: number, polygon: number[]): YoloBox {
  const range = (offset: number) => {
    const values = polygon.filter((_, i) => i % 2 === offset);
    return [Math.min(...values), Math.max(...values)] as const;
  };
  const [[left, right], [top, bottom]] = [range(0), range(1)];
  return {
    class: label,
    centre: [(left + right) / 2, (top + bottom) / 2],
    size: [right - left, bottom - top],
    polygon,
  };
}

/** The lines of a label file; numbers as short as they can be read back equal. */
export function encodeYolo(boxes: readonly YoloBox[]): string {
  return boxes
    .map(({ class: label, centre, size, polygon }) => `${[label, ...(polygon ?? [...centre, ...size])].join(" ")}\n`)
    .join("");
}
