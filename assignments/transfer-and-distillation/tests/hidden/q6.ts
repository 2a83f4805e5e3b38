import type { TensorValue, TestContext } from "tsgrad/grading";

interface Report {
  teacherKept: boolean;
  measured: boolean;
  clean: boolean;
  byHand: number;
  given: number;
}
interface Answers {
  stepReport(x: TensorValue): Report;
}

export default ({ it, expect, student, random }: TestContext<Answers>) => {
  const images = () => random.normal([9, 6], { mean: 1, std: 2 });

  it("leaves the teacher as it was", {
    points: 1,
    message: "A parameter, a gradient or a running statistic of the teacher is another after the step",
    hint: "teacher.forward(x) in training mode moves the batch norm's statistics. teacherLogits goes into evaluation mode and back.",
  }, async () => {
    expect((await student.stepReport(images())).teacherKept).to.equal(true);
  });

  it("has the loss of temperature 3 and alpha 0.7", {
    points: 1,
    message:
      "The loss is not that of the teacher's answers in evaluation mode, at temperature 3 and alpha 0.7, with the labels",
    hint: "Does the teacher drop nothing out? Are the options { temperature: 3, alpha: 0.7 }, and do the labels go in as the third argument?",
  }, async () => {
    const { byHand, given } = await student.stepReport(images());
    expect(given).to.be.closeTo(byHand, 1e-3);
  });

  it("trains the student in training mode", {
    points: 0.5,
    message: "The student's batch norm measured nothing",
    hint: "student.train() before its forward.",
  }, async () => {
    expect((await student.stepReport(images())).measured).to.equal(true);
  });

  it("starts each step with fresh gradients", {
    points: 0.75,
    message: "The second step's gradient holds what is left of the first",
    hint: "optimizer.zeroGrad() before backward(). And none after it: the report reads the gradients.",
  }, async () => {
    expect((await student.stepReport(images())).clean).to.equal(true);
  });
};
