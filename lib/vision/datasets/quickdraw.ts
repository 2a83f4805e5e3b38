import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  downloadSync,
  type QuickDrawing,
  rasterize,
  readNpy,
  readQuickDrawBin,
  readQuickDrawNdjson,
} from "../../io/index.ts";
import { checkOptions } from "../../tensor/check.ts";
import type { Tensor } from "../../tensor/index.ts";
import type { Transform } from "../transforms/transform.ts";
import { cacheFolder } from "./locate.ts";
import { type ImageStore, StoredImages } from "./stored-images.ts";

export type QuickDrawFormat = "npy" | "ndjson" | "bin" | "raw";

export interface QuickDrawOptions<T = Tensor> {
  /** What is drawn, by Google's names, such as "cat" or "The Eiffel Tower"; each has a file of its own. */
  categories: readonly string[];
  /** Folder of the files. By default the project's cache. */
  root?: string;
  /**
   * "npy" Google's pictures, "ndjson" or "bin" the strokes, drawn here as Google draws them, or "raw" 784 bytes a drawing in
   * a .bin file ("npy").
   */
  format?: QuickDrawFormat;
  /** The first so many drawings of each category (all). */
  limit?: number;
  /** Fetch what is missing, into `root` or the project's cache. */
  download?: boolean;
  /** Changes each drawing, a uint8 tensor [1, 28, 28]. */
  transform?: Transform<Tensor, T>;
}

const SIDE = 28;
const server = "https://storage.googleapis.com/quickdraw_dataset/full";
const folders = { npy: "numpy_bitmap", ndjson: "simplified", bin: "binary" } as const;

/**
 * Quick, Draw!: drawings of 345 things by players of Google's game, white on black, as uint8 tensors [1, 28, 28].
 *
 * Drawings come category by category; there is no official split. Without `root` they are looked for in the project's
 * `.tsgrad/cache/quickdraw/`; `download: true` fetches the files there, about 100 MB a category, and checks them by the MD5
 * that the server sends along. Ha and Eck 2017, arXiv:1704.03477, https://github.com/googlecreativelab/quickdraw-dataset; CC BY 4.0.
 *
 * @example
 * const set = new QuickDraw({ root: "quickdraw", categories: ["cat", "train"], limit: 1000 });
 * set.length; // 2000
 */
export class QuickDraw<T = Tensor> extends StoredImages<T> {
  constructor(options: QuickDrawOptions<T>) {
    super(read(options), options);
  }
}

function read(options: QuickDrawOptions<unknown>): ImageStore {
  checkOptions("QuickDraw", options, ["categories", "root", "format", "limit", "download", "transform"]);
  const { categories, format = "npy", limit = Number.POSITIVE_INFINITY } = options;
  if (!Array.isArray(categories) || categories.length === 0)
    throw new TypeError('QuickDraw: expected categories such as ["cat", "train"], got none');
  const odd = categories.find((name) => !/^[\w' -]+$/.test(name));
  if (odd !== undefined) throw new RangeError(`QuickDraw: expected names of categories, got ${JSON.stringify(odd)}`);
  if (!["npy", "ndjson", "bin", "raw"].includes(format))
    throw new RangeError(`QuickDraw: expected format npy, ndjson, bin or raw, got ${format}`);
  if (limit !== Number.POSITIVE_INFINITY && !(Number.isInteger(limit) && limit > 0))
    throw new RangeError(`QuickDraw: expected a whole limit >= 1, got ${limit}`);
  const parts = categories.map((name) => readers[format](locate(name, format, options), limit));
  return {
    classes: [...categories],
    targets: parts.flatMap((pixels, label) => new Array<number>(pixels.length / SIDE ** 2).fill(label)),
    pixels: new Uint8Array(Buffer.concat(parts)),
    shape: [1, SIDE, SIDE],
  };
}

const readers: Readonly<Record<QuickDrawFormat, (path: string, limit: number) => Uint8Array>> = {
  npy: (path, limit) => {
    const { data, dtype, shape } = readNpy(path);
    if (dtype !== "uint8" || shape.length !== 2 || shape[1] !== SIDE ** 2)
      throw new Error(`${path}: expected uint8 pictures [N, 784], got ${dtype} [${shape.join(", ")}]`);
    return (data as Uint8Array).subarray(0, limit * SIDE ** 2);
  },
  raw: (path, limit) => {
    const bytes = readFileSync(path);
    if (bytes.length % SIDE ** 2 !== 0)
      throw new Error(
        `${path}: expected 784 bytes a drawing, got ${bytes.length} in all; { format: "bin" } reads strokes`,
      );
    return bytes.subarray(0, limit * SIDE ** 2);
  },
  ndjson: (path, limit) => drawAll(readQuickDrawNdjson(path, { limit })),
  bin: (path, limit) => drawAll(readQuickDrawBin(path, { limit })),
};

function locate(name: string, format: QuickDrawFormat, { root, download = false }: QuickDrawOptions<unknown>): string {
  const file = `${name}.${format === "raw" ? "bin" : format}`;
  const path = join(root ?? cacheFolder("quickdraw"), file);
  if (existsSync(path)) return path;
  if (!download || format === "raw")
    throw new Error(
      `QuickDraw: found no ${path}. ` +
        (format === "raw"
          ? "Pass { root } with the folder that holds it"
          : "Pass { download: true } to fetch it, or { root } with the folder that holds it"),
    );
  downloadSync({ urls: [`${server}/${folders[format]}/${encodeURIComponent(file)}`], path });
  return path;
}

/** In the strokes' units of 1/256, as Google's pictures were made. */
const [WIDTH, MARGIN, BOARD] = [16, 24, 256];

function drawAll(drawings: readonly QuickDrawing[]): Uint8Array {
  const scale = SIDE / (BOARD + 2 * MARGIN);
  return Buffer.concat(
    drawings.map(({ strokes }) => {
      const last = (axis: "x" | "y") => strokes.reduce((most, stroke) => Math.max(most, ...stroke[axis]), 0);
      const place = (axis: "x" | "y") => {
        const offset = MARGIN + (BOARD - last(axis)) / 2;
        return (value: number) => (value + offset) * scale;
      };
      const [placeX, placeY] = [place("x"), place("y")];
      const placed = strokes.map(({ x, y }) => ({ x: x.map(placeX), y: y.map(placeY) }));
      return rasterize(placed, { side: SIDE, width: WIDTH * scale });
    }),
  );
}
