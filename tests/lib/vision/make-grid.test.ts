// Oracle: torchvision 0.28's make_grid.
import { readFileSync } from "node:fs";
import { expect } from "chai";
import { ones, tensor, zeros } from "../../../lib/tensor/index.ts";
import { type MakeGridOptions, makeGrid } from "../../../lib/vision/utils/index.ts";

interface Case {
  shape: number[];
  input: number[];
  options: Record<string, never>;
  gridShape: number[];
  grid: number[];
}
const { cases }: { cases: Case[] } = JSON.parse(
  readFileSync(new URL("../../goldens/vision/make_grid.json", import.meta.url), "utf8"),
);

describe("makeGrid", () => {
  for (const { shape, input, options, gridShape, grid } of cases) {
    it(`lays [${shape.join(", ")}] out with ${JSON.stringify(options)}`, () => {
      const actual = makeGrid(tensor(input).reshape(shape), camelCase(options));
      expect(actual.shape).to.deep.equal(gridShape);
      for (const [i, value] of actual.data.entries()) expect(value).to.be.closeTo(grid[i]!, 1e-6);
    });
  }

  it("takes a list of images and keeps their type", () => {
    const image = tensor(new Uint8Array([1, 2])).reshape([1, 1, 2]);
    const grid = makeGrid([image, image], { padding: 1, padValue: 9 });
    expect(grid.dtype).to.equal("uint8");
    expect(grid.shape).to.deep.equal([3, 3, 7]);
    expect([...grid.data.slice(0, 21)]).to.deep.equal([9, 9, 9, 9, 9, 9, 9, 9, 1, 2, 9, 1, 2, 9, 9, 9, 9, 9, 9, 9, 9]);
  });

  it("leaves its input as it was", () => {
    const image = ones([1, 2, 2]).mul(5);
    makeGrid(image, { normalize: true, valueRange: [0, 10] });
    expect([...image.data]).to.deep.equal([5, 5, 5, 5]);
  });

  it("says what it takes", () => {
    expect(() => makeGrid(zeros([3]))).to.throw(
      /\[N, C, H, W\], \[C, H, W\] or \[H, W\], or a list of them, got \[3\]/,
    );
    expect(() => makeGrid(tensor(new Uint8Array(4)).reshape([2, 2]), { normalize: true })).to.throw(
      /float32 images to normalize, got uint8/,
    );
  });
});

function camelCase(options: Record<string, never>): MakeGridOptions {
  return Object.fromEntries(
    Object.entries(options).map(([key, value]) => [key.replace(/_(.)/g, (_, letter) => letter.toUpperCase()), value]),
  );
}
