import type { Tensor } from "tsgrad";
import type { TensorValue, TestContext } from "tsgrad/grading";

interface Layer {
  forward(x: Tensor): Tensor;
}
interface Block extends Layer {
  conv1: Layer;
  bn1: Layer;
  conv2: Layer;
  bn2: Layer & { weight: { zero_(): Tensor } };
  shortcut: Layer;
  requiresGrad_(requiresGrad: boolean): unknown;
}
type Answers = { ResidualBlock: new (channelsIn: number, channelsOut: number, stride?: number) => Block };

export default ({ it, expect, student, random, tensor, gradients, tensorCloseTo }: TestContext<Answers>) => {
  const combine = (a: TensorValue, b: TensorValue, f: (a: number, b: number) => number) =>
    tensor(
      Float32Array.from(a.data, (value, i) => f(value, b.data[i]!)),
      { shape: a.shape },
    );
  const relu = (x: TensorValue) => combine(x, x, (value) => Math.max(0, value));

  /** A block whose residual is 0, since its last scale is. */
  const idle = async () => {
    const block = await new student.ResidualBlock(5, 5);
    await block.requiresGrad_(false);
    await block.bn2.weight.zero_();
    return block;
  };

  for (const [name, channels, stride] of [
    ["with the Identity", [6, 6], 1],
    ["with the projection", [3, 6], 2],
  ] as const) {
    it(`computes what its own layers give, step by step, ${name}`, {
      points: 1,
      message: `With ${stride === 1 ? "an Identity" : "a projection"} as shortcut, the block does not compute relu(F(x) + S(x)) from its own layers`,
      hint: "Go through the drawing layer by layer. Which input does each layer get, and where are the two ReLUs?",
    }, async () => {
      const block = await new student.ResidualBlock(channels[0], channels[1], stride);
      const x = random.normal([3, channels[0], 8, 8], { mean: 0.3 });
      const first = relu(await block.bn1.forward(await block.conv1.forward(x)));
      const residual = await block.bn2.forward(await block.conv2.forward(first));
      const expected = relu(combine(residual, await block.shortcut.forward(x), (a, b) => a + b));
      tensorCloseTo(await block.forward(x), expected, { atol: 1e-4 });
    });
  }

  it("passes x on where the residual is 0", {
    points: 0.75,
    message: "When F(x) is 0 the block should pass a positive x on unchanged, and yours does not",
    hint: "The shortcut starts at x, the input of the block, and is added, not multiplied or joined.",
  }, async () => {
    const block = await idle();
    const x = random.uniform([2, 5, 4, 4]);
    tensorCloseTo(await block.forward(x), x);
  });

  it("passes the gradient on through the shortcut", {
    points: 0.75,
    message: "The gradient does not reach the input through the shortcut",
    hint: "Use tensors from x to the result: detach(), noGrad, toArray() and new tensors cut the graph.",
  }, async () => {
    const block = await idle();
    const x = random.uniform([2, 5, 4, 4], { low: 0.1, high: 1 });
    const { gradients: found } = await gradients(block.forward, [x]);
    expect(found[0], "gradient of x").to.not.equal(null);
    tensorCloseTo(found[0], tensor(new Float32Array(x.size).fill(1), { shape: x.shape }));
  });
};
