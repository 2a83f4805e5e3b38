import { FormatError } from "../format-error.ts";
import { checkRle, type Rle } from "./rle.ts";

/**
 * The runs as COCO's text: differences to the run before the last in pieces of five bits.
 *
 * @example
 * rleToString({ size: [2, 2], counts: [2, 2] }); // "22"
 */
export function rleToString({ counts }: Rle): string {
  let text = "";
  for (const [i, count] of counts.entries()) {
    let x = i > 2 ? count - counts[i - 2]! : count;
    for (let more = true; more; ) {
      const bits = x & 0x1f;
      x >>= 5;
      more = bits & 0x10 ? x !== -1 : x !== 0;
      text += String.fromCharCode((more ? bits | 0x20 : bits) + 48);
    }
  }
  return text;
}

/**
 * Reads COCO's text for runs; throws a FormatError where they do not fill the mask.
 *
 * @example
 * rleFromString("22", [2, 2]).counts; // [2, 2]
 */
export function rleFromString(text: string, size: readonly [number, number], name = "run-length mask"): Rle {
  const counts: number[] = [];
  for (let at = 0; at < text.length; ) {
    let [x, shift, bits] = [0, 0, 0x20];
    while (bits & 0x20) {
      bits = text.charCodeAt(at++) - 48;
      if (!(bits >= 0 && bits < 64) || shift > 30)
        throw new FormatError(name, `expected characters from "0" to "o" in runs that end, got "${text.slice(0, 40)}"`);
      x |= (bits & 0x1f) << shift;
      shift += 5;
    }
    if (bits & 0x10 && shift < 32) x |= -1 << shift;
    counts.push(counts.length > 2 ? x + counts.at(-2)! : x);
  }
  const rle = { size, counts };
  checkRle(rle, name);
  return rle;
}
