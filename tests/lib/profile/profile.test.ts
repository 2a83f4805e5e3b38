// Oracle: layers counted by hand; torchvision's documented GFLOPS; torchinfo's habits (a module's row holds all below it).
import { expect } from "chai";
import { onMeta } from "../../../lib/engine/meta/index.ts";
import { nn, randn, type Tensor } from "../../../lib/index.ts";
import { countMacs, profile, summary, traceShapes } from "../../../lib/profile/index.ts";
import { cifarResnet8, googlenet, resnet18, vitB16 } from "../../../lib/vision/models/index.ts";

type Bundle = { data: Record<string, string> };
const show = (value: object) =>
  (value as unknown as Record<symbol, () => Bundle>)[Symbol.for("Jupyter.display")]!().data;

class Net extends nn.Module {
  readonly conv = new nn.Conv2d(3, 8, 3, { padding: 1 });
  readonly bn = new nn.BatchNorm2d(8);
  readonly relu = new nn.ReLU();
  readonly fc = new nn.Linear(8 * 16, 5);
  forward(x: Tensor): Tensor {
    const features = this.relu.forward(this.bn.forward(this.conv.forward(x)));
    return this.fc.forward(nn.functional.avgPool2d(this.relu.forward(features), 2).flatten(1));
  }
}

describe("profile", () => {
  it("a small network, by hand", () => {
    const model = new Net();
    const { rows, total, device } = profile(model, [2, 3, 8, 8], { repeats: 1 });
    expect(rows.map(({ path }) => path)).to.deep.equal(["conv", "bn", "relu", "relu", "fc"]);
    const [conv, bn, relu, , fc] = rows as [never, never, never, never, never] as (typeof rows)[number][];
    expect(conv).to.deep.include({ params: 224, bytes: 896, activations: 1024, macs: 27 * 1024, flops: 54 * 1024 });
    expect(conv!.outputShape).to.deep.equal([2, 8, 8, 8]);
    expect(bn).to.deep.include({ params: 16, macs: 0 });
    expect(relu).to.deep.include({ params: 0, activations: 1024, type: "ReLU" });
    expect(fc).to.deep.include({ params: 645, macs: 2 * 128 * 5 });
    expect(total).to.deep.include({ params: 224 + 16 + 645, macs: 27 * 1024 + 1280, flops: 54 * 1024 + 2560 });
    expect(total.seconds).to.be.above(0);
    expect(conv!.flopsPerSecond).to.be.closeTo(conv!.flops / conv!.seconds!, 1);
    expect(device).not.to.contain("none");
    expect(model.training).to.equal(true);
    expect(model.bn.runningMean!.toArray()).to.deep.equal(new Array(8).fill(0));
  });

  it("parameters that evaluation does not need are there, uncalled; without values there are no times", () => {
    const model = onMeta(() => googlenet());
    const { rows, total } = profile(model, [1, 3, 224, 224]);
    expect(total).to.deep.include({ params: 13_004_888, macs: 1_498_376_192, seconds: null, flopsPerSecond: null });
    expect(rows.find(({ path }) => path === "aux1.fc1")).to.deep.include({ macs: 0, outputShape: [] });
  });

  it("attention counts scores and weighted sums: torchvision documents 17.564 GFLOPS for ViT-B/16", () => {
    expect(
      (
        countMacs(
          onMeta(() => vitB16()),
          [1, 3, 224, 224],
        ) / 1e9
      ).toFixed(3),
    ).to.equal("17.564");
  });

  it("transposed convolution, recurrence, and tensors for inputs", () => {
    expect(countMacs(new nn.ConvTranspose2d(4, 6, 2, { stride: 2 }), [1, 4, 5, 5])).to.equal(25 * 4 * 6 * 4);
    expect(countMacs(new nn.LSTM(3, 5), randn([7, 2, 3]))).to.equal(14 * 4 * 5 * (3 + 5));
    expect(countMacs(new nn.Bilinear(2, 3, 4), [randn([5, 2]), randn([5, 3])])).to.equal(5 * 2 * 3 * 4);
  });

  it("shows itself as text and HTML, and says why FLOPs are twice the MACs", () => {
    const data = show(profile(new Net(), [1, 3, 8, 8], { repeats: 1 }));
    expect(data["text/html"]).to.contain("<th").and.contain("Conv2d").and.contain("2 x MACs");
    expect(data["text/plain"]).to.match(
      /layer +type +output +params +bytes +activations +MACs +FLOPs +share +ms +achieved/,
    );
    expect(data["text/plain"]).to.contain("one multiplication and one addition");
  });

  it("summary: a tree whose rows hold all below them", () => {
    const model = onMeta(() => resnet18());
    const found = summary(model, [1, 3, 224, 224], { depth: 1 });
    expect(found).to.deep.include({ params: 11_689_512, trainable: 11_689_512, macs: 1_814_073_344 });
    const row = (path: string) => found.rows.find((candidate) => candidate.path === path)!;
    expect(row("layer1")).to.deep.include({ params: 147_968, depth: 1, type: "Sequential" });
    expect(row("layer4").outputShape).to.deep.equal([1, 512, 7, 7]);
    expect(found.toString()).to.contain("layer4").and.not.contain("layer4.0");
    expect(show(found)["text/html"]).to.contain("layer4");
  });

  it("summary: frozen parameters", () => {
    const model = cifarResnet8();
    model.layer1.requiresGrad_(false);
    const found = summary(model, [1, 3, 32, 32]);
    expect(found.params - found.trainable).to.equal(4_672);
  });

  it("traceShapes goes as far as the model does, and shows where it stopped", () => {
    const model = new nn.Sequential(new nn.Conv2d(1, 4, 3), new nn.Flatten(), new nn.Linear(100, 10));
    const { rows, error } = traceShapes(model, [2, 1, 8, 8]);
    expect(rows.map(({ path, outputShapes }) => [path, outputShapes])).to.deep.equal([
      ["", []],
      ["0", [[2, 4, 6, 6]]],
      ["1", [[2, 144]]],
      ["2", []],
    ]);
    expect(rows[3]!.inputShapes).to.deep.equal([[2, 144]]);
    expect(error!.message).to.contain("expected 100 input features, got 144");
    expect(traceShapes(model, [2, 1, 8, 8]).toString())
      .to.contain("never returned")
      .and.contain("Stopped: Linear(2)");
    expect(() => profile(model, [2, 1, 8, 8])).to.throw("expected 100 input features");
  });
});
