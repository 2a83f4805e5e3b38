// Oracle: torch.nn.Module of PyTorch 2.13 in the same places.
import { expect } from "chai";
import * as nn from "../../../lib/nn/index.ts";
import { manualSeed } from "../../../lib/random/index.ts";
import { ones, randn, type Tensor, tensor, zeros } from "../../../lib/tensor/index.ts";

class Block extends nn.Module {
  readonly conv = new nn.Conv2d(2, 2, 3, { padding: 1, bias: false });
  readonly bn = new nn.BatchNorm2d(2);
  forward(x: Tensor): Tensor {
    return this.bn.forward(this.conv.forward(x)).add(x);
  }
}

class Net extends nn.Module {
  readonly layer1 = new nn.Sequential(new Block(), new Block());
  readonly head = new nn.ModuleDict({ a: new nn.Linear(2, 3) });
  scale = new nn.Parameter(ones([1]));
  declare mask: Tensor;
  constructor() {
    super();
    this.registerBuffer("mask", zeros([2]), { persistent: false });
  }
  forward(x: Tensor): Tensor {
    return this.head
      .get("a")
      .forward(this.layer1.forward(x).mean([2, 3]))
      .mul(this.scale);
  }
}

const KEYS = [
  "scale",
  ...[0, 1].flatMap((i) => [
    `layer1.${i}.conv.weight`,
    `layer1.${i}.bn.weight`,
    `layer1.${i}.bn.bias`,
    `layer1.${i}.bn.running_mean`,
    `layer1.${i}.bn.running_var`,
    `layer1.${i}.bn.num_batches_tracked`,
  ]),
  "head.a.weight",
  "head.a.bias",
];

