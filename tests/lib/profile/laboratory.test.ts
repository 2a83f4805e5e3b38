// Oracle: table 1 of "Going Deeper with Convolutions" as it is usually quoted, and its layers counted by hand; torchvision's
// documented count of the whole model.
import { expect } from "chai";
import { onMeta } from "../../../lib/engine/meta/index.ts";
import type { nn } from "../../../lib/index.ts";
import { countConventions, profile, reconcile } from "../../../lib/profile/index.ts";
import { googlenet } from "../../../lib/vision/models/index.ts";

/** Weights with the paper's 5x5, with biases too, torchvision's convolutions and with batch norm, millions of MACs with 5x5. */
const TABLE: Record<string, [fiveByFive: number, biased: number, conv: number, withNorm: number, macs: number]> = {
  conv1: [9_408, 9_472, 9_408, 9_536, 118.0],
  "conv2 conv3": [114_688, 114_944, 114_688, 115_200, 359.7],
  inception3a: [163_328, 163_696, 155_136, 155_872, 128.0],
  inception3b: [388_096, 388_736, 338_944, 340_224, 304.3],
  inception4a: [375_552, 376_176, 363_264, 364_512, 73.6],
  inception4b: [448_512, 449_160, 423_936, 425_232, 87.9],
  inception4c: [509_440, 510_104, 484_864, 486_192, 99.9],
  inception4d: [604_672, 605_376, 571_904, 573_312, 118.5],
  inception4e: [867_328, 868_352, 801_792, 803_840, 170.0],
  inception5a: [1_042_432, 1_043_456, 976_896, 978_944, 51.1],
  inception5b: [1_442_816, 1_444_080, 1_344_512, 1_347_040, 70.7],
  fc: [1_024_000, 1_025_000, 1_024_000, 1_025_000, 1.0],
};

const PAPER = "5x5 in the third branch, as in the paper";

describe("the GoogLeNet laboratory", () => {
  const upstream = onMeta(() => googlenet({ auxLogits: false }).eval());
  const paper = onMeta(() => googlenet({ auxLogits: false, branch3Kernel: 5 }).eval());
  const layersOf = (model: nn.Module, name: string) => name.split(" ").map((path) => model.getSubmodule(path));
  const counts = (layers: nn.Module[]) => countConventions(layers).map(({ count }) => count);

  for (const [name, [fiveByFive, biased, conv, withNorm, macs]] of Object.entries(TABLE))
    it(`${name}: every convention's count`, () => {
      const layers = layersOf(upstream, name);
      expect(counts(layers)).to.include.members([fiveByFive, biased, conv, withNorm]);
      const plain = countConventions(layersOf(paper, name))[0]!;
      expect(plain).to.deep.include({ count: fiveByFive, conventions: ["weights only, no bias"] });
      const rows = profile(paper, [1, 3, 224, 224]).rows.filter(({ path }) =>
        name.split(" ").some((layer) => path === layer || path.startsWith(`${layer}.`)),
      );
      expect(rows.reduce((sum, row) => sum + row.macs, 0) / 1e6).to.be.closeTo(macs, 0.051);
    });

  it("conv1: 2,688 where 7x7 is taken apart, 2,752 with biases, 3,136 of one channel", () => {
    const { conv1 } = upstream;
    expect(counts([conv1])).to.include.members([2_688, 2_752, 3_136]);
    expect(reconcile(conv1, "2.7K").message).to.match(/^2\.7K is 2,688 \(.*factorised.*K = 1000\)$/);
    expect(reconcile(conv1, 3136).message).to.contain("1 input channel in place of 3");
    const taken = profile(upstream, [1, 3, 224, 224]).rows.find(({ path }) => path === "conv1.conv")!;
    expect(((taken.macs / 9_408) * 2_688) / 1e6).to.be.closeTo(33.7, 0.05);
  });

  it("inception3a: 159K is the paper's 5x5 in units of 1024; 155,136 and 155,872 are torchvision's", () => {
    const { inception3a } = upstream;
    const [best] = reconcile(inception3a, "159K").matches;
    expect(best).to.deep.include({ count: 163_328, conventions: ["weights only, no bias", PAPER] });
    expect(best!.reading).to.contain("K = 1024");
    expect(reconcile(inception3a, 163_328).matches[0]!.conventions).to.deep.equal(["weights only, no bias", PAPER]);
    expect(reconcile(inception3a, 163_696).matches[0]!.conventions).to.deep.equal([
      "with a bias in every layer",
      PAPER,
    ]);
    expect(reconcile(inception3a, 155_136).matches[0]!.conventions).to.deep.equal(["weights only, no bias"]);
    expect(reconcile(inception3a, 155_872).matches[0]!.conventions).to.deep.equal([
      "weights only, no bias",
      "with batch norm (scale and shift)",
    ]);
  });

  it("fc: 1000K is 1,024,000 in units of 1024", () => {
    expect(reconcile(upstream.fc, "1000K").matches[0]).to.deep.include({ count: 1_024_000, reading: "K = 1024" });
    expect(reconcile(upstream.fc, "1025K").matches[0]).to.deep.include({ count: 1_025_000, reading: "K = 1000" });
  });

  it("the whole model, with and without its auxiliary classifiers", () => {
    const whole = onMeta(() => googlenet());
    const without = reconcile(whole, 6_624_904).matches[0]!;
    expect(without.conventions).to.include("without the auxiliary classifiers");
    expect(reconcile(whole, 13_004_888).matches[0]!.conventions).not.to.include("without the auxiliary classifiers");
    expect(reconcile(whole, "6.6M").matches[0]!.reading).to.equal("M = 1000000");
    expect(
      [whole.aux1, whole.aux2].map((aux) => profile(aux!, [1, aux === whole.aux1 ? 512 : 528, 14, 14]).total.params),
    ).to.deep.equal([3_188_968, 3_191_016]);
  });

  it("says so where none fits", () => {
    const found = reconcile(upstream.inception4c, "463K");
    expect(found.matches).to.deep.equal([]);
    expect(found.message).to.match(/no convention gives this count\. The nearest is .*% (more|less)$/);
    expect(() => reconcile(upstream.conv1, "many")).to.throw('expected a count like 163328, "163,328", "159K"');
  });
});
