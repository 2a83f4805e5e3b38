// Oracle: derivatives known in closed form, and what PyTorch 2.13 does in the same place.
import { expect } from "chai";
import * as t from "../../../lib/tensor/index.ts";
import { autograd, type FunctionContext, grad, ones, type Tensor, tensor } from "../../../lib/tensor/index.ts";

const leaf = (values: number | number[]) => tensor(values, { requiresGrad: true });

describe("autograd", () => {
  it("gradients accumulate over backward calls", () => {
    const x = leaf([1, 2]);
    for (let i = 0; i < 3; i++) x.square().sum().backward();
    expect(x.grad!.toArray()).to.deep.equal([6, 12]);
  });

  it("retainGraph keeps the graph for another backward", () => {
    const x = leaf(3);
    const y = x.pow(2);
    y.backward(null, { retainGraph: true });
    y.backward();
    expect(x.grad!.item()).to.equal(12);
  });

  it("a value used twice gets the sum of both gradients", () => {
    const x = leaf(2);
    const y = x.mul(3);
    y.mul(y).add(y).backward();
    expect(x.grad!.item()).to.equal(2 * 6 * 3 + 3);
  });

  it("detach and noGrad cut, enableGrad inside noGrad records", () => {
    const x = leaf(2);
    x.mul(x.detach()).backward();
    expect(x.grad!.item()).to.equal(2);
    expect(t.noGrad(() => x.mul(2)).requiresGrad).to.equal(false);
    expect(t.noGrad(() => t.enableGrad(() => x.mul(2))).requiresGrad).to.equal(true);
    expect(t.setGradEnabled(false, () => t.isGradEnabled())).to.equal(false);
  });

  it("modes end with the promise of an async function, also where it fails", async () => {
    await t.noGrad(async () => {
      await null;
      expect(t.isGradEnabled()).to.equal(false);
    });
    expect(t.isGradEnabled()).to.equal(true);
    await t.noGrad(() => Promise.reject(new Error("x"))).catch(() => {});
    expect(t.isGradEnabled()).to.equal(true);
  });

  it("grad() leaves .grad alone and differentiates again", () => {
    const x = leaf(2);
    const [first] = grad(x.pow(4), x, { createGraph: true }) as [Tensor];
    const [second] = grad(first, x, { createGraph: true }) as [Tensor];
    const [third] = grad(second, x) as [Tensor];
    expect([first.item(), second.item(), third.item()]).to.deep.equal([32, 48, 48]);
    expect(x.grad).to.equal(null);
  });

  it("backward with createGraph: the gradient of a gradient's norm", () => {
    const x = leaf([1, 2]);
    x.pow(3).sum().backward(null, { createGraph: true });
    x.grad!.square().sum().backward();
    // grad = 3 x^2; d/dx (9 x^4) = 36 x^3, on top of the first gradient.
    expect(x.grad!.toArray()).to.deep.equal([3 + 36, 12 + 288]);
  });

  it("second derivatives of what networks are made of", () => {
    const functions: [string, (x: Tensor) => Tensor][] = [
      ["sigmoid", (x) => x.sigmoid()],
      ["tanh", (x) => x.tanh()],
      ["exp", (x) => x.exp()],
      ["softmax", (x) => x.softmax(0).square()],
      ["matmul", (x) => x.reshape([2, 2]).matmul(x.reshape([2, 2]))],
      ["div", (x) => x.div(x.square().add(1))],
      ["logsumexp", (x) => x.logsumexp(0)],
      ["std", (x) => x.std()],
      ["gather", (x) => x.at([0, 0, 3]).pow(3)],
      ["where", (x) => x.pow(3).where(x.gt(0), x.pow(2))],
      ["cumsum", (x) => x.cumsum(0).pow(2)],
    ];
    for (const [name, fn] of functions) {
      const gradient = (x: Tensor) => grad(fn(x).sum(), x, { createGraph: true })[0] as Tensor;
      const x = leaf([0.5, -0.3, 0.8, 1.1]);
      expect(t.checkGradients(gradientOf(gradient), [x]), name).to.equal(true);
    }
  });

  /** checkGradients moves inputs without history: they need one again. */
  function gradientOf(gradient: (x: Tensor) => Tensor) {
    return (x: Tensor) => t.enableGrad(() => gradient(x.requiresGrad ? x : x.clone().requiresGrad_()));
  }

  it("hooks see and replace gradients, until removed", () => {
    const x = leaf([1, 2]);
    const y = x.mul(2);
    const seen: unknown[] = [];
    const handle = y.registerHook((g) => {
      seen.push(g.toArray());
      return g.mul(10);
    });
    y.sum().backward(null, { retainGraph: true });
    handle.remove();
    y.sum().backward();
    expect(seen).to.deep.equal([[1, 1]]);
    expect(x.grad!.toArray()).to.deep.equal([22, 22]);
  });

  it("retainGrad keeps the gradient of a result", () => {
    const x = leaf([1, 2]);
    const y = x.mul(2);
    y.retainGrad();
    y.square().sum().backward();
    expect(y.grad!.toArray()).to.deep.equal([4, 8]);
  });

  it("custom functions", () => {
    class Clip extends autograd.Function {
      static override forward(context: FunctionContext, x: Tensor, limit: number): Tensor {
        context.saveForBackward(x);
        context.limit = limit;
        return x.clamp(-limit, limit);
      }
      static override backward(context: FunctionContext, gradient: Tensor): [Tensor, null] {
        const [x] = context.savedTensors as [Tensor];
        return [
          gradient.mul(
            x
              .abs()
              .le(context.limit as number)
              .float(),
          ),
          null,
        ];
      }
    }
    const x = leaf([0.5, 2]);
    const y = Clip.apply(x, 1);
    expect(y.gradFn!.name).to.equal("ClipBackward");
    y.sum().backward();
    expect(x.grad!.toArray()).to.deep.equal([1, 0]);
  });

  it("anomaly mode names the forward line of a NaN and of an error", () => {
    const x = leaf([-1]);
    let line = "";
    const fails = () =>
      t.detectAnomaly(() => {
        line = /autograd\.test\.ts:(\d+)/.exec(new Error().stack!)![1]!;
        x.sqrt().sum().backward();
      });
    expect(fails).to.throw(/SqrtBackward0 returned nan as the gradient of its input 0\. It was called forward\n/);
    try {
      fails();
    } catch (error) {
      expect((error as Error).message).to.include(`autograd.test.ts:${Number(line) + 1}`);
    }
  });

  it("in-place changes follow views, and are found where backward needs the old value", () => {
    const x = leaf([1, 2, 3]);
    const y = x.mul(2);
    y.at("1:").mul_(10);
    y.sum().backward();
    expect(x.grad!.toArray()).to.deep.equal([2, 20, 20]);
    const z = x.exp();
    const product = z.mul(z);
    z.add_(1);
    expect(() => product.sum().backward()).to.throw(
      "modified by an in-place operation: float32 [3], saved by MulBackward0, is at version 1; expected version 0",
    );
  });

  it("inferenceMode: fast, and never part of a graph", () => {
    const x = t.inferenceMode(() => {
      expect(t.isInferenceModeEnabled()).to.equal(true);
      return ones([2]).mul(3);
    });
    const w = leaf([1, 2]);
    expect(() => w.mul(x)).to.throw("A tensor that was made in inferenceMode() cannot take part in a graph");
    expect(() => x.requiresGrad_()).to.throw("requiresGrad_: this tensor was made in inferenceMode()");
    w.mul(x.clone()).sum().backward();
    expect(w.grad!.toArray()).to.deep.equal([3, 3]);
  });

  it("checkGradients finds a wrong rule", () => {
    class Wrong extends autograd.Function {
      static override forward(_: FunctionContext, x: Tensor): Tensor {
        return x.square();
      }
      static override backward(_: FunctionContext, gradient: Tensor): Tensor {
        return gradient;
      }
    }
    const x = leaf([1, 2]);
    expect(t.checkGradients((a) => a.square(), [x])).to.equal(true);
    expect(() => t.checkGradients((a) => Wrong.apply(a), [x])).to.throw(
      /checkGradients: the gradient of input 0 at element 0 of \[2\] is 0\.955\d+, but moving it by 0\.01 changes the output by 1\.91/,
    );
    expect(t.checkGradients((a) => Wrong.apply(a), [x], { raiseException: false })).to.equal(false);
  });
});
