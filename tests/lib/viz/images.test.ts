// Oracles: sharp decodes the drawn PNG, resvg measures whole strings.
import { Resvg } from "@resvg/resvg-js";
import { expect } from "chai";
import fc from "fast-check";
import sharp from "sharp";
import { toBitmaps } from "../../../lib/viz/images/pixels.ts";
import { imageGrid } from "../../../lib/viz/index.ts";
import { resvgFont, textWidth } from "../../../lib/viz/render/font.ts";

const grey = (shape: number[], data: number[]) => ({ shape, dtype: "uint8", data });

describe("imageGrid", () => {
  it("enlarges every pixel to a square of its value", async () => {
    const png = imageGrid(grey([1, 1, 2, 2], [0, 85, 170, 255]), { tile: 20 }).toPng({ scale: 1 });
    const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
    const at = (x: number, y: number) => [...data.subarray((y * info.width + x) * info.channels).subarray(0, 3)];
    expect([at(13, 13), at(20, 20), at(23, 13), at(31, 13), at(13, 31), at(31, 31)]).to.deep.equal(
      [0, 0, 85, 85, 170, 255].map((value) => [value, value, value]),
    );
    expect(at(3, 3)).to.deep.equal([255, 255, 255]);
  });

  it("draws colour images with their channels in place", async () => {
    const red = { shape: [3, 1, 1], dtype: "float32", data: [1, 0.2, 0] };
    const { data, info } = await sharp(imageGrid(red, { tile: 8 }).toPng())
      .raw()
      .toBuffer({ resolveWithObject: true });
    const middle = (info.height / 2) * info.width + info.width / 2;
    expect([...data.subarray(middle * info.channels).subarray(0, 3)]).to.deep.equal([255, 51, 0]);
  });

  it("tells right from wrong by sign and name, not by colour alone", () => {
    const { svg, summary } = imageGrid(grey([2, 1, 1], [0, 1]), {
      labels: Int32Array.of(0, 1),
      predictions: { data: [0, 0] },
      classes: ["T-shirt & top", "Coat"],
    });
    expect(svg).to.contain("✓ T-shirt &amp; top").and.contain("✗ T-shirt &amp;").and.contain("is Coat");
    expect(summary).to.equal("Grid of 2 images, 1 predicted right");
  });

  it("keeps captions inside their column", () => {
    const labels = ["a name that is much too long for its picture"];
    const caption = /<text[^>]*>([^<]*…)</.exec(imageGrid(grey([1, 1], [0]), { labels, tile: 60 }).svg)![1]!;
    expect(textWidth(caption, 11.5)).to.be.below(74);
  });

  for (const [what, make, message] of [
    ["too few labels", () => imageGrid(grey([2, 1, 1], [0, 0]), { labels: [1] }), /labels for all 2 images, got 1/],
    [
      "a class without a name",
      () => imageGrid(grey([1, 1], [0]), { labels: [7], classes: ["a"] }),
      /from 0 to 0 .* got 7/,
    ],
    [
      "normalized images",
      () => imageGrid({ ...grey([1, 2], [-1.5, 2]), dtype: "float32" }),
      /from 0 to 1, got values from -1.5 to 2; undo/,
    ],
    [
      "two channels",
      () => imageGrid(grey([1, 2, 1, 1], [0, 0])),
      /1 \(grey\) or 3 \(RGB\) channels, got shape \[1, 2, 1, 1\]/,
    ],
  ] as const) {
    it(`refuses ${what}`, () => {
      expect(make).to.throw(RangeError, message);
    });
  }

  it("stretches any values from black to white when told so", () => {
    const [bitmap] = toBitmaps({ shape: [1, 3], dtype: "float32", data: [-2, 0, 2] }, "auto");
    expect([...bitmap!.pixels]).to.deep.equal([0, 128, 255]);
  });

  it("reads every layout of the same images alike", () => {
    const data = Array.from({ length: 12 }, (_, i) => i * 20);
    const batch = toBitmaps(grey([2, 1, 2, 3], data));
    expect(toBitmaps(grey([2, 2, 3], data))).to.deep.equal(batch);
    expect(toBitmaps([grey([1, 2, 3], data.slice(0, 6)), grey([2, 3], data.slice(6))])).to.deep.equal(batch);
  });
});

describe("textWidth", () => {
  it("adds up to what resvg draws, but for a little kerning", () => {
    const whole = (text: string, bold: boolean) =>
      new Resvg(
        `<svg xmlns="http://www.w3.org/2000/svg"><text xml:space="preserve" y="50" font-size="40" font-weight="${bold ? "bold" : "normal"}">|${text}|</text></svg>`,
        { font: resvgFont },
      ).getBBox()!.width;
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z0-9 ]{1,20}$/), fc.boolean(), (text, bold) => {
        const drawn = whole(text, bold) - whole("", bold);
        expect(textWidth(text, 40, bold)).to.be.closeTo(drawn, 2 + 0.05 * drawn);
      }),
      { numRuns: 50 },
    );
  });
});
