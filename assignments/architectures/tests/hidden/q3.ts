import type { Tensor } from "tsgrad";
import type { TestContext } from "tsgrad/grading";

interface Layer {
  forward(x: Tensor): Tensor;
}
interface Module extends Layer {
  branch1: Layer;
  branch2: Layer;
  branch3: Layer;
  branch4: Layer;
}
type Widths = Record<"one" | "threeReduce" | "three" | "fiveReduce" | "five" | "pool", number>;
interface Answers {
  InceptionModule: new (inChannels: number, widths: Widths) => Module;
  inceptionParameters(inChannels: number, widths: Widths): number;
  inceptionAgainstZoo(x: Tensor): number;
}

export default ({ it, expect, student, random, tensor, tensorCloseTo }: TestContext<Answers>) => {
  it("gives the zoo's output", {
    points: 1.5,
    message: "With the zoo's weights your module does not give the zoo's output",
    hint: "Run inceptionAgainstZoo(randn([1, 192, 8, 8])) in a cell of your own. Do the names, the kernels, the order of the branches and the pooling agree with the table?",
  }, async () => {
    expect(await student.inceptionAgainstZoo(random.normal([2, 192, 8, 8]))).to.be.below(1e-3);
  });

  it("has as many parameters as counted by hand", {
    points: 1,
    message: "Your module does not learn as many numbers as its table says",
    hint: "Is branch3's second kernel 5 × 5? Which layer reads the input, and which the few channels of the layer before?",
  }, async () => {
    const w = { one: 3, threeReduce: 4, three: 5, fiveReduce: 2, five: 6, pool: random.integer(2, 9) };
    const channels = random.integer(3, 9);
    const weights =
      channels * (w.one + w.threeReduce + w.fiveReduce + w.pool) +
      9 * w.threeReduce * w.three +
      25 * w.fiveReduce * w.five;
    const outputs = Object.values(w).reduce((a, b) => a + b, 0);
    expect(await student.inceptionParameters(channels, w)).to.equal(weights + 2 * outputs);
  });

  it("joins its branches in order, each reading the input", {
    points: 0.75,
    message: "The output is not the four branches of the same input, one after the other",
    hint: "branch1, branch2, branch3, branch4, each from x, joined along dimension 1.",
  }, async () => {
    const widths = { one: 2, threeReduce: 3, three: 2, fiveReduce: 3, five: 2, pool: 2 };
    const module = await new student.InceptionModule(2, widths);
    const x = random.normal([1, 2, 6, 6]);
    const output = await module.forward(x); // [1, 8, 6, 6]
    const branches = [module.branch1, module.branch2, module.branch3, module.branch4];
    for (const [i, branch] of branches.entries()) {
      const expected = await branch.forward(x); // [1, 2, 6, 6]
      const found = tensor(Float32Array.from(output.data.slice(72 * i, 72 * (i + 1))), { shape: [1, 2, 6, 6] });
      tensorCloseTo(found, expected, { atol: 1e-4 });
    }
  });
};
