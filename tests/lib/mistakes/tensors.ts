import { type Mistake, untyped } from "./library.ts";

const { cat, einsum, F, manualSeed, ones, randint, randn, stack, tensor, where, zeros } = untyped;

export const tensors: Mistake[] = [
  [
    "matrices that do not fit",
    () => randn([2, 3]).matmul(randn([2, 3])),
    "matmul: the shapes [2, 3] and [2, 3] cannot be multiplied: the last size of the first (3) must equal the first size of the second (2)",
  ],
  [
    "matrices of two types",
    () => randn([2, 2]).matmul(ones([2, 2], { dtype: "int32" })),
    "matmul: expected two tensors of one type, got float32 and int32. Convert one with float() or to()",
  ],
  [
    "shapes that do not broadcast",
    () => randn([2, 3]).add(randn([4])),
    "add: the shapes [2, 3] and [4] do not broadcast: 3 and 4 differ at dimension 1 and neither is 1. Sizes are compared from the last dimension backwards; reshape or unsqueeze one of them",
  ],
  [
    "another number of elements",
    () => randn([2, 3]).reshape([4, 2]),
    "reshape: shape [4, 2] is invalid for input of size 6: it has 8 elements",
  ],
  [
    "sizes without brackets",
    () => randn([2, 3]).reshape(3, 2),
    "reshape: expected a shape such as [2, 3], got 3. Sizes stand in brackets",
  ],
  [
    "a view of a transpose",
    () => randn([2, 3]).t().view([6]),
    "view: a tensor of shape [3, 2] and strides [1, 3] cannot be seen as [6] without a copy. Use reshape()",
  ],
  [
    "joining other shapes",
    () => cat([randn([2, 3]), randn([2, 4])]),
    "cat: expected shapes that agree except in dimension 0, got [2, 3] and [2, 4]",
  ],
  [
    "tensors without brackets",
    () => cat(randn([2, 3]), randn([2, 3])),
    "cat: expected an array of tensors as first argument: cat([a, b], 0)",
  ],
  [
    "stacking other shapes",
    () => stack([randn([2]), randn([3])]),
    "stack: expected tensors of one shape, got [2] and [3]",
  ],
  ["stacking nothing", () => stack([]), "stack: expected at least one tensor, got an empty list"],
  [
    "an index beyond the end",
    () => randn([3]).at(3),
    "Index 3 is out of bounds for dimension 0 with size 3 (shape [3])",
  ],
  [
    "more indices than dimensions",
    () => randn([3]).at(0, 1),
    "at: too many indices: 2 for a tensor of shape [3] with 1 dimensions",
  ],
  ["brackets for at()", () => randn([3])[0].item(), 'Tensor has no "0": write x.at(0)'],
  [
    "a mask of another shape",
    () => randn([3]).at(tensor([true, false])),
    "at: the mask's shape [2] does not match [3] from dimension 0 on",
  ],
  [
    "item() of many",
    () => randn([3]).item(),
    "item: expected a tensor with one element, got shape [3] with 3. Use toArray(), or reduce it first",
  ],
  [
    "rows of different lengths",
    () => tensor([[1, 2], [3]]),
    "tensor: expected nested arrays of one shape, as the first elements have it ([2, 2]), got 1 where 2 was expected at depth 1",
  ],
  [
    "strings for numbers",
    () => tensor(["1", "2"]),
    "tensor: expected numbers, booleans, arrays of them or a typed array, got a string",
  ],
  [
    "randn without brackets",
    () => randn(2, 3),
    "randn: expected a shape such as [2, 3], got 2. Sizes stand in brackets",
  ],
  [
    "zeros without brackets",
    () => zeros(2, 3),
    "zeros: expected a shape such as [2, 3], got 2. Sizes stand in brackets",
  ],
  [
    "a dimension beyond the last",
    () => randn([2, 3]).sum(2),
    "sum: dimension out of range (expected to be in [-2, 1], got 2)",
  ],
  [
    "the dimension as an option",
    () => randn([2, 3]).sum({ dim: 1 }),
    'sum: expected a dimension, such as sum(1), got {"dim":1}. Options stand behind the dimension: sum(1, { keepdim: true })',
  ],
  [
    "the dimension of argmax as an option",
    () => randn([2, 3]).argmax({ dim: 1 }),
    'argmax: expected a dimension, such as argmax(1), got {"dim":1}. Options stand behind the dimension: argmax(1, { keepdim: true })',
  ],
  [
    "keepDim for keepdim",
    () => randn([2, 3]).sum(1, { keepDim: true }),
    "sum: unknown option keepDim; did you mean keepdim?",
  ],
  [
    "float64",
    () => randn([2]).to("float64"),
    'Expected dtype "float32", "int32" (or "int64"), "uint8" or "bool", got "float64"; tsgrad computes in "float32"',
  ],
  [
    "a device for to()",
    () => randn([2]).to("cuda"),
    'Expected dtype "float32", "int32" (or "int64"), "uint8" or "bool", got "cuda"; tensors live on the device that setDevice() chose',
  ],
  ["requires_grad_", () => randn([2]).requires_grad_(), 'Tensor has no "requires_grad_": use requiresGrad_'],
  ["masked_fill", () => randn([2]).masked_fill(1, 2), 'Tensor has no "masked_fill": use maskedFill'],
  [
    "numpy()",
    () => randn([2]).numpy(),
    'Tensor has no "numpy": x.data is a typed array copy, x.toArray() nested arrays',
  ],
  [
    "F.cross_entropy",
    () => F.cross_entropy(randn([2, 2]), randint(2, [2])),
    'F has no "cross_entropy": use F.crossEntropy',
  ],
  [
    "+",
    () => randn([2]) + 1,
    "Tensors have no operators in JavaScript: write x.add(y), x.sub(y), x.mul(y), x.div(y), x.gt(y), x.eq(y); x.item() is the number of a tensor with one element, and String(x) its text",
  ],
  [
    "*",
    () => randn([2]) * 2,
    "Tensors have no operators in JavaScript: write x.add(y), x.sub(y), x.mul(y), x.div(y), x.gt(y), x.eq(y); x.item() is the number of a tensor with one element, and String(x) its text",
  ],
  [
    ">",
    () => randn([2]) > 0,
    "Tensors have no operators in JavaScript: write x.add(y), x.sub(y), x.mul(y), x.div(y), x.gt(y), x.eq(y); x.item() is the number of a tensor with one element, and String(x) its text",
  ],
  ["the maximum of nothing", () => tensor([]).max(), "amax: expected at least one element to reduce, got shape [0]"],
  [
    "minus between booleans",
    () => tensor([true]).sub(tensor([true])),
    "sub: subtraction of bool tensors is not defined. Use logicalXor(), or convert with x.int()",
  ],
  [
    "the mean of booleans",
    () =>
      randn([2, 3])
        .argmax(1)
        .eq(randint(3, [2]))
        .mean(),
    "mean: expected a float32 tensor, got bool. Convert it first: x.float().mean()",
  ],
  [
    "operands of einsum as an array",
    () => einsum("ij,jk->ik", [randn([2, 3]), randn([3, 2])]),
    'einsum: "ij,jk->ik" names 2 operands, got 1; they stand one by one: einsum(equation, a, b)',
  ],
  [
    "softmax without a dimension",
    () => randn([2, 3]).softmax(),
    "softmax: expected a dimension, such as softmax(1), got undefined. Options stand behind the dimension: softmax(1, { keepdim: true })",
  ],
  [
    "a condition that is no boolean",
    () => where(randn([2]), randn([2]), randn([2])),
    "where: expected a bool condition, got float32. Compare it: x.ne(0)",
  ],
  ["more than there are", () => randn([3]).topk(5), "topk: expected k from 0 to 3 (dimension 0 of [3]), got 5"],
  [
    "a seed that is no number",
    () => manualSeed("0"),
    "manualSeed: expected a whole number (or a bigint beyond 2^53), got 0",
  ],
];
