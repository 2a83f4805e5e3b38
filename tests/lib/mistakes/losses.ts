import { type Mistake, Silent, untyped } from "./library.ts";

const { F, ones, randint, randn, tensor } = untyped;

export const losses: Mistake[] = [
  [
    "targets and logits swapped",
    () => F.crossEntropy(randint(3, [4]), randn([4, 3])),
    "crossEntropy: expected float32 logits, got int32",
  ],
  [
    "class numbers as floats",
    () => F.crossEntropy(randn([4, 3]), tensor([0, 1, 2, 1])),
    "crossEntropy: float32 targets are probabilities and need the logits' shape [4, 3], got [4]; for class numbers convert them with target.int()",
  ],
  [
    "a class beyond the last, as when counting from 1",
    () => F.crossEntropy(randn([4, 3]), tensor([0, 1, 2, 3], { dtype: "int32" })),
    "crossEntropy: target 3 is out of range: the logits have 3 classes, numbered 0 to 2. Count classes from 0, or give the last layer more outputs",
  ],
  [
    "fewer targets than logits",
    () => F.crossEntropy(randn([4, 3]), tensor([0, 1, 2], { dtype: "int32" })),
    "crossEntropy: expected one class number a sample, shape [4], got [3]; logits are [N, C] with C = 3 classes",
  ],
  [
    "one-hot targets as integers",
    () => F.crossEntropy(randn([4, 3]), F.oneHot(tensor([0, 1, 2, 1], { dtype: "int32" }), 3)),
    "crossEntropy: expected one class number a sample, shape [4], got [4, 3]; one-hot targets must be float32: target.float()",
  ],
  [
    "targets as a column",
    () => F.crossEntropy(randn([4, 3]), randint(3, [4, 1])),
    "crossEntropy: expected one class number a sample, shape [4], got [4, 1]; logits are [N, C] with C = 3 classes",
  ],
  [
    "a softmax before crossEntropy",
    () => F.crossEntropy(randn([4, 3], { requiresGrad: true }).softmax(1), tensor([0, 1, 2, 1], { dtype: "int32" })),
    "crossEntropy: the input has been through softmax already, and the loss applies it again, which slows learning. Pass the logits as they are",
    "warns",
  ],
  [
    "a column against a vector",
    () => F.mseLoss(randn([4, 1]), randn([4])),
    "mseLoss: input [4, 1] and target [4] differ in shape, so that each element of one would be compared with many of the other; reshape one of them, for example target.reshape([4, 1])",
  ],
  [
    "logits where probabilities are expected",
    () => F.binaryCrossEntropy(tensor([-1.5, 0.5, 3]), ones([3])),
    "binaryCrossEntropy: expected probabilities in [0, 1], got values from -1.5 to 3. Apply sigmoid, or pass the logits to binaryCrossEntropyWithLogits (nn.BCEWithLogitsLoss)",
  ],
  [
    "an unknown reduction",
    () => F.mseLoss(randn([2]), randn([2]), { reduction: "avg" }),
    'mseLoss: expected reduction to be "none" or "mean" or "sum", got "avg"',
  ],
  [
    "probabilities where their logarithms are expected",
    () => F.nllLoss(randn([4, 3], { requiresGrad: true }).softmax(1), randint(3, [4])),
    "nllLoss: the input comes from softmax, but log-probabilities are expected. Use logSoftmax, or crossEntropy on the logits",
    "warns",
  ],
  [
    "a forward without return",
    () => F.crossEntropy(new Silent().forward(randn([2, 2])), randint(2, [2])),
    "Silent.forward returned nothing; end it with return\n  in Silent, called with [2, 2]",
  ],
];
