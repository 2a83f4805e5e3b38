// Oracle: torchvision's behaviour and messages as documented; a file made by PyTorch (tests/goldens/vision/zoo_file.py).
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { io, manualSeed, nn, ones, randn, zeros } from "../../../../lib/index.ts";
import * as models from "../../../../lib/vision/models/index.ts";
import { register } from "../../../../lib/vision/models/registry/register.ts";
import golden from "../../../goldens/vision/zoo_file.json" with { type: "json" };
import { type Digest, expectDigest } from "./recipe.ts";

const file = fileURLToPath(new URL("../../../goldens/vision/zoo_file.pth", import.meta.url));

describe("using the zoo", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "tsgrad-"));
  });
  after(() => rmSync(folder, { recursive: true }));

  it("a .pth file of torchvision's loads as it is", () => {
    const narrow = register(
      "shufflenet_narrow",
      (options: { numClasses?: number }) => new models.ShuffleNetV2([1, 1, 1], [8, 16, 24, 32, 32], options),
    );
    const model = narrow({ numClasses: 5, weights: file }).eval();
    const logits = model.forward(ones([1, 3, 64, 64]));
    expectDigest(logits, golden.logits as Digest, 1e-5, "logits");
  });

  it("a file of safetensors, and a state dict", () => {
    const source = models.squeezenet1_1({ numClasses: 3 }).eval();
    const path = join(folder, "own.safetensors");
    io.save(source.stateDict(), path);
    const x = randn([1, 3, 64, 64]);
    const expected = source.forward(x).toArray();
    for (const weights of [path, source.stateDict()])
      expect(models.squeezenet1_1({ numClasses: 3, weights }).eval().forward(x).toArray()).to.deep.equal(expected);
  });

  it("old names of DenseNet's and ViT's official files are understood", () => {
    const rename = (state: nn.StateDict, change: (key: string) => string) =>
      Object.fromEntries(Object.entries(state).map(([key, value]) => [change(key), value]));
    const dense = models.densenet121({ numClasses: 2 }).stateDict();
    const old = rename(dense, (key) => key.replace(/(denselayer\d+\.(?:norm|conv))([12]\.)/, "$1.$2"));
    for (const key of Object.keys(old)) if (key.endsWith("num_batches_tracked")) delete old[key];
    const model = models.densenet121({ numClasses: 2, weights: old });
    expect(model.stateDict()["features.norm0.num_batches_tracked"]!.item()).to.equal(0);
  });

  it("GoogLeNet's weights with auxiliary classifiers load into one without, and come out by name in one with", () => {
    manualSeed(0);
    const whole = models.googlenet({ numClasses: 4 });
    const weights = whole.stateDict();
    const without = models.googlenet({ numClasses: 4, auxLogits: false, weights }).eval();
    const x = randn([2, 3, 64, 64]);
    const logits = without.forward(x);
    expect(logits.toArray()).to.deep.equal((whole.eval().forward(x) as typeof logits).toArray());
    expect(Object.keys(whole.train().forward(x))).to.deep.equal(["logits", "auxLogits1", "auxLogits2"]);
  });

  it("published weights have an address, figures and a transform", () => {
    for (const name of models.listModels({ task: "classification" })) {
      for (const entry of models.listWeights(name)) {
        expect(entry.url).to.match(/^https:\/\/download\.pytorch\.org\/models\/.*-[0-9a-f]{8,}\.pth$/);
        expect(entry.metrics.acc1, name).to.be.within(55, 90);
        expect(entry.transform!.crop).to.be.at.most(entry.transform!.resize);
      }
    }
    expect(models.listWeights("resnet50").map(({ name }) => name)).to.deep.equal(["IMAGENET1K_V1", "IMAGENET1K_V2"]);
    expect(models.listWeights("fcn_resnet50")[0]!.metrics).to.deep.equal({ miou: 60.5, pixelAcc: 91.4 });
  });

  it("errors say what to do", () => {
    const cases: [() => unknown, string][] = [
      [() => models.getModel("resnet19"), 'no model "resnet19"; did you mean resnet101'],
      [() => models.resnet18({ weights: "IMAGENET" }), 'there are "IMAGENET1K_V1" and "DEFAULT"'],
      [() => models.resnet18({ weights: "DEFAULT", numClasses: 10 }), "model.replace"],
      [() => models.resnet18({ weights: join(folder, "none.pth") }), "No file"],
      [() => models.cifarResnet8({ weights: "DEFAULT" }), "pass the path of a .pth file"],
      [() => models.resnet18({ num_classes: 10 } as object), "did you mean numClasses?"],
      [() => models.unet({ width: 8 }).forward(zeros([1, 3, 20, 20])), "divide by 16"],
    ];
    for (const [body, message] of cases) expect(body).to.throw(message);
  });

  it("features by the names of modules, and nothing behind them", () => {
    const model = models.cifarResnet8().eval();
    const extractor = models.createFeatureExtractor(model, { layer1: "low", "layer3.0.relu_1": "high" });
    const x = randn([1, 3, 32, 32]);
    const { low, high } = extractor.forward(x);
    expect([low!.shape, high!.shape]).to.deep.equal([
      [1, 16, 32, 32],
      [1, 64, 8, 8],
    ]);
    expect(high!.mean([2, 3]).toArray()).to.deep.equal(
      model.avgpool
        .forward(model.layer3.forward(model.layer2.forward(low!)))
        .flatten(1)
        .toArray(),
    );
    let called = false;
    model.fc.registerForwardHook(() => {
      called = true;
    });
    extractor.forward(x);
    expect(called).to.equal(false);
    expect(Object.keys(extractor.stateDict())).to.deep.equal(Object.keys(model.stateDict()));
    expect(extractor.train().model.training).to.equal(true);
    expect(() => models.createFeatureExtractor(model, ["layer9"])).to.throw('no child "layer9"');
  });

  it("surgery and freezing: only the new head learns, batch norm stands still", () => {
    const model = models.cifarResnet8();
    model.replace("fc", new nn.Linear(64, 3));
    models.freeze(model, { except: ["fc"] }).train();
    const before = model.bn1.runningMean!.toArray();
    model
      .forward(randn([4, 3, 32, 32]))
      .sum()
      .backward();
    expect(model.bn1.runningMean!.toArray()).to.deep.equal(before);
    const trained = model.namedParameters().filter(([, parameter]) => parameter.grad !== null);
    expect(trained.map(([name]) => name)).to.deep.equal(["fc.weight", "fc.bias"]);
    models.unfreeze(model).train();
    model
      .forward(randn([4, 3, 32, 32]))
      .sum()
      .backward();
    expect(model.bn1.runningMean!.toArray()).not.to.deep.equal(before);
    expect(model.conv1.weight.grad).not.to.equal(null);
  });

  it("a linear head as a 1x1 convolution agrees on pooled features, bias included", () => {
    const linear = new nn.Linear(16, 5);
    const features = randn([2, 16, 4, 4]);
    const dense = models.linearToConv2d(linear).forward(features); // [2, 5, 4, 4]
    const pooled = linear.forward(features.mean([2, 3]));
    expect(dense.mean([2, 3]).sub(pooled).abs().max().item()).to.be.below(1e-6);
    const wide = new nn.Linear(4 * 9, 2);
    const windows = randn([1, 4, 3, 3]);
    const both = [
      models.linearToConv2d(wide, { kernelSize: 3 }).forward(windows).flatten(1),
      wide.forward(windows.flatten(1)),
    ];
    expect(both[0]!.sub(both[1]!).abs().max().item()).to.be.below(1e-6);
  });

  it("every segmenter returns scores as large as its images, and its auxiliary ones by name", () => {
    const model = models.lrasppMobilenetV3Large({ numClasses: 3 }).eval();
    expect(model.forward(zeros([1, 3, 48, 64])).out.shape).to.deep.equal([1, 3, 48, 64]);
  });
});
