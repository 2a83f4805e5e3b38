// %% [markdown]
// # Tensors and modules
//
// Five questions on the lesson *Tensors, gradients, modules*. They go from arithmetic by hand to a model you can freeze:
//
// | question | what you write | points |
// |---|---|---|
// | 1 | standardize the columns of a table, with broadcasting | 3 |
// | 2 | a gradient without any theory | 3 |
// | 3 | `mul`, `relu` and `backward` of your own automatic differentiation | 5 |
// | 4 | a layer, as a module with parameters | 4 |
// | 5 | freeze everything but the head | 3 |
//
// It takes about 60 minutes. No question needs another one. Replace each `throw new Error("Not implemented: ...")`, run the
// cell, then the `check` below it. After you hand in, hidden tests look at other shapes and at the corners.

// %%
import { nn, randn, type Tensor, zeros } from "tsgrad";
import { check } from "tsgrad/check";

// %% [markdown]
// ## Question 1: standardize (3 points)
//
// Bring every **column** of a table `[N, F]` to mean 0 and variance 1:
//
// $$z_{n,f} = \frac{x_{n,f} - \mu_f}{\sqrt{\sigma_f^2 + 10^{-5}}}, \qquad \sigma_f^2 = \frac{1}{N} \sum_n (x_{n,f} - \mu_f)^2$$
//
// The small number saves columns that are constant. Leave `x` itself as it is, and write the shape behind each line.

// %% question="q1" points=3 seconds=10
function standardize(x: Tensor): Tensor {
  // BEGIN SOLUTION
  // keepdim leaves [1, F], which stretches over the rows. Common mistake: mean(1), the mean of each row.
  const mean = x.mean(0, { keepdim: true }); // [1, F]
  // Common mistake: sub_, which would change the caller's table.
  const centred = x.sub(mean); // [N, F]
  // The mean of squares divides by N. Common mistake: x.std(0), which divides by N - 1, as PyTorch's does.
  const variance = centred.square().mean(0, { keepdim: true }); // [1, F]
  // Inside the root, so that a constant column gives 0 / 0.003 = 0 and not 0 / 0 = NaN.
  return centred.div(variance.add(1e-5).sqrt()); // [N, F]
  // END SOLUTION
}

// %% check="q1"

// %% [markdown]
// ## Question 2: a numeric gradient (3 points)
//
// Nudge each number by $h = 0.001$ to both sides, look at the difference, divide:
//
// $$\frac{\partial f}{\partial x_i} \approx \frac{f(x + h e_i) - f(x - h e_i)}{2 h}$$
//
// where $x + h e_i$ is $x$ with only its $i$-th number changed. Return a list as long as `x`, and leave `x` as it was.

// %%
const functions: Record<string, (x: readonly number[]) => number> = {
  /** Gradient: twice each number. */
  bowl: (x) => x.reduce((sum, value) => sum + value ** 2, 0),
  /** Each number times the next. */
  chain: (x) => x.reduce((sum, value, i) => sum + value * (x[i + 1] ?? 0), 0),
  waves: (x) => x.reduce((sum, value, i) => sum + Math.sin((i + 1) * value), 0),
};

/** Your numeric gradient of one of the functions above. */
const gradientOf = (name: string, x: number[]): number[] => numericGradient(functions[name]!, x);

// %% question="q2" points=3 seconds=10
function numericGradient(f: (x: readonly number[]) => number, x: number[]): number[] {
  // BEGIN SOLUTION
  const h = 0.001;
  return x.map((_, i) => {
    // with() makes a copy in which one number is changed: x stays as it was, and nothing has to be put back.
    const above = f(x.with(i, x[i]! + h));
    const below = f(x.with(i, x[i]! - h));
    // Both sides: the error shrinks with h², not with h. Common mistake: dividing by h.
    return (above - below) / (2 * h);
  });
  // END SOLUTION
}

// %% check="q2"

// %% [markdown]
// ## Question 3: backward (5 points)
//
// `Value` is the lesson's: a number, its parents, and for each parent the local derivative. `add` is given. Write
//
// - `mul`: the product, with its two local derivatives;
// - `relu`: $\max(0, a)$, with derivative 1 where $a > 0$ and 0 elsewhere;
// - `backward`: set this value's gradient to 1, then go through `this.history()`, which lists every value **after all that use
//   it** (this value first), and give each parent its share. A value that is used twice gets two shares.

// %% question="q3" points=5 seconds=10
class Value {
  grad = 0;
  readonly data: number;
  readonly parents: readonly { value: Value; local: number }[];

  constructor(data: number, parents: readonly { value: Value; local: number }[] = []) {
    this.data = data;
    this.parents = parents;
  }

  add(other: Value): Value {
    return new Value(this.data + other.data, [
      { value: this, local: 1 },
      { value: other, local: 1 },
    ]);
  }

