// Oracle: torch.ao.quantization and torch.fake_quantize of PyTorch 2.13 (tests/goldens/compress/quantization.py).
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { quantization as q } from "../../../lib/compress/index.ts";
import {
  equal,
  F,
  io,
  manualSeed,
  nn,
  noGrad,
  optim,
  rand,
  randint,
  randn,
  type Tensor,
  tensor,
} from "../../../lib/index.ts";
import { readGoldens } from "../nn/goldens.ts";

interface Fake {
  axis: number | null;
  scale: number[];
  zeroPoint: number[];
  quantMin: number;
  quantMax: number;
  seed: number;
  out: number[];
  grad: number[];
  ints: number[] | null;
  real: number[] | null;
}
const goldens = readGoldens<{
  observers: {
    name: "MinMaxObserver" | "HistogramObserver";
    options: q.QuantizerOptions;
    seed: number;
    steps: { scale: number[]; zeroPoint: number[] }[];
  }[];
  fakes: Fake[];
  fuse: { state: Record<string, number[]>; weight: number[]; bias: number[] };
}>("compress/quantization.json");

function batches(seed: number): Tensor[] {
  manualSeed(seed);
  const [a, b, c] = [randn([4, 3, 8]), randn([4, 3, 8]).mul(3).add(0.5), randn([4, 3, 8]).abs()];
  c.setAt([0, 0, 0], 20);
  return [a, b, c];
}
const plain = (x: Tensor) => [...x.data].map((value) => value || 0);

describe("observers equal PyTorch's", () => {
  for (const { name, options, seed, steps } of goldens.observers) {
    it(`${name} ${JSON.stringify(options)}, seed ${seed}`, () => {
      const observer = new q[name](options);
      for (const [i, batch] of batches(seed).entries()) {
        expect(observer.forward(batch)).to.equal(batch);
        const { scale, zeroPoint } = observer.calculateQParams();
        expect({ scale: plain(scale), zeroPoint: plain(zeroPoint) }, `after batch ${i}`).to.deep.equal(steps[i]);
      }
    });
  }

  it("before anything was seen: scale 1, zero point 0", () => {
    const { scale, zeroPoint } = new q.MinMaxObserver().calculateQParams();
    expect([scale.item(), zeroPoint.item()]).to.deep.equal([1, 0]);
  });

  it("refuse a range that the type does not hold", () => {
    expect(() => new q.MinMaxObserver({ dtype: "qint8", quantMax: 255 })).to.throw(/qint8 holds -128 to 127/);
    expect(() => new q.MinMaxObserver({ qscheme: "perChannelAffine" })).to.throw(/qscheme/);
  });
});

describe("quantize and fakeQuantize equal PyTorch's", () => {
  for (const golden of goldens.fakes) {
    const { axis, quantMin, quantMax, seed } = golden;
    it(`range ${quantMin} to ${quantMax}, axis ${axis}, seed ${seed}`, () => {
      manualSeed(seed);
      const shape = axis === null ? [200] : [4, 5, 10];
      const x = randn(shape).mul(2).requiresGrad_();
      // PyTorch drew the scales and zero points here.
      if (axis !== null) [rand([golden.scale.length]), randint(-20, 20, [golden.scale.length])];
      const qparams = { scale: tensor(golden.scale), zeroPoint: tensor(golden.zeroPoint) };
      const y = q.fakeQuantize(x, qparams, { quantMin, quantMax, axis });
      y.backward(randn(shape));
      expect(plain(y)).to.deep.equal(golden.out.map((value) => value || 0));
      expect(plain(x.grad!)).to.deep.equal(golden.grad.map((value) => value || 0));
      if (golden.ints === null) return;
      const ints = q.quantize(x, qparams, { quantMin, quantMax, axis });
      expect([...ints.data]).to.deep.equal(golden.ints);
      expect(plain(q.dequantize(ints, qparams, { axis }))).to.deep.equal(golden.real!.map((value) => value || 0));
    });
  }

  it("ask for the axis where there are several scales", () => {
    const qparams = { scale: tensor([1, 2]), zeroPoint: tensor([0, 0]) };
    expect(() => q.fakeQuantize(randn([2, 3]), qparams)).to.throw(/got 2 scales; say which dimension/);
    expect(() => q.fakeQuantize(randn([2, 3]), qparams, { axis: 1 })).to.throw(/each of the 3 channels/);
  });
});

