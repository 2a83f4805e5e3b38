import { type Mistake, untyped } from "./library.ts";

const { grad, inferenceMode, nn, noGrad, ones, randn, scope, tensor } = untyped;

export const gradients: Mistake[] = [
  [
    "backward twice",
    () => {
      const x = randn([2], { requiresGrad: true });
      const y = x.mul(x).sum();
      y.backward();
      y.backward();
    },
    "Trying to backward through the graph a second time: the values that MulBackward0 had saved were freed by the first backward. Pass { retainGraph: true } to the first one, or run the forward pass again before each backward",
  ],
  [
    "backward of a vector",
    () => randn([2], { requiresGrad: true }).mul(2).backward(),
    "backward: a gradient can be created implicitly only for a single number, got shape [2]. Reduce the tensor first (loss.mean()), or pass the gradient",
  ],
  [
    "everything frozen",
    () => {
      const m = new nn.Linear(2, 1);
      m.requiresGrad_(false);
      m.forward(randn([1, 2]))
        .sum()
        .backward();
    },
    "backward: tensor 0 does not require a gradient and was made by no recorded operation. Was it computed inside noGrad(), detached, or are all parameters frozen?",
  ],
  [
    "a loss computed within noGrad",
    () => noGrad(() => randn([2], { requiresGrad: true }).sum()).backward(),
    "backward: tensor 0 does not require a gradient and was made by no recorded operation. Was it computed inside noGrad(), detached, or are all parameters frozen?",
  ],
  [
    "a tensor of inferenceMode in training",
    () => {
      const x = inferenceMode(() => ones([2]));
      const w = ones([2], { requiresGrad: true });
      w.mul(x).sum().backward();
    },
    "A tensor that was made in inferenceMode() cannot take part in a graph that is differentiated. Make it outside, with noGrad() instead, or pass its clone()",
  ],
  [
    "a parameter changed in place",
    () => randn([2], { requiresGrad: true }).add_(1),
    "add_: a leaf tensor that requires a gradient is being changed in place. Change it inside noGrad(() => ...), or use a form that makes a new tensor",
  ],
  [
    "a weight filled outside noGrad",
    () => new nn.Linear(2, 2).weight.fill_(0),
    "fill_: a leaf tensor that requires a gradient is being changed in place. Change it inside noGrad(() => ...), or use a form that makes a new tensor",
  ],
  [
    "a value changed that backward needs",
    () => {
      const x = randn([2], { requiresGrad: true });
      const y = x.exp();
      y.mul_(2);
      const z = x.exp();
      const s = z.mul(z);
      z.add_(1);
      s.sum().backward();
    },
    'One of the variables needed for gradient computation has been modified by an in-place operation: float32 [2], saved by MulBackward0, is at version 1; expected version 0. Use the operation\'s form without the trailing "_" (x = x.add(1)), or change a clone()',
  ],
  [
    "integers that require a gradient",
    () => tensor([1], { dtype: "int32", requiresGrad: true }),
    "requiresGrad_: only float32 tensors can require gradients, got int32. Convert with x.float() first",
  ],
  [
    "freezing a result",
    () => {
      const x = randn([2], { requiresGrad: true });
      const y = x.mul(2);
      y.requiresGrad_(false);
    },
    "requiresGrad_: only leaves can stop requiring a gradient. Use x.detach() to cut the graph",
  ],
  [
    "the gradient of an unused input",
    () => grad(ones([], { requiresGrad: true }).mul(2), ones([2], { requiresGrad: true })),
    "grad: input 0 was not used in the graph. Pass { allowUnused: true } to get null for it",
  ],
  [
    "a gradient of another shape",
    () => {
      const x = randn([2], { requiresGrad: true });
      x.grad = ones([3]);
    },
    "grad: expected null or a tensor of shape [2], got [3]",
  ],
  [
    "a hook that returns another shape",
    () => {
      const x = randn([2], { requiresGrad: true });
      x.registerHook(() => ones([3]));
      x.sum().backward();
    },
    "registerHook: the hook returned a gradient of shape [3], expected [2]",
  ],
  [
    "clipping without a norm",
    () => nn.utils.clipGradNorm(new nn.Linear(2, 2).parameters()),
    "clipGradNorm: expected a maximal norm >= 0 as second argument, got undefined",
  ],
  [
    "an async function in a scope",
    () => scope(async () => 1),
    "scope: expected a synchronous function, got one that returns a promise. Await outside, and scope the steps",
  ],
];
