// Oracle: the shares of drawn pixels measured with torchvision on 200 of Google's cats (Quick, Draw!, CC BY 4.0).
import { existsSync, readFileSync } from "node:fs";
import { expect } from "chai";
import { F, type Tensor, tensor } from "../../../../lib/index.ts";

const folder = new URL("../../../../../shared/data/quickdraw/", import.meta.url);

/** Gaussian weights at whole distances. */
function kernel(size: number, sigma: number): number[] {
  const weights = Array.from({ length: size }, (_, i) => Math.exp(-0.5 * ((i - (size - 1) / 2) / sigma) ** 2));
  const sum = weights.reduce((a, b) => a + b);
  return weights.map((weight) => weight / sum);
}

function blur(images: Tensor, size: number, sigma: number): Tensor {
  const weights = tensor(kernel(size, sigma));
  const half = (size - 1) / 2;
  const padded = F.pad(images, [half, half, half, half], { mode: "reflect" });
  return F.conv2d(F.conv2d(padded, weights.reshape([1, 1, 1, size])), weights.reshape([1, 1, size, 1]));
}

const enlarge = (images: Tensor) => F.interpolate(images, { scaleFactor: 8, mode: "bilinear" });
const coverage = (images: Tensor) => 100 * (images.data.filter((value) => value > 0.1).length / images.numel());

describe("how blur and resize cover thin strokes", () => {
  const files = ["cats", "rainbows", "trains"].map((name) => new URL(`${name}.bin`, folder));
  let cats: Tensor;
  before(function () {
    if (!files.every((file) => existsSync(file))) {
      console.log("    NOT RUN: the Quick, Draw! files are not beside the project (../shared/data/quickdraw)");
      this.skip();
    }
    for (const file of files) expect(readFileSync(file).length, file.pathname).to.equal(1000 * 784);
    cats = tensor(new Uint8Array(readFileSync(files[0]!).subarray(0, 200 * 784)))
      .reshape([200, 1, 28, 28])
      .float()
      .div(255);
  });

  const cases: [string, (x: Tensor) => Tensor, number][] = [
    ["as drawn", (x) => x, 28.7],
    ["blur of 3 pixels, sigma 1", (x) => blur(x, 3, 1), 42.0],
    ["blur of 5 pixels, sigma 1.5", (x) => blur(x, 5, 1.5), 50.7],
    ["blur, then 8 times as large", (x) => enlarge(blur(x, 5, 1.5)), 51.5],
    ["8 times as large, then the same blur", (x) => blur(enlarge(x), 5, 1.5), 34.5],
  ];
  for (const [name, change, expected] of cases)
    it(`${name}: ${expected}%`, () => expect(coverage(change(cats))).to.be.closeTo(expected, 1));
});