  mul(other: Value): Value {
    // BEGIN SOLUTION
    return new Value(this.data * other.data, [
      { value: this, local: other.data }, // d(a · b) / da = b. Common mistake: each with its own data.
      { value: other, local: this.data },
    ]);
    // END SOLUTION
  }

  relu(): Value {
    // BEGIN SOLUTION
    return new Value(Math.max(0, this.data), [{ value: this, local: this.data > 0 ? 1 : 0 }]);
    // END SOLUTION
  }

  backward(): void {
    // BEGIN SOLUTION
    this.grad = 1;
    for (const value of this.history()) {
      for (const parent of value.parents) {
        // += because a parent may have several children. Common mistake: =, where the last child wins.
        parent.value.grad += value.grad * parent.local;
      }
    }
    // END SOLUTION
  }

  /** This value and all it was made of, each after everything that uses it. */
  history(): Value[] {
    const order: Value[] = [];
    const seen = new Set<Value>();
    const visit = (value: Value): void => {
      if (seen.has(value)) return;
      seen.add(value);
      for (const parent of value.parents) visit(parent.value);
      order.push(value);
    };
    visit(this);
    return order.reverse();
  }
}

// %% check="q3"

// %% [markdown] solution=true
// **For mentors.** Ask: what would go wrong if `backward` visited a value before one that uses it? Why is the derivative of
// ReLU at 0 a matter of taste? What has to change to make `data` a whole tensor? (The local derivative becomes a function of
// the incoming gradient: a matrix of all derivatives would be far too large.)

// %% [markdown]
// ## Question 4: a layer (4 points)
//
// Write `Affine`, which does what `nn.Linear` does, with nothing but tensors: $y = x W^{\top} + b$ with `weight`
// `[outputs, inputs]` and `bias` `[outputs]`. Both are to be trained, so a module must find them: make them
// `nn.Parameter`s. Start `bias` at 0 and `weight` at random numbers of standard deviation $1 / \sqrt{\text{inputs}}$.

// %% question="q4" points=4 seconds=10
class Affine extends nn.Module {
  readonly weight: Tensor;
  readonly bias: Tensor;

  constructor(inputs: number, outputs: number) {
    super();
    // BEGIN SOLUTION
    // Divided by √inputs, so that the sum of `inputs` products again has a deviation near 1, however wide the layer is.
    // Common mistake: zeros for the weight. All outputs would be equal, get equal gradients and stay equal for ever.
    this.weight = new nn.Parameter(randn([outputs, inputs]).div(Math.sqrt(inputs))); // [outputs, inputs]
    // Common mistake: a plain tensor. It works in forward, but parameters() does not find it and nothing trains it.
    this.bias = new nn.Parameter(zeros([outputs])); // [outputs]
    // END SOLUTION
  }

  /** [N, inputs] -> [N, outputs] */
  override forward(x: Tensor): Tensor {
    // BEGIN SOLUTION
    return x.matmul(this.weight.t()).add(this.bias); // [N, inputs] x [inputs, outputs] + [outputs] -> [N, outputs]
    // END SOLUTION
  }
}

// %% check="q4"

// %% [markdown]
// ## Question 5: freeze (3 points)
//
// Write `freezeAllBut(model, part)`: afterwards the parameters of the child called `part`, and no others, require a
// gradient, whatever was frozen before. Return how many **numbers** are left to train.
//
// Parameter names are paths: `head.weight` belongs to `head`. `headNorm.weight` does not.

// %%
class Network extends nn.Module {
  readonly body = new nn.Sequential(new nn.Linear(4, 8), new nn.ReLU(), new nn.Linear(8, 8));
  readonly headNorm = new nn.LayerNorm([8]);
  readonly head = new nn.Linear(8, 3);

  override forward(x: Tensor): Tensor {
    return this.head.forward(this.headNorm.forward(this.body.forward(x))); // [N, 4] -> [N, 8] -> [N, 3]
  }

  /** Names of the parameters that are trained. */
  trainable(): string[] {
    return this.namedParameters().flatMap(([name, parameter]) => (parameter.requiresGrad ? [name] : []));
  }
}

// %% question="q5" points=3 seconds=10
function freezeAllBut(model: nn.Module, part: string): number {
  // BEGIN SOLUTION
  let numbers = 0;
  for (const [name, parameter] of model.namedParameters()) {
    // With the dot: "headNorm.weight" also starts with "head".
    const trains = name.startsWith(`${part}.`);
    // Both ways: what was frozen before and belongs to the part must thaw.
    parameter.requiresGrad_(trains);
    // Numbers, not tensors: a weight of [3, 8] counts 24.
    if (trains) numbers += parameter.numel();
  }
  return numbers;
  // END SOLUTION
}

// %% check="q5"

// %% [markdown] solution=true
// **For mentors.** Ask: batch norm's running statistics move in `train` mode although everything is frozen. Why, and what
// would you do about it? What does an optimizer do with parameters that never get a gradient?
