// Oracle: torchvision 0.29.1 (tests/goldens/vision/detection_transform.py).
import { readFileSync } from "node:fs";
import { expect } from "chai";
import { manualSeed, nn, ones, rand, type Tensor, tensor, zeros } from "../../../../../lib/index.ts";
import { GeneralizedRCNNTransform } from "../../../../../lib/vision/models/detection/transform.ts";
import type { Size } from "../../../../../lib/vision/ops/index.ts";
import { type Digest, expectDigest } from "../recipe.ts";

type Shaped = Digest & { shape: number[] };
interface Case {
  options: { min_size: number | number[]; max_size: number; size_divisible?: number; fixed_size?: Size };
  training: boolean;
  batch: Digest;
  shape: number[];
  imageSizes: number[][];
  targets: Record<"boxes" | "masks" | "keypoints", Shaped>[];
}
const path = new URL("../../../../goldens/vision/detection_transform.json", import.meta.url);
const golden = JSON.parse(readFileSync(path, "utf8")) as {
  sizes: Size[];
  boxes: number[][][];
  found: number[][];
  cases: Record<string, Case>;
  back: Record<"boxes" | "masks" | "keypoints", Shaped>;
  maskSums: number[];
};
const uniform = (shape: number[], b: number) => nn.init.uniform_(zeros(shape), { a: 0, b });

function expectSame(x: Tensor, { shape, ...values }: Shaped, what: string): void {
  expect(x.shape, what).to.deep.equal(shape);
  expectDigest(x.float(), values, 1e-5, what);
}

describe("GeneralizedRCNNTransform against torchvision", () => {
  for (const [name, { options, training, ...expected }] of Object.entries(golden.cases))
    it(`${name}: batches images and moves boxes, masks and keypoints with them`, () => {
      manualSeed(0);
      const images = golden.sizes.map((size) => uniform([3, ...size], 1));
      const targets = golden.boxes.map((boxes, i) => ({
        boxes: tensor(boxes),
        labels: ones([boxes.length]).int(),
        masks: uniform([boxes.length, ...golden.sizes[i]!], 1)
          .gt(0.5)
          .byte(),
        keypoints: uniform([boxes.length, 2, 3], 40),
      }));
      const transform = new GeneralizedRCNNTransform({
        minSize: options.min_size,
        maxSize: options.max_size,
        ...(options.fixed_size && { fixedSize: [options.fixed_size[1], options.fixed_size[0]] }),
        ...(options.size_divisible && { sizeDivisible: options.size_divisible }),
      }).train(training);
      const result = transform.forward(images, targets);
      expect(result.images.tensors.shape).to.deep.equal(expected.shape);
      expect(result.images.imageSizes).to.deep.equal(expected.imageSizes);
      expectDigest(result.images.tensors, expected.batch, 1e-5, "batch");
      for (const [i, moved] of expected.targets.entries())
        for (const part of ["boxes", "masks", "keypoints"] as const)
          expectSame(result.targets[i]![part]!, moved[part], `${part} of image ${i}`);
    });

  it("brings boxes, masks and keypoints back to the image", () => {
    manualSeed(0);
    const count = golden.found.length;
    const found = {
      boxes: tensor(golden.found),
      masks: uniform([count, 1, 14, 14], 1),
      keypoints: uniform([count, 2, 3], 90),
      labels: ones([count]).int(),
      scores: ones([count]),
    };
    const transform = new GeneralizedRCNNTransform();
    const [back] = transform.postprocess([found], [[96, 128]], [[45, 70]]);
    for (const part of ["boxes", "masks", "keypoints"] as const) expectSame(back![part]!, golden.back[part], part);
    for (const [i, sum] of golden.maskSums.entries())
      expect(back!.masks!.select(0, i).sum().item(), `mask ${i}`).to.be.closeTo(sum, 1e-4 * (1 + sum));
    const none = { ...found, boxes: zeros([0, 4]), masks: zeros([0, 1, 14, 14]), keypoints: zeros([0, 2, 3]) };
    expect(transform.postprocess([none], [[96, 128]], [[45, 70]])[0]!.masks!.shape).to.deep.equal([0, 1, 45, 70]);
  });

  it("says what images it expects", () => {
    const transform = new GeneralizedRCNNTransform();
    expect(() => transform.forward([rand([1, 20, 20])])).to.throw(
      "float32 [3, H, W] in [0, 1], got float32 [1, 20, 20]",
    );
    expect(() => transform.forward([ones([3, 4, 4]).byte()])).to.throw("got uint8 [3, 4, 4]");
    expect(() => transform.forward([])).to.throw("at least one image");
  });
});
