// Oracle: the same model, weights and images on the default device.
import { expect } from "chai";
import { device, F, type nn, setDevice, type Tensor, tensor } from "../../../../lib/index.ts";
import { CifarResNet, MobileNetV2, ShuffleNetV1, UNet } from "../../../../lib/vision/models/index.ts";
import { fill, images, quiet } from "./recipe.ts";

const MODELS: Record<string, () => nn.Layer> = {
  // In evaluation: at 1x1 pixels the batch's own statistics are of two values, which blow rounding errors up.
  MobileNetV2: () => new MobileNetV2({ widthMult: 0.1, numClasses: 10 }).eval(),
  "ShuffleNet v1": () => new ShuffleNetV1({ numClasses: 10 }).eval(),
  "CIFAR ResNet": () => new CifarResNet(1, { width: 8 }),
  "U-Net": () => new UNet({ width: 4, depth: 2, numClasses: 10 }),
};

function step(make: () => nn.Layer): { logits: number[]; gradients: number[] } {
  const model = quiet(fill(make()));
  const output = model.forward(images([2, 3, 32, 32]));
  const logits = output.ndim === 4 ? output.mean([2, 3]) : output;
  F.crossEntropy(logits, tensor([1, 2], { dtype: "int32" })).backward();
  const norm = (x: Tensor) => Math.sqrt(x.square().sum().item());
  return {
    logits: (logits.detach().toArray() as number[][]).flat(),
    gradients: model.parameters().map((parameter) => norm(parameter.grad!)),
  };
}

describe("small models on wasm: logits and gradients as on the default device", () => {
  const before_ = device();
  after(() => setDevice(before_));

  for (const [name, make] of Object.entries(MODELS))
    it(name, async () => {
      await setDevice(before_);
      const expected = step(make);
      await setDevice("wasm");
      const got = step(make);
      const size = Math.max(...expected.logits.map(Math.abs));
      for (const [i, value] of expected.logits.entries()) expect(got.logits[i]).to.be.closeTo(value, 1e-3 * size);
      // Gradients that are 0 but for rounding, such as those of biases before batch norm, have no digits to compare.
      const largest = Math.max(...expected.gradients);
      for (const [i, value] of expected.gradients.entries())
        expect(got.gradients[i]).to.be.closeTo(value, 2e-3 * value + 1e-5 * largest);
    });
});
