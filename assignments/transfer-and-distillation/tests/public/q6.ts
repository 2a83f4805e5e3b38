import type { TensorValue, TestContext } from "tsgrad/grading";

interface Report {
  loss: number;
  moved: boolean;
}
interface Answers {
  stepReport(x: TensorValue): Report;
}

export default ({ it, expect, student, random }: TestContext<Answers>) => {
  it("moves the student and tells the loss", {
    points: 0.75,
    hint: "loss.backward(), optimizer.step(), and return loss.item().",
  }, async () => {
    const { loss, moved } = await student.stepReport(random.normal([9, 6]));
    expect(loss).to.be.above(0);
    expect(moved, "the student has moved").to.equal(true);
  });
};
