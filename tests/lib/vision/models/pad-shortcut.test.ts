// Oracle: the paper's option A done by slices: every second pixel, zeros for the new channels; and eager gradients.
import { expect } from "chai";
import { cat, compile, manualSeed, randn, type Tensor, zeros } from "../../../../lib/index.ts";
import { PadShortcut } from "../../../../lib/vision/models/index.ts";

describe("PadShortcut", () => {
  for (const size of [6, 7])
    it(`takes every second pixel of ${size}, adds zeros, and can be captured`, () => {
      manualSeed(0);
      const x = randn([2, 3, size, size], { requiresGrad: true }); // [2, 3, size, size]
      const shortcut = new PadShortcut(2, 4);
      const picked = x.at("...", "::2", "::2");
      const byHand = cat([picked, zeros([2, 4, picked.shape[2]!, picked.shape[3]!])], 1);
      expect(shortcut.forward(x).sub(byHand).abs().max().item()).to.equal(0);

      const gradientOf = (output: Tensor) => {
        x.grad = null;
        output.square().sum().backward();
        return [...x.grad!.data];
      };
      const expected = gradientOf(byHand);
      expect(gradientOf(shortcut.forward(x))).to.deep.equal(expected);
      x.grad = null;
      const step = compile(() => {
        const loss = shortcut.forward(x).square().sum();
        loss.backward();
        return loss.detach();
      });
      step();
      expect([...x.grad!.data]).to.deep.equal(expected);
    });
});
