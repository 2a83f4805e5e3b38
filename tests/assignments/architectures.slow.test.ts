// Oracle: what each misconception costs, by hand, from the points the tests carry.
import { join } from "node:path";
import { type Assignment, loadAssignment } from "../../autograder/assignment/index.ts";
import { project } from "../autograder/grade/submissions.ts";
import { itGradesWrongAnswers } from "./wrong-answers.ts";

describe("wrong answers to architectures", function () {
  this.timeout(600_000);
  let assignment: Assignment;
  before(async () => {
    assignment = await loadAssignment(join(project, "assignments/architectures"));
  });

  itGradesWrongAnswers(
    () => assignment,
    [
      {
        title: "the 1 added before dividing",
        question: "q1",
        changes: [
          [
            "Math.floor((input + 2 * padding - kernel) / stride) + 1",
            "Math.floor((input + 2 * padding - kernel + 1) / stride)",
          ],
        ],
        score: 3.5,
        says: ["Divide by the stride and round down first"],
      },
      {
        title: "the groups forgotten",
        question: "q1",
        changes: [["(inChannels / groups)", "inChannels"]],
        score: 3.25,
        says: ["a g-th of the input channels"],
      },
      {
        title: "running statistics counted",
        question: "q1",
        changes: [["(batchNorm ? 2 * outChannels : 0)", "(batchNorm ? 4 * outChannels : 0)"]],
        score: 3.25,
        says: ["a batch norm learns a scale and a shift"],
      },
      {
        title: "work at the input's places",
        question: "q1",
        changes: [["weights * size * size", "weights * input * input"]],
        score: 3.25,
        says: ["the places of the output, not of the input"],
      },
      {
        title: "biases multiplied as well",
        question: "q1",
        changes: [["weights * size * size", "parameters * size * size"]],
        score: 3.25,
        says: ["biases and batch norms are not multiplied"],
      },
      {
        title: "MACs called FLOPs",
        question: "q1",
        changes: [["flops: 2 * macs", "flops: macs"]],
        score: 2.75,
        says: ["a MAC is two floating-point operations"],
      },
      {
        title: "one input channel",
        question: "q1",
        changes: [["kernel * kernel * (inChannels / groups) * outChannels", "kernel * kernel * outChannels"]],
        score: 0.5,
        says: ["8 kernels of 3 × 3 × 3 weights", "a g-th of the input channels"],
      },
      {
        title: "a layer that sees through its own stride",
        question: "q2",
        changes: [
          ["    jump *= stride;\n", ""],
          ["    field += (kernel", "    jump *= stride;\n    field += (kernel"],
        ],
        score: 1.5,
        says: ["spreads what comes after it"],
      },
      {
        title: "strides forgotten",
        question: "q2",
        changes: [["jump *= stride", "jump *= 1"]],
        score: 1.5,
        says: ["wrong where layers have strides", "VGG-16"],
      },
      {
        title: "dilation taken for a stride",
        question: "q2",
        changes: [
          ["(kernel - 1) * dilation * jump", "(kernel - 1) * jump"],
          ["jump *= stride", "jump *= stride * dilation"],
        ],
        score: 2.25,
        says: ["Its stride is something else"],
      },
      {
        title: "kernels added up whole",
        question: "q2",
        changes: [
          ["let field = 1", "let field = 0"],
          ["(kernel - 1) * dilation", "kernel * dilation"],
        ],
        score: 0,
        says: ["Each layer adds kernel - 1 pixels", "for an empty list"],
      },
      {
        title: "torchvision's 3 × 3 in the third branch",
        question: "q3",
        changes: [["five, 5, { padding: 2 }", "five, 3, { padding: 1 }"]],
        score: 1.5,
        says: ["Is branch3's second kernel 5 × 5?", "does not give the zoo's output"],
      },
      {
        title: "branches added",
        question: "q3",
        changes: [["return cat(branches, 1);", "return branches.reduce((sum, branch) => sum.add(branch));"]],
        score: 1,
        says: ["joins along the channels"],
      },
      {
        title: "branches in another order",
        question: "q3",
        changes: [
          [
            "[this.branch1, this.branch2, this.branch3, this.branch4].map",
            "[this.branch4, this.branch3, this.branch2, this.branch1].map",
          ],
        ],
        score: 1.75,
        says: ["one after the other", "the order of the branches"],
      },
      {
        title: "a pooling with its own stride",
        question: "q3",
        changes: [["{ stride: 1, padding: 1 }", "{ padding: 1 }"]],
        score: 1,
        says: ["the pooling needs stride 1"],
      },
      {
        title: "the pooling after the 1 × 1",
        question: "q3",
        changes: [
          ["      new nn.MaxPool2d(3, { stride: 1, padding: 1 }),\n", ""],
          [
            "new ConvBnRelu(inChannels, pool, 1),",
            "new ConvBnRelu(inChannels, pool, 1),\n      new nn.MaxPool2d(3, { stride: 1, padding: 1 }),",
          ],
        ],
        score: 2.5,
        says: ["Do the names, the kernels, the order of the branches and the pooling agree"],
      },
      {
        title: "a softmax before the loss",
        question: "q4",
        changes: [
          ["F.crossEntropy(output.auxLogits1, targets)", "F.crossEntropy(F.softmax(output.auxLogits1, 1), targets)"],
          ["F.crossEntropy(output.auxLogits2, targets)", "F.crossEntropy(F.softmax(output.auxLogits2, 1), targets)"],
        ],
        score: 2,
        says: ["its softmax is inside"],
      },
      {
        title: "the mean of the three losses",
        question: "q4",
        changes: [["main.add(first.add(second).mul(0.3))", "main.add(first).add(second).div(3)"]],
        score: 1.25,
        says: ["the loss is 1 + 0.3 + 0.3 times that", "Which weight belongs to which output?"],
      },
      {
        title: "auxiliary losses without a graph",
        question: "q4",
        changes: [["first.add(second).mul(0.3)", "first.add(second).mul(0.3).item()"]],
        score: 2.5,
        says: ["item(), detach() and noGrad cut the graph"],
      },
      {
        title: "C zeros beside the one",
        question: "q4",
        changes: [["(Math.E + classes - 1)", "(Math.E + classes)"]],
        score: 2.25,
        says: ["0 for the C - 1 others"],
      },
      {
        title: "the floor of a single softmax",
        question: "q4",
        changes: [["return -Math.log(Math.E / (Math.E + classes - 1));", "return 0;"]],
        score: 2.25,
        says: ["What does the second softmax make of it"],
      },
      {
        title: "a softmax over the channels",
        question: "q5",
        changes: [["this.fc2.forward(hidden).sigmoid()", "this.fc2.forward(hidden).softmax(1)"]],
        score: 4.75,
        says: ["sigmoid, times x"],
      },
      {
        title: "the mean over the batch, too",
        question: "q5",
        changes: [["x.mean([2, 3], { keepdim: true })", "x.mean([0, 2, 3], { keepdim: true })"]],
        score: 4,
        says: ["height and width only", "does not give the zoo's output"],
      },
      {
        title: "no ReLU in the squeeze",
        question: "q5",
        changes: [["this.fc1.forward(means).relu()", "this.fc1.forward(means)"]],
        score: 4.75,
        says: ["fc1 with bias, ReLU"],
      },
      {
        title: "the stride in the first 1 × 1, as in the paper",
        question: "q5",
        changes: [
          [
            "new nn.Conv2d(inChannels, channels, 1, { bias: false })",
            "new nn.Conv2d(inChannels, channels, 1, { stride, bias: false })",
          ],
          ["3, { stride, padding: 1, bias: false }", "3, { padding: 1, bias: false }"],
        ],
        score: 5,
        says: ["In which convolution stands the stride"],
      },
      {
        title: "a projection only where there is a stride",
        question: "q5",
        changes: [["stride === 1 && inChannels === outChannels", "stride === 1"]],
        score: 5,
        says: ["wherever stride OR channels change"],
      },
      {
        title: "a projection everywhere",
        question: "q5",
        changes: [["const sameShape = stride === 1 && inChannels === outChannels;", "const sameShape = false;"]],
        score: 5,
        says: ["Its downsample is nn.Identity"],
      },
      {
        title: "the ReLU before the sum",
        question: "q5",
        changes: [["branch.add(this.downsample.forward(x)).relu()", "branch.relu().add(this.downsample.forward(x))"]],
        score: 3,
        says: ["none after bn3, and one after the sum"],
      },
      {
        title: "stride 2 in every block of a stage",
        question: "q6",
        changes: [["i === 0 && stage > 0 ? 2 : 1", "stage > 0 ? 2 : 1"]],
        score: 1.5,
        says: ["in the first block of a stage only"],
      },
      {
        title: "a first stage that halves",
        question: "q6",
        changes: [["i === 0 && stage > 0 ? 2 : 1", "i === 0 ? 2 : 1"]],
        score: 1,
        says: ["in the first stage nowhere", "no projection"],
      },
      {
        title: "all blocks of a stage from the stage before",
        question: "q6",
        changes: [["      inChannels = outChannels;\n", "      if (i === count - 1) inChannels = outChannels;\n"]],
        score: 1.25,
        says: ["Each block takes what the one before it gives", "follows from its own stride and channels"],
      },
      {
        title: "channels that stay",
        question: "q6",
        changes: [["64 * 2 ** stage", "64"]],
        score: 2,
        says: ["from stage to stage"],
      },
      {
        title: "no ReLU in the stem",
        question: "q7",
        changes: [["this.bn1.forward(this.conv1.forward(x)).relu()", "this.bn1.forward(this.conv1.forward(x))"]],
        score: 3.5,
        says: ["Is there a ReLU after bn1?"],
      },
      {
        title: "one block a layer",
        question: "q7",
        changes: [["plan.slice(2 * i, 2 * i + 2)", "plan.slice(2 * i, 2 * i + 1)"]],
        score: 2.875,
        says: ["4 of 8 parts are right", "does not give the zoo's output"],
      },
      {
        title: "no pooling in the stem",
        question: "q7",
        changes: [
          [
            "this.maxpool.forward(this.bn1.forward(this.conv1.forward(x)).relu())",
            "this.bn1.forward(this.conv1.forward(x)).relu()",
          ],
        ],
        score: 2.71875,
        says: ["3 of 8 parts are right"],
      },
      {
        title: "flattened, without the mean",
        question: "q7",
        changes: [
          ["y.mean([2, 3])", "y.flatten(1)"],
          ["new nn.Linear(512, numClasses)", "new nn.Linear(512 * 4, numClasses)"],
        ],
        score: 2.09375,
        says: ["Take the mean over all places", "does not return what the last layer gets"],
      },
      {
        title: "a head that is not put back",
        question: "q7",
        changes: [["      this.fc = head;\n", ""]],
        score: 4.5,
        says: ["Put fc back"],
      },
      {
        title: "features behind the head",
        question: "q7",
        changes: [["this.fc = new nn.Identity();", ""]],
        score: 4.25,
        says: ["nn.Identity in the place of fc"],
      },
      {
        title: "everything counted in weights",
        question: "q8",
        changes: [
          ['(7 + 7) * 3 * 64, because: "d"', '7 * 7 * 3 * 64, because: "a"'],
          ["7 * 7 * 3 * 64 + 2 * 64", "7 * 7 * 3 * 64 + 64"],
          ["weights3a + 64 + 96 + 128 + 16 + 32 + 32", "weights3a + 64 + 128 + 32 + 32"],
          ["weights3a - (25 - 9) * 16 * 32", "weights3a"],
        ],
        score: 1.5,
        says: ["a column and a row", "A bias would be one", "the reducing ones too", "16 · 16 · 32 weights less"],
      },
      {
        title: "work before the stride, and a colour image",
        question: "q8",
        changes: [
          ["count: 7 * 7 * 3 * 64 * 112 * 112", "count: 7 * 7 * 3 * 64 * 224 * 224"],
          ["7 * 7 * 1 * 64", "7 * 7 * 3 * 21"],
        ],
        score: 2.75,
        says: ["which the stride has made 112 × 112", "Which of the factors 7, 7, 3 and 64 is missing?"],
      },
      {
        title: "MACs and FLOPs exchanged, the counts right",
        question: "q8",
        changes: [
          ['64 * 112 * 112, because: "g"', '64 * 112 * 112, because: "c"'],
          ['64 * 112 * 112, because: "h"', '64 * 112 * 112, because: "g"'],
        ],
        score: 3.625,
        says: ["look at the letter of the convention again"],
      },
    ],
  );
});
