// Oracle: what each misconception costs, by hand, from the points the tests carry.
import { itGradesWrongAnswers } from "./wrong-answers.ts";

describe("wrong answers to tensors-and-modules", function () {
  this.timeout(600_000);
  itGradesWrongAnswers("tensors-and-modules", [
    {
      title: "the mean of each row",
      question: "q1",
      changes: [["x.mean(0, { keepdim: true })", "x.mean(1, { keepdim: true })"]],
      score: 1.25,
      says: ["is the mean of each column", "Each column has its own mean"],
    },
    {
      title: "one mean for the whole table",
      question: "q1",
      changes: [["x.mean(0, { keepdim: true })", "x.mean()"]],
      score: 1.25,
      says: ["Each column has its own mean"],
    },
    {
      title: "the variance of a sample, divided by N - 1",
      question: "q1",
      changes: [["centred.square().mean(0, { keepdim: true })", "x.var(0, { keepdim: true })"]],
      score: 1.25,
      says: ["not by N - 1"],
    },
    {
      title: "nothing under the root but the variance",
      question: "q1",
      changes: [["variance.add(1e-5).sqrt()", "variance.sqrt()"]],
      score: 2.25,
      says: ["it is 0 / 0"],
    },
    {
      title: "the caller's table changed in place",
      question: "q1",
      changes: [["x.sub(mean)", "x.sub_(mean)"]],
      score: 2.5,
      says: ["Use methods without an underscore"],
    },
    {
      title: "one side only",
      question: "q2",
      changes: [
        ["f(x.with(i, x[i]! - h))", "f(x)"],
        ["(2 * h)", "h"],
      ],
      score: 1,
      says: ["Nudge to both sides"],
    },
    {
      title: "both sides divided by h",
      question: "q2",
      changes: [["(2 * h)", "h"]],
      score: 0,
      says: ["the two points are 2h apart"],
    },
    {
      title: "the nudge left in place",
      question: "q2",
      changes: [
        ["const above = f(x.with(i, x[i]! + h));", "x[i]! += h;\n    const above = f(x);"],
        ["const below = f(x.with(i, x[i]! - h));", "x[i]! -= 2 * h;\n    const below = f(x);"],
      ],
      score: 2,
      says: ["number i must get its own back"],
    },
    {
      title: "each factor with its own value",
      question: "q3",
      changes: [
        ["{ value: this, local: other.data }", "{ value: this, local: this.data }"],
        ["{ value: other, local: this.data }", "{ value: other, local: other.data }"],
      ],
      score: 1.5,
      says: ["the local derivative of one factor is the other"],
    },
    {
      title: "the last use wins",
      question: "q3",
      changes: [["parent.value.grad += value.grad", "parent.value.grad = value.grad"]],
      score: 3.5,
      says: ["Each use gives a share, and the shares add up"],
    },
    {
      title: "the local derivative alone",
      question: "q3",
      changes: [["value.grad * parent.local", "parent.local"]],
      score: 2.5,
      says: ["the child's gradient times the local derivative"],
    },
    {
      title: "a relu that lets every gradient through",
      question: "q3",
      changes: [["this.data > 0 ? 1 : 0", "1"]],
      score: 4,
      says: ["Negative: 0, derivative 0"],
    },
    {
      title: "plain tensors",
      question: "q4",
      changes: [
        [
          "new nn.Parameter(randn([outputs, inputs]).div(Math.sqrt(inputs)))",
          "randn([outputs, inputs]).div(Math.sqrt(inputs))",
        ],
        ["new nn.Parameter(zeros([outputs]))", "zeros([outputs])"],
      ],
      score: 3,
      says: ["Only nn.Parameter is found"],
    },
    {
      title: "a weight of zeros",
      question: "q4",
      changes: [["randn([outputs, inputs]).div(Math.sqrt(inputs))", "zeros([outputs, inputs])"]],
      score: 3.25,
      says: ["standard deviation 1 / √inputs"],
    },
    {
      title: "a weight as wide as it comes",
      question: "q4",
      changes: [[".div(Math.sqrt(inputs))", ""]],
      score: 3.25,
      says: ["smaller in wider layers"],
    },
    {
      title: "no bias in forward",
      question: "q4",
      changes: [["x.matmul(this.weight.t()).add(this.bias)", "x.matmul(this.weight.t())"]],
      score: 3.25,
      says: ["the bias added to each row"],
    },
    {
      title: "an input cut from the graph",
      question: "q4",
      changes: [["x.matmul(this.weight.t())", "x.detach().matmul(this.weight.t())"]],
      score: 3.5,
      says: ["noGrad, detach() and toArray() cut the graph"],
    },
    {
      title: "a name that begins alike",
      question: "q5",
      // biome-ignore lint/suspicious/noTemplateCurlyInString: text of the solution
      changes: [["name.startsWith(`${part}.`)", "name.startsWith(part)"]],
      score: 2.25,
      says: ["the part and a dot"],
    },
    {
      title: "frozen for ever",
      question: "q5",
      changes: [["parameter.requiresGrad_(trains);", "if (!trains) parameter.requiresGrad_(false);"]],
      score: 2.5,
      says: ["requiresGrad_ takes true, too"],
    },
    {
      title: "tensors counted",
      question: "q5",
      changes: [["numbers += parameter.numel()", "numbers += 1"]],
      score: 2.25,
      says: ["Count numbers, not tensors"],
    },
  ]);
});
