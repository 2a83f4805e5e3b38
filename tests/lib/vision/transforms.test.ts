// Oracle: the formulas, x / 255 and (x - mean) / std, as torchvision documents them.
import { expect } from "chai";
import { tensor, zeros } from "../../../lib/tensor/index.ts";
import { transforms } from "../../../lib/vision/index.ts";
import { isBatched } from "../../../lib/vision/transforms/transform.ts";

const { Compose, Normalize, ToTensor } = transforms;
const bytes = (values: number[], shape: number[]) => tensor(Uint8Array.from(values)).reshape(shape);

describe("transforms", () => {
  it("ToTensor scales bytes into [0, 1] and leaves floats alone", () => {
    const image = new ToTensor().forward(bytes([0, 51, 255], [1, 1, 3]));
    expect(image.dtype).to.equal("float32");
    expect([...image.data]).to.deep.equal([0, 0.2, 1].map(Math.fround));
    expect(new ToTensor().forward(image)).to.equal(image);
    expect(() => new ToTensor().forward(tensor([1, 2], { dtype: "int32" }))).to.throw(
      /uint8 or float32 image, got int32 \[2\]/,
    );
  });

  it("Normalize works channel by channel, on an image and on a batch", () => {
    const normalize = new Normalize([1, 2], [2, 4]);
    const image = tensor([1, 3, 2, 10]).reshape([2, 1, 2]);
    expect([...normalize.forward(image).data]).to.deep.equal([0, 1, 0, 2]);
    expect(normalize.forward(image.reshape([1, 2, 1, 2])).shape).to.deep.equal([1, 2, 1, 2]);
  });

  it("Normalize says what is wrong with an image", () => {
    const normalize = new Normalize([0, 0, 0], [1, 1, 1]);
    expect(() => normalize.forward(zeros([1, 28, 28]))).to.throw(/image \[\.\.\., 3, H, W\], got \[1, 28, 28\]/);
    expect(() => normalize.forward(bytes([1, 2, 3], [3, 1, 1]))).to.throw(
      /float32 image, got uint8; put new ToTensor\(\) before it/,
    );
    expect(() => new Normalize([0], [0])).to.throw(/std > 0, got \[0\]/);
    expect(() => new Normalize([0, 0], [1])).to.throw(/a mean and a std for each channel, got 2 and 1/);
  });

  it("Compose applies one after the other and knows whether whole batches may pass", () => {
    const both = new Compose([new ToTensor(), new Normalize([0.5], [0.5])]);
    expect([...both.forward(bytes([0, 255], [1, 1, 2])).data]).to.deep.equal([-1, 1]);
    expect(isBatched(both)).to.equal(true);
    expect(isBatched(new Compose([new ToTensor(), (x) => x.neg()]))).to.equal(false);
  });
});
