import type { TestContext } from "tsgrad/grading";

interface Value {
  data: number;
  grad: number;
  add(other: Value): Value;
  mul(other: Value): Value;
  relu(): Value;
  backward(): void;
}

export default ({ it, expect, student, random }: TestContext<{ Value: new (data: number) => Value }>) => {
  const number = () => random.integer(2, 9);
  const value = (data: number) => new student.Value(data);

  it("has a relu with its derivative", {
    points: 1,
    message: "relu, or its derivative, is wrong for a positive or for a negative number",
    hint: "Positive: the number itself, derivative 1. Negative: 0, derivative 0.",
  }, async () => {
    const [above, below] = [await value(number()), await value(-number())];
    const [on, off] = [await above.relu(), await below.relu()];
    expect([await on.data, await off.data]).to.deep.equal([await above.data, 0]);
    await on.backward();
    await off.backward();
    expect([await above.grad, Math.abs(await below.grad)]).to.deep.equal([1, 0]);
  });

  it("passes gradients on through several steps", {
    points: 1,
    message: "A gradient is wrong that passes through several operations in a row",
    hint: "A parent's share is the child's gradient times the local derivative, not the local derivative alone.",
  }, async () => {
    const [a, b, c, d] = [number(), number(), number(), number()];
    const [va, vb, vc, vd] = [await value(a), await value(b), await value(c), await value(d)];
    const y = await (await (await (await va.mul(vb)).add(vc)).mul(vd)).relu();
    await y.backward();
    expect([await va.grad, await vb.grad, await vc.grad, await vd.grad]).to.deep.equal([b * d, a * d, d, a * b + c]);
  });

  it("adds up the shares of a value that is used several times", {
    points: 1.5,
    message: "The gradient of a value that is used more than once is wrong",
    hint: "Each use gives a share, and the shares add up. Take every value after all that use it: this.history() is in that order.",
  }, async () => {
    const a = number();
    const va = await value(a);
    const square = await va.mul(va);
    const y = await square.mul(await square.add(va)); // a⁴ + a³
    await y.backward();
    expect(await va.grad).to.equal(4 * a ** 3 + 3 * a ** 2);
  });
};
