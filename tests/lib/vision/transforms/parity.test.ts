// Oracle: torchvision 0.29.1 on tensors, boxes and masks, and on Pillow images (goldens by make.py).
import { expect } from "chai";
import { Generator } from "../../../../lib/random/index.ts";
import { stack, type Tensor, tensor } from "../../../../lib/tensor/index.ts";
import { transforms, tvTensors } from "../../../../lib/vision/index.ts";
import { expectSame, goldens, unpack } from "./goldens.ts";
import { boxesOn, maskOn, pixels } from "./suite.ts";

type Call = (input: unknown, ...args: unknown[]) => never;
const F = transforms.functional as unknown as Record<string, Call>;
const classes = transforms as unknown as Record<
  string,
  new (
    ...args: unknown[]
  ) => transforms.TransformObject<unknown, unknown>
>;
const seeded = (seed: number) => ({ generator: new Generator().manualSeed(seed) });

describe("transforms.functional against torchvision", () => {
  for (const { fn, args, kind, seed, inShape, inDtype, format, canvas, out, tol } of goldens.functional) {
    const [height, width] = inShape.slice(-2) as [number, number];
    it(`${fn}(${JSON.stringify(args).slice(1, -1)}) of ${kind} ${format ?? `${inDtype} [${inShape}]`}`, () => {
      const input =
        kind === "image"
          ? pixels(seed, inShape, inDtype)
          : kind === "mask"
            ? maskOn(height, width)
            : boxesOn(height, width, format);
      const got = F[fn]!(input, ...args) as tvTensors.BoundingBoxes;
      if (canvas) expect(got.canvasSize).to.deep.equal(canvas);
      expectSame(got, out, kind === "boxes" ? (tol ? 1e-4 : 0) : undefined);
    });
  }
});

describe("random transforms with torchvision's seed", () => {
  for (const { cls, args, seed, inShape, inDtype, image, boxes, mask, tol } of goldens.draws) {
    const [height, width] = inShape.slice(-2) as [number, number];
    it(`${cls}(${JSON.stringify(args).slice(1, -1)}) with seed ${seed}, ${inDtype}`, () => {
      const transform = new classes[cls]!(...args) as unknown as {
        forward(sample: unknown, options: object): unknown[];
      };
      const input = pixels(seed + 3, inShape, inDtype);
      if (!boxes || !mask) {
        const got = transform.forward(input, seeded(seed)) as unknown as Tensor | Tensor[];
        const warped = cls === "RandAugment" || cls === "AugMix";
        expectSame(Array.isArray(got) ? stack(got) : got, image, warped ? 1 : undefined);
        return;
      }
      const sample = [new tvTensors.Image(input), boxesOn(height, width), maskOn(height, width)];
      const [i, b, m] = transform.forward(sample, seeded(seed)) as [
        tvTensors.Image,
        tvTensors.BoundingBoxes,
        tvTensors.Mask,
      ];
      expectSame(i, image);
      expectSame(b, boxes, tol ? 1e-4 : 1e-5);
      expectSame(m, mask);
    });
  }

  for (const { cls, alpha, seed, image, labels } of goldens.mixes)
    it(`${cls}({ alpha: ${alpha} }) with seed ${seed}`, () => {
      const batch: [Tensor, Tensor] = [pixels(seed, [4, 3, 6, 7], "float32"), tensor([0, 2, 1, 2], { dtype: "int32" })];
      const [mixed, shares] = new transforms[cls]({ alpha, numClasses: 3 }).forward(batch, seeded(seed));
      expectSame(mixed, image);
      expectSame(shares, labels);
    });
});

describe("Resize against Pillow", () => {
  for (const { seed, from, to, interpolation, out } of goldens.pil)
    it(`${interpolation} ${from.join("x")} to ${to.join("x")} within 1/255 on average`, () => {
      const got = transforms.functional.resize(pixels(seed, [3, ...from]), to, { interpolation }).data;
      const wanted = unpack(out);
      let sum = 0;
      for (let i = 0; i < wanted.length; i++) sum += Math.abs(wanted[i]! - got[i]!);
      expect(sum / wanted.length).to.be.lessThan(1);
    });
});
