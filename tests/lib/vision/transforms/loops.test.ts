// Oracles: the sums written out in plain JavaScript; the text that the committed WebAssembly was made from.
import { readFileSync } from "node:fs";
import { expect } from "chai";
import fc from "fast-check";
import { Generator } from "../../../../lib/random/index.ts";
import { Interleaved } from "../../../../lib/vision/transforms/core/lazy.ts";
import type { Pixels, Region, Size } from "../../../../lib/vision/transforms/core/pixels.ts";
import { resize } from "../../../../lib/vision/transforms/core/resize.ts";
import { fixedWeights, resizeWeights } from "../../../../lib/vision/transforms/core/resize-weights.ts";
import { buildLoops } from "./build-loops.ts";

const clamp = (value: number) => Math.min(Math.max(value, 0), 255);

/** Weighted sums of whole numbers along one side, each position reached by `at`. */
function sums(from: number, to: number, mode: "bilinear" | "bicubic", value: (i: number) => number): number[] {
  if (from === to) return Array.from({ length: to }, (_, i) => value(i));
  const { starts, sizes, taps, weights, precision } = fixedWeights(resizeWeights(from, to, mode, true));
  return Array.from({ length: to }, (_, i) => {
    let sum = 2 ** (precision - 1);
    for (let j = 0; j < sizes[i]!; j++) sum += value(starts[i]! + j) * weights[i * taps + j]!;
    return clamp(Math.floor(sum / 2 ** precision));
  });
}

function plainly(pixels: Pixels, to: Size, mode: "bilinear" | "bicubic", part: Region): number[] {
  const { data, channels, height, width } = pixels;
  return Array.from({ length: channels }, (_, c) => {
    const rows = Array.from({ length: part.height }, (_, y) =>
      sums(part.width, to.width, mode, (x) => data[(c * height + part.top + y) * width + part.left + x]!),
    );
    const columns = Array.from({ length: to.width }, (_, x) => sums(part.height, to.height, mode, (y) => rows[y]![x]!));
    return Array.from({ length: to.height * to.width }, (_, i) => columns[i % to.width]![Math.floor(i / to.width)]!);
  }).flat();
}

const side = fc.integer({ min: 1, max: 70 });

describe("the loops over bytes", () => {
  it("are those of the text", async () => {
    const url = new URL("../../../../lib/vision/transforms/core/loops/binary.ts", import.meta.url);
    expect(readFileSync(url, "utf8")).to.equal(await buildLoops());
  });

  it("resize each part of an image as the sums written out do, from either order of its bytes", () => {
    fc.assert(
      fc.property(
        fc.record({ height: side, width: side, toHeight: side, toWidth: side, seed: fc.nat(1e6), cubic: fc.boolean() }),
        fc.tuple(...Array.from({ length: 4 }, () => fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }))),
        ({ height, width, toHeight, toWidth, seed, cubic }, [a, b, c, d]) => {
          const top = Math.floor(a! * height);
          const left = Math.floor(b! * width);
          const part = {
            top,
            left,
            height: 1 + Math.floor(c! * (height - top)),
            width: 1 + Math.floor(d! * (width - left)),
          };
          const to = { height: toHeight, width: toWidth };
          const bytes = Uint8Array.from(new Generator().manualSeed(seed).randint(0, 256, 3 * height * width));
          const mixed = new Interleaved(bytes, { height, width });
          const planes: Pixels = { data: mixed.data, channels: 3, height, width };
          const interpolation = cubic ? "bicubic" : "bilinear";
          const expected = plainly(planes, to, interpolation, part);
          for (const pixels of [planes, mixed])
            expect([...resize(pixels, to, { interpolation, antialias: true }, part).data]).to.deep.equal(expected);
        },
      ),
      { numRuns: 200 },
    );
  }).timeout(60_000);

  it("take the planes of an image apart", () => {
    for (const pixels of [1, 5, 16, 33, 100]) {
      const bytes = Uint8Array.from({ length: 3 * pixels }, (_, i) => (i * 7) % 256);
      const planes = [0, 1, 2].flatMap((c) => Array.from({ length: pixels }, (_, i) => bytes[3 * i + c]!));
      expect([...new Interleaved(bytes, { height: 1, width: pixels }).data]).to.deep.equal(planes);
    }
  });
});
