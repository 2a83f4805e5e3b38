import type { TestContext } from "tsgrad/grading";

interface Value {
  data: number;
  grad: number;
  add(other: Value): Value;
  mul(other: Value): Value;
  relu(): Value;
  backward(): void;
}

export default ({ it, expect, student }: TestContext<{ Value: new (data: number) => Value }>) => {
  it("multiplies", {
    points: 0.5,
    hint: "mul returns a new Value whose data is the product.",
  }, async () => {
    const [a, b] = [await new student.Value(3), await new student.Value(-2)];
    expect(await (await a.mul(b)).data).to.equal(-6);
  });

  it("gives a product's gradients", {
    points: 1,
    hint: "d(a · b) / da = b: the local derivative of one factor is the other.",
  }, async () => {
    const [a, b] = [await new student.Value(3), await new student.Value(-2)];
    await (await a.mul(b)).backward();
    expect([await a.grad, await b.grad]).to.deep.equal([-2, 3]);
  });
};
