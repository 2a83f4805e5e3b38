// What torchvision returned, and the comparison with it.
import { readFileSync } from "node:fs";
import { expect } from "chai";

export interface Packed {
  dtype: "uint8" | "float32";
  shape: number[];
  b64: string;
}
export interface Goldens {
  functional: {
    fn: string;
    args: unknown[];
    seed: number;
    inShape: number[];
    inDtype: "uint8" | "float32";
    tol: string | null;
    kind: "image" | "mask" | "boxes";
    format?: "xyxy" | "xywh" | "cxcywh";
    canvas?: [number, number];
    out: Packed;
  }[];
  draws: {
    cls: string;
    args: unknown[];
    seed: number;
    inShape: number[];
    inDtype: "uint8" | "float32";
    tol: string | null;
    image: Packed;
    boxes?: Packed;
    mask?: Packed;
  }[];
  mixes: { cls: "MixUp" | "CutMix"; alpha: number; seed: number; image: Packed; labels: Packed }[];
  pil: { seed: number; from: number[]; to: number[]; interpolation: "bilinear" | "bicubic"; out: Packed }[];
}

export const goldens = JSON.parse(
  readFileSync(new URL("../../../goldens/vision/transforms/cases.json", import.meta.url), "utf8"),
) as Goldens;

export function unpack({ dtype, b64 }: Packed): Uint8Array | Float32Array {
  const bytes = Uint8Array.from(Buffer.from(b64, "base64"));
  return dtype === "uint8" ? bytes : new Float32Array(bytes.buffer);
}

/** How many bytes of an interpolated warp may be rounded the other way: torchvision adds in float32. */
const ties = 0.005;

/**
 * Equal shape and values: bytes exactly, floats within 1e-5 of the range. With a `tolerance` of 1, bytes may differ by one
 * where they are next to a tie.
 */
export function expectSame(
  actual: { shape: readonly number[]; data: ArrayLike<number>; dtype: string },
  golden: Packed,
  tolerance = golden.dtype === "uint8" ? 0 : 1e-5,
): void {
  expect(actual.shape, "shape").to.deep.equal(golden.shape);
  expect(actual.dtype, "dtype").to.equal(golden.dtype);
  const wanted = unpack(golden);
  let worst = 0;
  let wrong = 0;
  let tied = 0;
  let first = "";
  for (let i = 0; i < wanted.length; i++) {
    const off = Math.abs(actual.data[i]! - wanted[i]!);
    if (tolerance === 1 && off === 1) tied++;
    if (off > tolerance || Number.isNaN(off)) {
      wrong++;
      first ||= `; at ${i} expected ${wanted[i]}, got ${actual.data[i]}`;
    }
    worst = Math.max(worst, off);
  }
  expect(tied, "bytes next to a tie").to.be.at.most(ties * wanted.length);
  if (wrong > 0) expect.fail(`${wrong} of ${wanted.length} values differ, by up to ${worst}${first}`);
}
