// Oracle: pycocotools 2.0 (tests/goldens/io/make_data.py); fast-check for what must hold of any mask.
import { expect } from "chai";
import fc from "fast-check";
import {
  cocoMask,
  type Rle,
  rleArea,
  rleDecode,
  rleEncode,
  rleFromPolygons,
  rleFromString,
  rleMerge,
  rleToBbox,
  rleToString,
} from "../../../lib/io/index.ts";
import { stored } from "./data-files.ts";

function unpack(text: string, count: number): Uint8Array {
  const bits = Buffer.from(text, "base64");
  return Uint8Array.from({ length: count }, (_, i) => (bits[i >> 3]! >> (7 - (i & 7))) & 1);
}

describe("run-length masks are pycocotools'", () => {
  for (const [i, { size, mask, counts, area, bbox }] of stored.rle.entries()) {
    it(`mask ${i}, ${size.join(" x ")}`, () => {
      const [height, width] = size;
      const data = unpack(mask, height * width);
      const rle = rleEncode({ height, width, data });
      expect(rleToString(rle)).to.equal(counts);
      expect(rleFromString(counts, size)).to.deep.equal(rle);
      expect([...rleDecode(rle).data]).to.deep.equal([...data]);
      expect(rleArea(rle)).to.equal(area);
      expect(rleToBbox(rle)).to.deep.equal(bbox);
    });
  }

  it("a large mask", () => {
    const { size, counts, area, bbox } = stored.large;
    const rle = rleFromString(counts, size);
    expect([rleArea(rle), rleToBbox(rle), rleToString(rle)]).to.deep.equal([area, bbox, counts]);
  });

  it("polygons", () => {
    for (const { size, polygons, counts } of stored.polygons)
      expect(rleToString(rleFromPolygons(polygons, size)), JSON.stringify({ size, polygons })).to.equal(counts);
  });

  it("unions and intersections", () => {
    for (const { masks, union, intersection } of stored.merges) {
      const rles = masks.map(({ counts, size }) => rleFromString(counts, size));
      expect(rleToString(rleMerge(rles))).to.equal(union);
      expect(rleToString(rleMerge(rles, { intersect: true }))).to.equal(intersection);
    }
  });

  it("survive every way back and forth", () => {
    const masks = fc
      .tuple(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 20 }))
      .chain(([height, width]) =>
        fc
          .uint8Array({ minLength: height * width, maxLength: height * width, max: 1 })
          .map((data) => ({ height, width, data })),
      );
    fc.assert(
      fc.property(masks, (mask) => {
        const rle = rleEncode(mask);
        expect(rleDecode(rleFromString(rleToString(rle), rle.size))).to.deep.equal(mask);
        expect(rleArea(rle)).to.equal(mask.data.reduce((sum, value) => sum + value, 0));
      }),
      { seed: 1, numRuns: 300 },
    );
  });
});

describe("run-length masks that do not fit are refused", () => {
  const refused: [string, () => unknown, string][] = [
    ["runs that are too short", () => rleFromString("22", [3, 2]), "expected runs that sum to 3 x 2 pixels, got 4"],
    ["other characters", () => rleFromString("é", [1, 1]), 'expected characters from "0" to "o"'],
    ["text that is cut off", () => rleFromString("o", [1, 1]), 'expected characters from "0" to "o"'],
    ["endless numbers", () => rleFromString("oooooooooooo", [1, 1]), 'expected characters from "0" to "o"'],
    ["negative runs", () => rleDecode({ size: [1, 1], counts: [-1, 2] }), "expected runs >= 0, got -1"],
    ["huge masks", () => rleDecode({ size: [1e6, 1e6], counts: [1e12] }), "expected a size [height, width]"],
    [
      "masks of two sizes",
      () => rleMerge([{ size: [1, 2], counts: [2] } as Rle, { size: [2, 1], counts: [2] }]),
      "rleMerge: expected masks of one size, got [1,2] and [2,1]",
    ],
  ];
  for (const [name, run, message] of refused) it(name, () => expect(run).to.throw(message));

  it("an annotation without a mask has an empty one", () =>
    expect(rleArea(cocoMask({}, { height: 3, width: 4 }))).to.equal(0));
});
