// Oracle: what must hold for every image: sizes agree, boxes stay on the canvas, masks hold no new numbers, a seed repeats.
import { expect } from "chai";
import fc from "fast-check";
import { Generator } from "../../../../lib/random/index.ts";
import { transforms, tvTensors } from "../../../../lib/vision/index.ts";

const t = transforms;
const { BoundingBoxes, Image, Mask } = tvTensors;
const p = 0.7;

const together: transforms.TransformObject<never, unknown>[] = [
  new t.RandomCrop(5, { padding: 2, padIfNeeded: true }),
  new t.RandomResizedCrop([6, 7]),
  new t.RandomHorizontalFlip({ p }),
  new t.RandomVerticalFlip({ p }),
  new t.RandomRotation(180, { expand: true }),
  new t.RandomRotation(45, { interpolation: "bilinear" }),
  new t.RandomAffine(40, { translate: [0.3, 0.3], scale: [0.5, 2], shear: 20 }),
  new t.RandomPerspective({ distortionScale: 0.4, p }),
  new t.ElasticTransform({ alpha: 10, sigma: 0.4 }),
  new t.ColorJitter({ brightness: 0.5, contrast: 0.5, saturation: 0.5, hue: 0.5 }),
  new t.RandomGrayscale({ p }),
  new t.RandomErasing({ p }),
  new t.RandomInvert({ p }),
  new t.RandomPosterize(3, { p }),
  new t.RandomSolarize(0.5, { p }),
  new t.RandomAdjustSharpness(1.6, { p }),
  new t.RandomAutocontrast({ p }),
  new t.RandomEqualize({ p }),
  new t.GaussianBlur(3),
  new t.RandomZoomOut({ sideRange: [1, 2], p }),
  new t.RandomIoUCrop({ samplerOptions: [0, 0.3, 1] }),
  new t.ScaleJitter([12, 12], { scaleRange: [0.5, 1.5] }),
  new t.RandomShortestSize([6, 9], { maxSize: 20 }),
  new t.RandomPhotometricDistort(),
  new t.RandomChoice([new t.RandomHorizontalFlip(), new t.Resize([6, 8])]),
  new t.RandomOrder([new t.RandomVerticalFlip(), new t.Pad(1)]),
  new t.RandomApply([new t.CenterCrop(4)]),
  new t.Compose([new t.RandomZoomOut(), new t.RandomIoUCrop(), new t.SanitizeBoundingBoxes(), new t.Resize([9, 9])]),
];

const sample = fc.record({
  height: fc.integer({ min: 7, max: 24 }),
  width: fc.integer({ min: 7, max: 24 }),
  format: fc.constantFrom("xyxy" as const, "xywh" as const, "cxcywh" as const),
  seed: fc.nat(1e6),
  float: fc.boolean(),
});

function build({
  height,
  width,
  format,
  seed,
  float,
}: {
  height: number;
  width: number;
  format: "xyxy" | "xywh" | "cxcywh";
  seed: number;
  float: boolean;
}) {
  const generator = new Generator().manualSeed(seed);
  const bytes = Uint8Array.from(generator.randint(0, 256, 3 * height * width));
  const data = float ? Float32Array.from(bytes, (value) => value / 255) : bytes;
  const rows = [0, 1, 2].map(() => {
    const [x, y, w, h] = generator.rand(4) as unknown as [number, number, number, number];
    const [left, top] = [x * (width - 3), y * (height - 3)];
    return [left, top, left + 2 + w * (width - left - 2), top + 2 + h * (height - top - 2)];
  });
  return {
    image: new Image({ data, shape: [3, height, width] }),
    boxes: new BoundingBoxes(rows, { canvasSize: [height, width] }).to(format),
    masks: new Mask({ data: Uint8Array.from(generator.randint(0, 4, 3 * height * width)), shape: [3, height, width] }),
    labels: [1, 2, 3],
  };
}

describe("every random transform", () => {
  for (const transform of together)
    it(`keeps image, boxes and masks together: ${transform}`, () => {
      fc.assert(
        fc.property(sample, (shape) => {
          const input = build(shape);
          const run = () =>
            (transform as transforms.Compose).forward(input, { generator: new Generator().manualSeed(shape.seed) });
          const { image, boxes, masks, labels } = run();
          const size = [image.height, image.width];
          expect([masks.height, masks.width], "mask").to.deep.equal(size);
          expect(boxes.canvasSize, "canvas").to.deep.equal(size);
          const corners = boxes.to("xyxy").data;
          for (const [i, value] of corners.entries()) {
            expect(value, `box ${i}`).to.be.within(-1e-3, size[(i + 1) % 2]! + 1e-3);
            if (i % 4 > 1) expect(value).to.be.at.least(corners[i - 2]! - 1e-3);
          }
          expect(boxes.shape[0]).to.equal(labels.length);
          expect(masks.data.every((value) => value < 4)).to.equal(true);
          expect(image.dtype).to.equal(shape.float ? "float32" : "uint8");
          if (shape.float) expect(image.data.every((value) => value >= -1e-5 && value <= 1 + 1e-5)).to.equal(true);
          const again = run();
          expect(Buffer.from(again.image.data.buffer).equals(Buffer.from(image.data.buffer)), "same seed").to.equal(
            true,
          );
          expect(again.boxes.data).to.deep.equal(boxes.data);
        }),
        { numRuns: 10, seed: 1 },
      );
    });
});

describe("resize of bytes", () => {
  it("stays within rounding of the same resize of floats, at every size and for every part", () => {
    const side = fc.integer({ min: 1, max: 40 });
    const shapes = fc.record({
      h: side,
      w: side,
      toH: side,
      toW: side,
      top: fc.nat(39),
      left: fc.nat(39),
      seed: fc.nat(99),
    });
    fc.assert(
      fc.property(shapes, fc.boolean(), (s, antialias) => {
        const [height, width] = [s.h + 1, s.w + 1];
        const bytes = Uint8Array.from(new Generator().manualSeed(s.seed).randint(0, 256, height * width));
        const [top, left] = [s.top % height, s.left % width];
        const cut = (data: Uint8Array | Float32Array) =>
          t.functional.resizedCrop(
            new Image({ data, shape: [1, height, width] }),
            top,
            left,
            height - top,
            width - left,
            [s.toH, s.toW],
            { antialias },
          ).data;
        const whole = cut(bytes);
        const exact = cut(Float32Array.from(bytes));
        for (const [i, value] of whole.entries()) expect(value).to.be.closeTo(exact[i]!, 1.2);
      }),
      { numRuns: 150, seed: 2 },
    );
  });
});