it("fuseConvBatchNorm equals PyTorch's", () => {
  const [conv, norm] = [new nn.Conv2d(2, 3, 2, { bias: false }), new nn.BatchNorm2d(3)];
  for (const [prefix, module] of [
    ["conv", conv],
    ["norm", norm],
  ] as const)
    for (const [key, target] of Object.entries(module.stateDict()))
      noGrad(() => target.copy_(tensor(goldens.fuse.state[`${prefix}.${key}`]!).reshape(target.shape)));
  const fused = q.fuseConvBatchNorm(conv, norm);
  for (const [i, value] of goldens.fuse.weight.entries()) expect(fused.weight.data[i]).to.be.closeTo(value, 1e-6);
  for (const [i, value] of goldens.fuse.bias.entries()) expect(fused.bias!.data[i]).to.be.closeTo(value, 1e-6);
});

class Net extends nn.Module {
  readonly conv = new nn.Conv2d(1, 8, 3, { padding: 1 });
  readonly norm = new nn.BatchNorm2d(8);
  readonly fc = new nn.Linear(8 * 64, 64);
  readonly head = new nn.Linear(64, 4);
  forward(x: Tensor): Tensor {
    const features = F.relu(this.norm.forward(this.conv.forward(x))).flatten(1);
    return this.head.forward(F.relu(this.fc.forward(features)));
  }
}

describe("int8 models", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "tsgrad-"));
  });
  after(() => rmSync(folder, { recursive: true }));

  function quantized(): { net: Net; float: Tensor; images: Tensor } {
    manualSeed(0);
    const [net, images] = [new Net().eval(), randn([32, 1, 8, 8])];
    const float = noGrad(() => net.forward(images));
    noGrad(() => q.prepare(net).forward(images));
    return { net: q.convert(net), float, images };
  }

  it("give nearly the numbers of their float32 selves, at the grid's precision", () => {
    const { net, float, images } = quantized();
    const out = noGrad(() => net.forward(images));
    expect(equal(out, float)).to.equal(false);
    expect(q.sqnr(float, out)).to.be.within(25, 60);
    const report = q.layerSqnr(net, images);
    expect(report.rows.map(({ path }) => path)).to.deep.equal(["conv", "fc", "head"]);
    for (const row of report.rows) expect(row.weight).to.be.above(35);
    expect(String(report)).to.match(/suffers most/);
  });

  it("come back from their file bit for bit, at about a quarter of the size", () => {
    const { net, images } = quantized();
    const path = join(folder, "net.safetensors");
    const { bytes, floatBytes, ratio } = q.saveInt8(net, path);
    expect(bytes).to.equal(statSync(path).size);
    expect(floatBytes).to.equal(4 * Object.values(new Net().stateDict()).reduce((sum, x) => sum + x.numel(), 0));
    expect(ratio).to.be.within(3.6, 4);
    const file = new io.SafetensorsFile(path);
    expect(file.info("fc.weight")).to.deep.equal({ shape: [64, 512], dtype: "I8" });
    file.close();
    const loaded = q.loadInt8(new Net().eval(), path);
    expect(
      equal(
        noGrad(() => loaded.forward(images)),
        noGrad(() => net.forward(images)),
      ),
    ).to.equal(true);
  });

  it("learn with rounded weights, and keep the optimizer's parameters", () => {
    manualSeed(0);
    const net = new Net();
    const optimizer = new optim.SGD(net.parameters(), { lr: 0.05, momentum: 0.9 });
    const parameters = net.parameters();
    q.prepareQat(net);
    expect(net.parameters()).to.deep.equal(parameters);
    const [images, labels] = [randn([32, 1, 8, 8]), randint(4, [32])];
    const losses: number[] = [];
    for (let step = 0; step < 12; step++) {
      const loss = F.crossEntropy(net.forward(images), labels);
      optimizer.zeroGrad();
      loss.backward();
      optimizer.step();
      losses.push(loss.item());
    }
    expect(losses.at(-1)).to.be.below(losses[0]! / 2);
    const levels = new Set(
      q.convert(net).eval() && q.quantizedLayers(net)[2]![1].weightFakeQuant.round(net.head.weight).select(0, 0).data,
    );
    expect(levels.size).to.be.at.most(256);
  });

  it("say what has to be done first", () => {
    expect(() => q.convert(new Net())).to.throw(/call prepare/);
    expect(() => q.convert(q.prepare(new Net()))).to.throw(/nothing has passed through conv/);
    expect(() => q.saveInt8(new Net(), "x")).to.throw(/expected a converted model/);
    expect(() => q.prepare(new nn.Sequential(new nn.ReLU()))).to.throw(/no Linear or Conv2d layers/);
  });
});
