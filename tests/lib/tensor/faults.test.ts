// Oracle: the engine's own count of tensors. Every kernel that an operation runs fails once, as it does when a cell is
// interrupted or memory is short; when the cell has ended, nothing that was made before may have stayed.
import { expect } from "chai";
import { tf } from "../../../lib/engine/index.ts";
import * as nn from "../../../lib/nn/index.ts";
import * as optim from "../../../lib/optim/index.ts";
import { manualSeed } from "../../../lib/random/index.ts";
import { runtime } from "../../../lib/runtime.ts";
import * as t from "../../../lib/tensor/index.ts";

const F = nn.functional;
const engine = tf.engine();
const hooks = [...runtime().hooks];
const backend = tf.backend() as unknown as Record<string, (...args: unknown[]) => unknown>;
class Fault extends Error {}

/** Calls of the engine until the next one fails; counts down. */
let left = Number.POSITIVE_INFINITY;

function failing<A extends unknown[], R>(call: (...args: A) => R): (...args: A) => R {
  return (...args) => {
    if (left-- === 0) throw new Fault("a kernel failed");
    return call(...args);
  };
}

const random = (...shape: number[]) => t.randn(shape, { requiresGrad: true });
const image = () => random(2, 4, 6, 6);
const integers = (...shape: number[]) => t.randint(0, 4, shape);

type Case = () => unknown;
/** Each makes its inputs outside of what is tried. */
const cases: Record<string, () => Case> = {
  "matmul of matrices": () => {
    const [a, b] = [random(3, 4), random(4, 2)];
    return () => a.matmul(b).sum().backward();
  },
  "matmul of broadcast batches": () => {
    const [a, b] = [random(2, 1, 3, 4), random(5, 4, 2)];
    return () => a.matmul(b).sum().backward();
  },
  "matmul of transposed matrices": () => {
    const [a, b] = [random(2, 4, 3), random(2, 2, 4)];
    return () => a.mT.matmul(b.mT).sum().backward();
  },
  "matmul of integers": () => {
    const [a, b] = [integers(3, 4), integers(4, 2)];
    return () => a.matmul(b);
  },
  "sums of types": () => {
    const [a, b] = [integers(3, 4), random(4)];
    return () => a.add(b).sum().backward();
  },
  "products that broadcast": () => {
    const [a, b] = [random(3, 1), random(1, 4)];
    return () => a.mul(b).div(b).sum().backward();
  },
  "sums of expanded tensors": () => {
    const [a, b] = [random(3, 1), random(3, 1)];
    return () =>
      a
        .expand([3, 4])
        .add(b.expand([3, 4]))
        .sum()
        .backward();
  },
  "sums of images": () => {
    const [x, w, c] = [image(), random(4, 4, 3, 3), random(4, 1, 1)];
    return () => F.conv2d(x, w).add(c).mul(2).relu().sum().backward();
  },
  bytes: () => {
    const a = t.tensor([1, 2], { dtype: "uint8" });
    return () => a.add(a).mul(3);
  },
  "functions of integers": () => {
    const a = integers(4);
    return () => [a.exp(), a.float().sqrt(), a.abs(), a.bool()];
  },
  activations: () => {
    const a = random(3, 4);
    return () =>
      F.gelu(F.leakyRelu(F.silu(a)))
        .sigmoid()
        .sum()
        .backward();
  },
  reductions: () => {
    const a = random(3, 4);
    return () => a.mean(0).sum().add(a.var()).add(a.amax(1).prod()).add(a.logsumexp(0).sum()).add(a.norm()).backward();
  },
  "where and comparisons": () => {
    const [a, b] = [random(3, 4), random(4)];
    return () => a.where(a.gt(b), b).clamp(-1, 1).sum().backward();
  },
  joins: () => {
    const [a, b] = [random(3, 4), random(3, 4)];
    return () =>
      t
        .cat([a, b.t().t()], 1)
        .sum()
        .add(t.stack([a, b], 1).sum())
        .backward();
  },
  indexing: () => {
    const [a, at] = [random(5, 4), t.tensor([0, 2], { dtype: "int32" })];
    return () =>
      a
        .at("1:4", "::2")
        .sum()
        .add(a.at(at).sum())
        .add(a.at(a.detach().gt(0)).sum())
        .backward();
  },
  writing: () => {
    const [a, b] = [t.randn([5, 4]), t.randn([2, 4])];
    return () => {
      const c = a.clone();
      c.setAt(["1:3"], b);
      c.setAt([[0, 1]], b);
      return c.add_(1).mul_(c);
    };
  },
  "gather and scatter": () => {
    const [a, at] = [random(3, 4), integers(3, 2)];
    return () =>
      a
        .gather(1, at)
        .sum()
        .add(
          a
            .scatterAdd(1, at, t.ones([3, 2]))
            .square()
            .sum(),
        )
        .backward();
  },
  "sorts and ranks": () => {
    const a = random(3, 4);
    return () =>
      a
        .sort({ dim: 1 })
        .values.sum()
        .add(a.topk(2, { dim: 1 }).values.sum())
        .add(a.cumsum(1).sum())
        .backward();
  },
  einsum: () => {
    const [a, b] = [random(2, 3, 4), random(2, 4, 5)];
    return () => t.einsum("bij,bjk->bik", a, b).sum().backward();
  },
  convolution: () => {
    const [x, w, b] = [image(), random(6, 4, 3, 3), random(6)];
    return () => F.conv2d(x, w, b, { stride: 2, padding: 1 }).sum().backward();
  },
  "dilated convolution": () => {
    const [x, w] = [image(), random(6, 4, 3, 3)];
    return () => F.conv2d(x, w, null, { dilation: 2, padding: 2 }).sum().backward();
  },
  "grouped convolution": () => {
    const [x, w] = [image(), random(6, 2, 3, 3)];
    return () => F.conv2d(x, w, null, { groups: 2, padding: 1 }).sum().backward();
  },
  "depthwise convolution": () => {
    const [x, w] = [image(), random(4, 1, 3, 3)];
    return () => F.conv2d(x, w, null, { groups: 4, padding: 1 }).sum().backward();
  },
  "transposed convolution": () => {
    const [x, w, b] = [image(), random(4, 3, 3, 3), random(3)];
    return () => F.convTranspose2d(x, w, b, { stride: 2 }).sum().backward();
  },
  pooling: () => {
    const x = image();
    return () =>
      F.maxPool2d(x, 3, { stride: 2, padding: 1 })
        .sum()
        .add(F.avgPool2d(x, 3, { padding: 1 }).sum())
        .add(F.adaptiveAvgPool2d(x, 4).sum())
        .backward();
  },
  "batch norm": () => {
    const [x, layer] = [image(), new nn.BatchNorm2d(4)];
    return () => layer.forward(x).square().sum().backward();
  },
  "batch norm, evaluated": () => {
    const [x, layer] = [image(), new nn.BatchNorm2d(4).eval()];
    return () => {
      layer.forward(x).sum().backward();
      t.noGrad(() => layer.forward(x));
    };
  },
  "layer and group norm": () => {
    const [x, w] = [image(), random(6)];
    return () => F.layerNorm(x, [6], { weight: w }).sum().add(F.groupNorm(x, 2).square().sum()).backward();
  },
  "softmax and losses": () => {
    const [x, y] = [random(3, 4), integers(3)];
    return () =>
      F.crossEntropy(x, y)
        .add(F.softmax(x, 1).square().sum())
        .add(F.mseLoss(x, x.detach().add(1)))
        .backward();
  },
  interpolation: () => {
    const x = image();
    return () =>
      F.interpolate(x, { size: [9, 9], mode: "bilinear" })
        .sum()
        .add(F.interpolate(x, { scaleFactor: 2 }).sum())
        .backward();
  },
  padding: () => {
    const x = image();
    return () =>
      F.pad(x, [1, 1, 1, 1], { mode: "reflect" })
        .sum()
        .add(F.pad(x, [1, 0]).sum())
        .backward();
  },
  LSTM: () => {
    const [x, layer] = [random(3, 2, 4), new nn.LSTM(4, 3)];
    return () => layer.forward(x)[0].sum().backward();
  },
  attention: () => {
    const [x, layer] = [random(3, 2, 4), new nn.MultiheadAttention(4, 2)];
    return () => layer.forward(x, x, x)[0].sum().backward();
  },
  "an embedding": () => {
    const [at, layer] = [integers(3, 2), new nn.Embedding(4, 3)];
    return () => layer.forward(at).sum().backward();
  },
  optimizers: () => {
    const layer = new nn.Linear(3, 2);
    const all = [
      new optim.SGD(layer.parameters(), { lr: 0.1, momentum: 0.9, weightDecay: 0.1 }),
      new optim.AdamW(layer.parameters()),
    ];
    layer
      .forward(t.ones([2, 3]))
      .sum()
      .backward();
    for (const optimizer of all) optimizer.step();
    return () => {
      nn.utils.clipGradNorm(layer.parameters(), 1);
      for (const optimizer of all) optimizer.step();
    };
  },
};