describe("Module", () => {
  it("names parameters, buffers, modules and children", () => {
    const net = new Net();
    expect(net.namedChildren().map(([name]) => name)).to.deep.equal(["layer1", "head"]);
    expect(net.namedModules().map(([name]) => name)).to.deep.equal([
      "",
      "layer1",
      ...[0, 1].flatMap((i) => [`layer1.${i}`, `layer1.${i}.conv`, `layer1.${i}.bn`]),
      "head",
      "head.a",
    ]);
    const buffers = KEYS.filter((key) => /running|num_batches/.test(key));
    expect(net.namedParameters().map(([name]) => name)).to.deep.equal(KEYS.filter((key) => !buffers.includes(key)));
    expect(net.namedBuffers().map(([name]) => name)).to.deep.equal(["mask", ...buffers]);
    expect(net.parameters({ recurse: false }).length).to.equal(1);
  });

  it("a ParameterList trains and saves what it holds, under PyTorch's names", () => {
    class Scaled extends nn.Module {
      readonly scales = new nn.ParameterList([ones([2]), ones([3])]);

      override forward(x: Tensor): Tensor {
        return x.mul(this.scales.at(0));
      }
    }
    const module = new Scaled();
    module.scales.append(ones([1]));
    expect(module.namedParameters().map(([name]) => name)).to.deep.equal(["scales.0", "scales.1", "scales.2"]);
    expect([...module.scales].map((parameter) => parameter.shape)).to.deep.equal([[2], [3], [1]]);
    expect(() => module.scales.at(3)).to.throw("ParameterList: no parameter 3, there are 3");
  });

  it("gumbelSoftmax draws categories with their probabilities, and hard ones have the soft gradient", () => {
    manualSeed(0);
    const logits = tensor([Math.log(1), Math.log(2), Math.log(5)]).expand([4000, 3]);
    const drawn = nn.functional.gumbelSoftmax(logits, { hard: true });
    const share = drawn.mean(0).toArray() as number[];
    for (const [i, expected] of [0.125, 0.25, 0.625].entries()) expect(share[i]).to.be.closeTo(expected, 0.03);
    expect(drawn.sum(1).sub(1).abs().max().item()).to.be.below(1e-6);
    const x = tensor([0.3, 0.1], { requiresGrad: true });
    nn.functional.gumbelSoftmax(x, { hard: true, tau: 0.5 }).at(0).backward();
    expect(Math.abs(x.grad!.sum().item())).to.be.below(1e-6);
    expect(x.grad!.at(0).item()).to.be.above(0);
  });

  it("a parameter in two places counts once", () => {
    const first = new nn.Linear(2, 2);
    const second = new nn.Linear(2, 2);
    second.weight = first.weight;
    expect(new nn.Sequential(first, second).namedParameters().map(([name]) => name)).to.deep.equal([
      "0.weight",
      "0.bias",
      "1.bias",
    ]);
  });

  it("stateDict has PyTorch's keys in its order, without buffers that do not persist", () => {
    expect(Object.keys(new Net().stateDict())).to.deep.equal(KEYS);
  });

  it("stateDict shares memory, loadStateDict copies", () => {
    const [one, other] = [new nn.Linear(2, 2), new nn.Linear(2, 2)];
    other.loadStateDict(one.stateDict());
    one.stateDict().weight!.fill_(7);
    expect(one.weight.toArray()).to.deep.equal([
      [7, 7],
      [7, 7],
    ]);
    expect(other.weight.at(0, 0).item()).not.to.equal(7);
  });

  it("loadStateDict is strict about missing and unexpected keys, unless told not to be", () => {
    const net = new nn.Sequential(new nn.Linear(2, 2), new nn.ReLU());
    const { "0.bias": _, ...rest } = net.stateDict();
    const state = { ...rest, "1.weight": ones([1]) };
    expect(() => net.loadStateDict(state)).to.throw(
      'Error(s) in loading state_dict for Sequential:\n\tMissing key(s) in state_dict: "0.bias".\n\tUnexpected key(s) in state_dict: "1.weight".',
    );
    expect(net.loadStateDict(state, { strict: false })).to.deep.equal({
      missingKeys: ["0.bias"],
      unexpectedKeys: ["1.weight"],
    });
  });

  it("says which prefix the keys of a wrapper have too much", () => {
    const net = new nn.Linear(2, 2);
    const state = Object.fromEntries(Object.entries(net.stateDict()).map(([key, x]) => [`module.${key}`, x]));
    expect(() => net.loadStateDict(state)).to.throw('The keys differ by the prefix "module." alone');
  });

  it("FrozenBatchNorm2d reads a BatchNorm2d", () => {
    const bn = new nn.BatchNorm2d(3);
    bn.forward(randn([4, 3, 2, 2]));
    const frozen = new nn.FrozenBatchNorm2d(3);
    expect(frozen.loadStateDict(bn.stateDict())).to.deep.equal({ missingKeys: [], unexpectedKeys: [] });
    const x = randn([2, 3, 2, 2]);
    const expected = bn.eval().forward(x);
    expect(frozen.forward(x).allclose(expected, { atol: 1e-5 })).to.equal(true);
    expect(frozen.parameters()).to.deep.equal([]);
    expect(String(frozen)).to.equal("FrozenBatchNorm2d(3, eps=1e-05)");
  });

  it("train, eval and requiresGrad_ reach all modules", () => {
    const net = new Net().eval();
    expect(net.modules().every((module) => !module.training)).to.equal(true);
    net.train();
    expect(net.modules().every((module) => module.training)).to.equal(true);
    net.requiresGrad_(false);
    expect(net.parameters().some((parameter) => parameter.requiresGrad)).to.equal(false);
  });

  it("apply visits children before their parent", () => {
    const names: string[] = [];
    new nn.Sequential(new nn.Linear(1, 1), new nn.ReLU()).apply((module) => names.push(module.constructor.name));
    expect(names).to.deep.equal(["Linear", "ReLU", "Sequential"]);
  });

  it("getSubmodule, getParameter and replace follow paths", () => {
    const net = new Net();
    expect(net.getSubmodule("layer1.1.conv")).to.equal((net.layer1.at(1) as unknown as Block).conv);
    expect(net.getParameter("head.a.bias").shape).to.deep.equal([3]);
    const old = net.replace("layer1.0", new nn.Identity());
    expect(old).to.be.instanceOf(Block);
    expect(String(net.getSubmodule("layer1.0"))).to.equal("Identity()");
    net.replace("head.a", new nn.Linear(2, 5));
    expect(net.forward(randn([1, 2, 4, 4])).shape).to.deep.equal([1, 5]);
    expect(() => net.getSubmodule("layer1.7")).to.throw('getSubmodule: no module "layer1.7"');
  });

  it("hooks see and replace inputs, outputs and gradients, until removed", () => {
    const layer = new nn.Linear(2, 1, { bias: false });
    layer.weight.requiresGrad = false;
    layer.weight.fill_(1);
    layer.weight.requiresGrad = true;
    const seen: string[] = [];
    const handles = [
      layer.registerForwardPreHook((_, [x]) => {
        seen.push("pre");
        return (x as Tensor).mul(2);
      }),
      layer.registerForwardHook((_, __, output) => {
        seen.push("forward");
        return (output as Tensor).add(1);
      }),
      layer.registerFullBackwardHook((_, [gradInput], [gradOutput]) => {
        seen.push(`backward ${gradInput!.toArray()} ${gradOutput!.toArray()}`);
        return [gradInput!.mul(10)];
      }),
    ];
    const x = ones([1, 2]).requiresGrad_();
    const y = layer.forward(x);
    expect(y.item()).to.equal(5);
    y.sum().backward();
    expect(seen).to.deep.equal(["pre", "forward", "backward 1,1 1"]);
    // The module's own input is what the pre-hook returned, twice x.
    expect(x.grad!.toArray()).to.deep.equal([[20, 20]]);
    for (const handle of handles) handle.remove();
    expect(layer.forward(x).item()).to.equal(2);
  });

  it("prints as PyTorch does", () => {
    expect(String(new Net())).to.equal(`Net(
  (layer1): Sequential(
    (0): Block(
      (conv): Conv2d(2, 2, kernel_size=(3, 3), stride=(1, 1), padding=(1, 1), bias=False)
      (bn): BatchNorm2d(2, eps=1e-05, momentum=0.1, affine=True, bias=True, track_running_stats=True)
    )
    (1): Block(
      (conv): Conv2d(2, 2, kernel_size=(3, 3), stride=(1, 1), padding=(1, 1), bias=False)
      (bn): BatchNorm2d(2, eps=1e-05, momentum=0.1, affine=True, bias=True, track_running_stats=True)
    )
  )
  (head): ModuleDict(
    (a): Linear(in_features=2, out_features=3, bias=True)
  )
)`);
  });

  it("zeroGrad forgets gradients", () => {
    const layer = new nn.Linear(2, 1);
    layer
      .forward(ones([1, 2]))
      .sum()
      .backward();
    layer.zeroGrad({ setToNone: false });
    expect(layer.weight.grad!.toArray()).to.deep.equal([[0, 0]]);
    layer.zeroGrad();
    expect(layer.weight.grad).to.equal(null);
  });

  it("DropPath and DropBlock drop while training only", () => {
    const x = ones([64, 2, 8, 8]);
    for (const layer of [new nn.DropPath(0.5), new nn.DropBlock2d(0.3, 3)]) {
      const zeros = layer.forward(x).eq(0).float().mean().item();
      expect(zeros, String(layer)).to.be.within(0.15, 0.75);
      expect(layer.eval().forward(x)).to.equal(x);
    }
    const rows = new nn.DropPath(0.5).forward(x).flatten(1);
    expect(rows.amax(1).eq(rows.amin(1)).all().item()).to.equal(1);
  });
});
