import { readFileSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { FormatError } from "../format-error.ts";
import { parseJson } from "../json.ts";
import { checkRle, type Rle } from "./rle.ts";
import { rleFromPolygons } from "./rle-polygon.ts";
import { rleFromString } from "./rle-string.ts";
import type { CocoAnnotation, CocoFile, CocoImage, CocoSegmentation } from "./types.ts";

type Loose = Record<string, unknown>;

/**
 * Reads a COCO instances file and checks that its parts fit together.
 *
 * `from` is a path or the file's bytes. Throws a FormatError that names the entry which is wrong.
 *
 * @example
 * const { images, annotations, categories } = readCoco("instances_val2017.json");
 */
export function readCoco(from: string | Uint8Array, options: { name?: string } = {}): CocoFile {
  const name = options.name ?? (typeof from === "string" ? basename(from) : "COCO data");
  const file = parseJson(typeof from === "string" ? readFileSync(from) : from, name) as Loose;
  const [images, annotations, categories] = ["images", "annotations", "categories"].map((key) => {
    const list = isObject(file) ? file[key] : undefined;
    if (!Array.isArray(list) || !list.every(isObject))
      throw new FormatError(name, `expected an object with a list of ${key}`);
    return list as Loose[];
  }) as [Loose[], Loose[], Loose[]];
  const imageIds = ids(name, "images", images);
  const categoryIds = ids(name, "categories", categories);
  ids(name, "annotations", annotations);
  for (const [i, { file_name, width, height }] of images.entries())
    if (typeof file_name !== "string" || !isSide(width) || !isSide(height))
      throw new FormatError(name, `images[${i}]: expected a file_name, a width and a height`);
  for (const [i, category] of categories.entries())
    if (typeof category.name !== "string") throw new FormatError(name, `categories[${i}]: expected a name`);
  for (const [i, annotation] of annotations.entries()) checkAnnotation(name, i, annotation, imageIds, categoryIds);
  return file as unknown as CocoFile;
}

/** The object's mask, from polygons or runs. */
export function cocoMask(
  { segmentation }: Pick<CocoAnnotation, "segmentation">,
  image: Pick<CocoImage, "height" | "width">,
): Rle {
  const size = [image.height, image.width] as const;
  if (segmentation === undefined) return { size, counts: [size[0] * size[1]] };
  if (Array.isArray(segmentation)) return rleFromPolygons(segmentation, size);
  const { counts } = segmentation;
  return typeof counts === "string" ? rleFromString(counts, segmentation.size) : { size: segmentation.size, counts };
}

/** Writes an instances file. */
export function writeCoco(path: string, file: CocoFile): void {
  writeFileSync(path, JSON.stringify(file));
}

function checkAnnotation(
  name: string,
  i: number,
  annotation: Loose,
  images: Map<number, Loose>,
  categories: Map<number, Loose>,
): void {
  const { image_id, category_id, bbox, segmentation } = annotation;
  const at = `annotations[${i}]`;
  const image = images.get(image_id as number);
  if (!image) throw new FormatError(name, `${at}: there is no image ${String(image_id)}`);
  if (!categories.has(category_id as number))
    throw new FormatError(name, `${at}: there is no category ${String(category_id)}`);
  if (!isNumbers(bbox) || bbox.length !== 4)
    throw new FormatError(name, `${at}: expected bbox as [x, y, width, height]`);
  if (segmentation === undefined) return;
  const size = [image.height, image.width] as [number, number];
  checkSegmentation(`${name}`, at, segmentation as CocoSegmentation, size);
}

function checkSegmentation(
  name: string,
  at: string,
  segmentation: CocoSegmentation,
  [height, width]: [number, number],
) {
  if (Array.isArray(segmentation)) {
    if (segmentation.every((polygon) => isNumbers(polygon) && polygon.length >= 6 && polygon.length % 2 === 0)) return;
    throw new FormatError(name, `${at}: expected polygons of at least three points [x0, y0, x1, y1, x2, y2]`);
  }
  const { size, counts } = isObject(segmentation) ? segmentation : {};
  if (!isNumbers(size) || size[0] !== height || size[1] !== width)
    throw new FormatError(name, `${at}: expected a mask of the image's size [${height}, ${width}]`);
  if (typeof counts === "string") rleFromString(counts, [height, width], `${name}: ${at}`);
  else if (isNumbers(counts)) checkRle({ size: [height, width], counts }, `${name}: ${at}`);
  else throw new FormatError(name, `${at}: expected counts as numbers or as text`);
}

function ids(name: string, what: string, list: readonly Loose[]): Map<number, Loose> {
  const found = new Map<number, Loose>();
  for (const [i, entry] of list.entries()) {
    const { id } = entry;
    if (typeof id !== "number" || !Number.isSafeInteger(id))
      throw new FormatError(name, `${what}[${i}]: expected an id`);
    if (found.has(id)) throw new FormatError(name, `${what}[${i}]: id ${id} is there twice`);
    found.set(id, entry);
  }
  return found;
}

function isObject(value: unknown): value is Loose {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isSide(value: unknown): boolean {
  return typeof value === "number" && Number.isInteger(value) && value > 0 && value <= 2 ** 16;
}

function isNumbers(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((entry) => typeof entry === "number" && Number.isFinite(entry));
}
