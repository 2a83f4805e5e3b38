// Oracle: the same training, step by step.
import { expect } from "chai";
import { prune, quantization } from "../../../lib/compress/index.ts";
import { compile, F, manualSeed, nn, optim, randint, randn, type Tensor } from "../../../lib/index.ts";

const ways: Record<string, (net: nn.Sequential) => unknown> = {
  "rounded weights": (net) => quantization.prepareQat(net),
  "pruned weights": (net) =>
    prune.globalUnstructured(prune.parametersToPrune(net), prune.L1Unstructured, { amount: 0.5 }),
};

describe("compiled steps", () => {
  for (const [name, change] of Object.entries(ways))
    it(`train ${name} as eager ones do`, () => {
      const [eager, compiled] = [false, true].map((captured) => {
        manualSeed(0);
        const net = new nn.Sequential(new nn.Linear(8, 16), new nn.ReLU(), new nn.Linear(16, 3));
        const optimizer = new optim.SGD(net.parameters(), { lr: 0.1 });
        change(net);
        const step = (x: Tensor, y: Tensor) => {
          const loss = F.crossEntropy(net.forward(x), y);
          optimizer.zeroGrad();
          loss.backward();
          optimizer.step();
          return loss;
        };
        const run = captured ? compile(step) : step;
        const batches = Array.from({ length: 6 }, (_, i) => randn([32, 8]).mul(1 + i));
        const y = randint(3, [32]);
        const losses = batches.map((x) => run(x, y).item());
        const layers = quantization.quantizedLayers(net);
        return { losses, scales: layers.map(([, layer]) => layer.inputFakeQuant.scale.item()) };
      });
      for (const [i, loss] of eager!.losses.entries()) expect(compiled!.losses[i]).to.be.closeTo(loss, 1e-5);
      for (const [i, scale] of eager!.scales.entries()) expect(compiled!.scales[i]).to.be.closeTo(scale, 1e-6);
    });
});
