// Oracle: what each misconception costs, by hand, from the points the tests carry.
import { itGradesWrongAnswers } from "./wrong-answers.ts";

const add = "residual.add(this.shortcut.forward(x))";

describe("wrong answers to residual-block", function () {
  this.timeout(600_000);
  itGradesWrongAnswers("residual-block", [
    {
      title: "no shortcut",
      question: "q1",
      changes: [[add, "residual"]],
      score: 1.5,
      says: ["does not compute relu(F(x) + S(x))", "The gradient does not reach the input"],
    },
    {
      title: "x itself as the shortcut",
      question: "q1",
      changes: [[add, "residual.add(x)"]],
      score: 3.5,
      says: ["Only this.shortcut brings x to the new shape", "With a projection as shortcut"],
    },
    {
      title: "the ReLU before the sum",
      question: "q1",
      changes: [
        [add, "residual.relu().add(this.shortcut.forward(x))"],
        ["return sum.relu()", "return sum"],
      ],
      score: 2.5,
      says: ["What is the last thing in the drawing?"],
    },
    {
      title: "no ReLU at the end",
      question: "q1",
      changes: [["return sum.relu()", "return sum"]],
      score: 2.5,
      says: ["What is the last thing in the drawing?"],
    },
    {
      title: "no ReLU in the middle",
      question: "q1",
      changes: [["this.bn1.forward(this.conv1.forward(x)).relu()", "this.bn1.forward(this.conv1.forward(x))"]],
      score: 3,
      says: ["where are the two ReLUs?"],
    },
    {
      title: "the shortcut from the middle",
      question: "q1",
      changes: [[add, "residual.add(this.shortcut.forward(first))"]],
      score: 1,
      says: ["The shortcut starts at x"],
    },
    {
      title: "a product instead of a sum",
      question: "q1",
      changes: [[add, "residual.mul(this.shortcut.forward(x))"]],
      score: 1.5,
      says: ["is added, not multiplied"],
    },
    {
      title: "a shortcut cut off from the graph",
      question: "q1",
      changes: [[add, "residual.add(this.shortcut.forward(x.detach()))"]],
      score: 4.25,
      says: ["detach(), noGrad, toArray() and new tensors cut the graph"],
    },
    {
      title: "a bias for each convolution",
      question: "q2",
      changes: [
        ["conv1: 16 * 8 * 3 * 3", "conv1: 16 * 8 * 3 * 3 + 16"],
        ["conv2: 16 * 16 * 3 * 3", "conv2: 16 * 16 * 3 * 3 + 16"],
        ["16 * 8 * 1 * 1 + 2 * 16", "16 * 8 * 1 * 1 + 16 + 2 * 16"],
        ["2 * (2 * channelsOut)", "2 * (3 * channelsOut)"],
      ],
      score: 0.5,
      says: ["There is no bias", "The count of conv2 is wrong", "The count of the shortcut is wrong"],
    },
    {
      title: "running statistics counted",
      question: "q2",
      changes: [
        ["bn1: 2 * 16", "bn1: 4 * 16"],
        ["bn2: 2 * 16", "bn2: 4 * 16"],
        ["2 * (2 * channelsOut)", "2 * (4 * channelsOut)"],
      ],
      score: 1.5,
      says: ["Running mean and variance are not learned"],
    },
    {
      title: "the second convolution from the block's channels",
      question: "q2",
      changes: [
        ["conv2: 16 * 16", "conv2: 16 * 8"],
        ["channelsOut * channelsOut * 9", "channelsOut * channelsIn * 9"],
      ],
      score: 3,
      says: ["the block's or those that conv1 made?"],
    },
    {
      title: "a projection only where channels change",
      question: "q2",
      changes: [["stride === 1 && channelsIn", "channelsIn"]],
      score: 3.25,
      says: ["there are two conditions"],
    },
    {
      title: "no zeroGrad",
      question: "q3",
      changes: [["optimizer.zeroGrad();\n", "\n"]],
      score: 1,
      says: ["Does every step start with fresh gradients?"],
    },
    {
      title: "gradients forgotten before the step",
      question: "q3",
      changes: [
        ["  optimizer.zeroGrad();\n", ""],
        ["loss.backward();", "loss.backward();\n  optimizer.zeroGrad();"],
      ],
      score: 0.5,
      says: ["zeroGrad() must not stand between the two"],
    },
    {
      title: "softmax twice, in twelve steps",
      question: "q3",
      changes: [
        ["F.crossEntropy(logits, targets)", "F.crossEntropy(F.softmax(logits, 1), targets)"],
        ["epochs: 3, batchSize: 64", "epochs: 1, batchSize: 500"],
      ],
      score: 1,
      says: ["without a softmax before?", "names less than 70 %"],
    },
    {
      title: "a learning rate at which nothing moves",
      question: "q3",
      changes: [["epochs: 3, batchSize: 64, lr: 0.05", "epochs: 1, batchSize: 64, lr: 0.00001"]],
      score: 2,
      says: ["hardly moves, raise lr"],
    },
  ]);
});
