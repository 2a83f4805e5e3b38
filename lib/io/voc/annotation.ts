import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { XMLParser, XMLValidator } from "fast-xml-parser";
import { FormatError, parsing } from "../format-error.ts";

/** One object in a picture. VOC counts pixels from 1, the first one included: the box is [xmin, ymin, xmax, ymax]. */
export interface VocObject {
  name: string;
  box: [xmin: number, ymin: number, xmax: number, ymax: number];
  difficult: boolean;
  truncated: boolean;
  pose: string;
}

export interface VocAnnotation {
  filename: string;
  width: number;
  height: number;
  depth: number;
  segmented: boolean;
  objects: VocObject[];
}

const MAX_BYTES = 2 ** 23;

type Node = Record<string, unknown>;

/**
 * Reads an annotation of PASCAL VOC from XML text.
 *
 * Refuses document types, and with them entities, deep nesting, and what is not an annotation, by a FormatError.
 *
 * @example
 * parseVoc(encodeVoc({ filename: "a.jpg", width: 8, height: 8, depth: 3, segmented: false, objects: [] })).filename; // "a.jpg"
 */
export function parseVoc(xml: string | Uint8Array, { name = "VOC annotation" } = {}): VocAnnotation {
  if (xml.length > MAX_BYTES)
    throw new FormatError(name, `expected at most ${MAX_BYTES} bytes of XML, got ${xml.length}`);
  const text = typeof xml === "string" ? xml : new TextDecoder().decode(xml);
  if (/<!(DOCTYPE|ENTITY)/i.test(text))
    throw new FormatError(name, "refused to read XML with a document type: its entities can grow without end");
  const checked = parsing(name, "the XML is damaged", () => XMLValidator.validate(text));
  if (checked !== true) throw new FormatError(name, `the XML is damaged (${checked.err.msg})`);
  const parser = new XMLParser({ parseTagValue: false, maxNestedTags: 16, isArray: (tag) => tag === "object" });
  const root = (parsing(name, "the XML is damaged", () => parser.parse(text)) as Node).annotation;
  if (typeof root !== "object" || root === null) throw new FormatError(name, "expected an <annotation>");
  return annotationOf(root as Node, name);
}

/** Reads an annotation file of PASCAL VOC. */
export function readVoc(path: string): VocAnnotation {
  return parseVoc(readFileSync(path), { name: basename(path) });
}

function annotationOf(root: Node, name: string): VocAnnotation {
  const size = nodeOf(root.size);
  const objects = (root.object ?? []) as unknown[];
  return {
    filename: textOf(root.filename),
    width: numberOf(size.width, "size/width", name),
    height: numberOf(size.height, "size/height", name),
    depth: size.depth === undefined ? 3 : numberOf(size.depth, "size/depth", name),
    segmented: textOf(root.segmented) === "1",
    objects: objects.map((object, i) => objectOf(nodeOf(object), `object ${i}`, name)),
  };
}

function objectOf(object: Node, at: string, name: string): VocObject {
  const box = nodeOf(object.bndbox);
  if (textOf(object.name) === "") throw new FormatError(name, `${at}: expected a <name>`);
  return {
    name: textOf(object.name),
    box: [
      numberOf(box.xmin, `${at}: bndbox/xmin`, name),
      numberOf(box.ymin, `${at}: bndbox/ymin`, name),
      numberOf(box.xmax, `${at}: bndbox/xmax`, name),
      numberOf(box.ymax, `${at}: bndbox/ymax`, name),
    ],
    difficult: textOf(object.difficult) === "1",
    truncated: textOf(object.truncated) === "1",
    pose: textOf(object.pose),
  };
}

function nodeOf(value: unknown): Node {
  return typeof value === "object" && value !== null ? (value as Node) : {};
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function numberOf(value: unknown, what: string, name: string): number {
  const number = Number(value);
  if (typeof value === "string" && value !== "" && Number.isFinite(number)) return number;
  throw new FormatError(name, `expected a number as ${what}, got ${JSON.stringify(value) ?? "nothing"}`);
}

/** An annotation as VOC's XML. */
export function encodeVoc({ filename, width, height, depth, segmented, objects }: VocAnnotation): string {
  const flag = (value: boolean) => (value ? 1 : 0);
  const lines = objects.map(({ name, box: [xmin, ymin, xmax, ymax], difficult, truncated, pose }) =>
    [
      "  <object>",
      `    <name>${escapeXml(name)}</name>`,
      `    <pose>${escapeXml(pose)}</pose>`,
      `    <truncated>${flag(truncated)}</truncated>`,
      `    <difficult>${flag(difficult)}</difficult>`,
      `    <bndbox><xmin>${xmin}</xmin><ymin>${ymin}</ymin><xmax>${xmax}</xmax><ymax>${ymax}</ymax></bndbox>`,
      "  </object>",
    ].join("\n"),
  );
  return [
    "<annotation>",
    `  <filename>${escapeXml(filename)}</filename>`,
    `  <size><width>${width}</width><height>${height}</height><depth>${depth}</depth></size>`,
    `  <segmented>${flag(segmented)}</segmented>`,
    ...lines,
    "</annotation>\n",
  ].join("\n");
}

function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