describe("an operation that fails leaves nothing behind", () => {
  const own = { runKernel: engine.runKernel, executeMultipleOutputs: backend.executeMultipleOutputs };
  before(() => {
    engine.runKernel = failing(own.runKernel.bind(engine)) as typeof engine.runKernel;
    if (own.executeMultipleOutputs) backend.executeMultipleOutputs = failing(own.executeMultipleOutputs.bind(backend));
  });
  after(() => {
    engine.runKernel = own.runKernel;
    if (own.executeMultipleOutputs) backend.executeMultipleOutputs = own.executeMultipleOutputs;
  });

  for (const [name, make] of Object.entries(cases)) {
    it(name, () => {
      manualSeed(0);
      const run = make();
      // Gradients and constants that stay are made by the first run.
      run();
      run();
      t.memory();
      const before = tf.memory().numTensors;
      let faults = 0;
      for (let calls = 0; ; calls++) {
        for (const hook of hooks) hook.cellStart?.();
        left = calls;
        try {
          run();
          break;
        } catch (error) {
          if (!(error instanceof Fault)) throw error;
          faults++;
        } finally {
          left = Number.POSITIVE_INFINITY;
          for (const hook of hooks) hook.cellEnd?.({ terminated: false });
        }
      }
      t.memory();
      expect(tf.memory().numTensors, `after ${faults} faults`).to.equal(before);
      expect(faults).to.be.greaterThan(0);
    });
  }
});
