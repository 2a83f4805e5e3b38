import type { Tensor } from "tsgrad";
import type { TestContext } from "tsgrad/grading";

interface Affine {
  weight: Tensor;
  bias: Tensor;
  forward(x: Tensor): Tensor;
  namedParameters(): [string, Tensor][];
  requiresGrad_(requiresGrad: boolean): unknown;
}

export default ({
  it,
  expect,
  student,
  random,
  tensor,
  gradients,
  tensorCloseTo,
}: TestContext<{
  Affine: new (inputs: number, outputs: number) => Affine;
}>) => {
  it("computes x Wᵀ + b", {
    points: 0.75,
    message: "forward does not compute the formula from weight and bias",
    hint: "Is the weight transposed, and the bias added to each row?",
  }, async () => {
    const [inputs, outputs] = [random.integer(2, 5), random.integer(2, 5)];
    const layer = await new student.Affine(inputs, outputs);
    // A bias of 0 would not be missed.
    await layer.requiresGrad_(false);
    await (layer.bias as unknown as { add_(value: number): Promise<unknown> }).add_(random.integer(1, 5));
    const [weight, bias, x] = [await layer.weight, await layer.bias, random.normal([3, inputs])];
    const expected = Array.from({ length: 3 }, (_, n) =>
      Array.from({ length: outputs }, (_, o) => {
        let sum = bias.data[o]!;
        for (let i = 0; i < inputs; i++) sum += x.data[n * inputs + i]! * weight.data[o * inputs + i]!;
        return sum;
      }),
    );
    tensorCloseTo(await layer.forward(x), expected, { atol: 1e-4 });
  });

  it("has two parameters under their names", {
    points: 1,
    message: "namedParameters() does not find weight [outputs, inputs] and bias [outputs]",
    hint: "Only nn.Parameter is found: new nn.Parameter(zeros([outputs])). Are the shapes in this order?",
  }, async () => {
    const layer = await new student.Affine(4, 7);
    const shapes = (await layer.namedParameters()).map(([name, { shape }]) => `${name} ${shape}`);
    expect(shapes.sort()).to.deep.equal(["bias 7", "weight 7,4"]);
  });

  it("starts as the text says", {
    points: 0.75,
    message: "The first values of weight or bias are not as the text asks",
    hint: "bias: zeros. weight: random, of standard deviation 1 / √inputs, so that it is smaller in wider layers.",
  }, async () => {
    const layer = await new student.Affine(400, 20);
    const { data } = await layer.weight;
    const deviation = Math.sqrt(Array.from(data).reduce((sum, value) => sum + value ** 2, 0) / data.length);
    expect(deviation).to.be.closeTo(1 / 20, 1 / 200);
    tensorCloseTo(await layer.bias, tensor(new Float32Array(20)));
  });

  it("lets gradients through", {
    points: 0.5,
    message: "The gradient does not pass through forward",
    hint: "Stay with tensors: noGrad, detach() and toArray() cut the graph.",
  }, async () => {
    const layer = await new student.Affine(3, 2);
    const { data } = await layer.weight;
    const { gradients: found } = await gradients(layer.forward, [random.normal([1, 3])]);
    expect(found[0]).to.not.equal(null);
    tensorCloseTo(found[0], [[0, 1, 2].map((i) => data[i]! + data[3 + i]!)], { atol: 1e-5 });
  });
};
