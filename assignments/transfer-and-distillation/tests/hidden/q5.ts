import type { TensorValue, TestContext } from "tsgrad/grading";

interface Answers {
  softGradient(student: TensorValue, teacher: TensorValue, temperature: number): TensorValue;
}

export default ({ it, student, random, tensor, tensorCloseTo }: TestContext<Answers>) => {
  const softmax = (values: number[]) => {
    const powers = values.map(Math.exp);
    const sum = powers.reduce((a, b) => a + b, 0);
    return powers.map((value) => value / sum);
  };
  const expected = (s: TensorValue, t: TensorValue, [n, c]: [number, number], temperature: number, scale: number) => {
    const values = Array.from({ length: n }, (_, i) => {
      const row = (from: TensorValue) => [...from.data.slice(i * c, (i + 1) * c)].map((value) => value / temperature);
      const [q, p] = [softmax(row(s)), softmax(row(t))];
      return q.map((value, k) => scale * (value - p[k]!));
    });
    return tensor(values);
  };

  it("takes the mean over the batch", {
    points: 0.75,
    message: "The gradient is wrong for a batch of several images at T = 1",
    hint: "The loss is a mean over N images, so each has a share of 1 / N.",
  }, async () => {
    const n = random.integer(3, 7);
    const [s, t] = [random.normal([n, 4]), random.normal([n, 4])];
    tensorCloseTo(await student.softGradient(s, t, 1), expected(s, t, [n, 4], 1, 1 / n));
  });

  it("knows how many T are left", {
    points: 0.75,
    message: "The gradient is wrong at temperatures other than 1",
    hint: "T² stands in front, and z = s / T gives a factor 1 / T. Compare with gradientByBackward.",
  }, async () => {
    for (const temperature of [2, 4]) {
      const [s, t] = [random.normal([1, 5], { std: 2 }), random.normal([1, 5], { std: 2 })];
      tensorCloseTo(await student.softGradient(s, t, temperature), expected(s, t, [1, 5], temperature, temperature));
    }
  });
};
