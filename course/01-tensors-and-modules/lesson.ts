// %% [markdown]
// # Tensors, gradients, modules
//
// In "Your first network" you used three things without looking inside: tensors, gradients and modules. Everything in this
// course is made of them. Today you open all three. You will write a small automatic differentiation of your own, and it
// will agree with the library's to the last digit.
//
// | | |
// |---|---|
// | **Time** | about 60 minutes; every section says how long it takes |
// | **You need** | the first lesson; from school, what a derivative is |
// | **You get** | shapes without guessing, gradients you can check by hand, and models you can look into, freeze and rebuild |
// | **Afterwards** | the assignment `tensors-and-modules` |
//
// As before: **Shift+Enter** runs a cell, **Predict** means that you write down a guess first, and words in *italics*
// stand in the glossary at the end. Small notes like the next one are for people who know PyTorch.
//
// > Nearly everything here is PyTorch's, name by name. What differs: options come in one object at the end, names are in
// > camelCase, indexing is `x.at(0, "1:3")`, and numbers make float32 tensors, since JavaScript cannot tell 3 from 3.0.

// %% [markdown]
// ## 1. A curve in one minute
// *4 minutes*
//
// Run the cell. A tiny network learns the curve behind a hundred noisy points. It is so small that you can watch every part
// of it, so it will be our specimen for the whole lesson.

// %% id="first-curve"
import { F, linspace, manualSeed, nn, noGrad, optim, randn, type Tensor, tensor } from "tsgrad";
import { lineChart, liveChart, type Point } from "tsgrad/viz";

manualSeed(0);
const xs = linspace(-3, 3, 100).unsqueeze(1); // [100] -> [100, 1]
const ys = xs.sin().add(randn([100, 1]).mul(0.1)); // [100, 1], a sine with noise

class Curve extends nn.Module {
  readonly hidden: nn.Linear;
  readonly output: nn.Linear;

  constructor(width = 32) {
    super();
    this.hidden = new nn.Linear(1, width);
    this.output = new nn.Linear(width, 1);
  }

  override forward(x: Tensor): Tensor {
    const features = this.hidden.forward(x).tanh(); // [N, 1] -> [N, width]
    return this.output.forward(features); // [N, width] -> [N, 1]
  }
}

/** The model's curve and the points it was to learn. */
function drawCurve(model: nn.Layer, title: string) {
  const pairs = (values: Tensor): Point[] => Array.from(values.data, (y, i) => [xs.data[i]!, y]);
  const predicted = noGrad(() => model.forward(xs)); // [100, 1]
  const axes = { x: "x", y: "y", yDomain: [-1.5, 1.5] } as const;
  return lineChart({ points: pairs(ys), model: pairs(predicted) }, { title, ...axes, scattered: ["points"] });
}

/** Moves the model's parameters `steps` times, so that the squared distance to the points falls. */
function fitCurve(model: nn.Layer, { steps = 300, lr = 0.02, title = "Fit" } = {}) {
  const trained = model.parameters().filter((parameter) => parameter.requiresGrad);
  const optimizer = new optim.Adam(trained, { lr });
  const chart = liveChart({ title, x: "step", xDomain: [0, steps], panels: { loss: "loss (mean squared error)" } });
  for (let step = 1; step <= steps; step++) {
    const loss = F.mseLoss(model.forward(xs), ys); // []
    optimizer.zeroGrad();
    loss.backward();
    optimizer.step();
    chart.add(step, { loss: { training: loss.item() } });
  }
  return drawCurve(model, title);
}

const curve = new Curve();
fitCurve(curve, { title: "A curve from a hundred points" });

// %% [markdown]
// **Change one thing.** Set `lr` to 0.5, then to 0.0005, by writing `fitCurve(curve, { lr: 0.5 })` in a cell of your own.
// Predict first: which of them still finds the curve? Then run the cell above once more, so that the rest fits.

// %% [markdown]
// ## 2. Tensors
// *14 minutes*
//
// A *tensor* is a block of numbers with a *shape*. One number has the shape `[]`, a row of three `[3]`, two rows of three
// `[2, 3]`, a batch of 64 colour images `[64, 3, 28, 28]`. All its numbers have one type, its *dtype*: `float32` for
// computing, `int32` for counting and class numbers, `uint8` for pixels, `bool` for yes and no.

// %%
const table = tensor([
  [1, 2, 3],
  [4, 5, 6],
]); // [2, 3]
console.log(`shape [${table.shape}], dtype ${table.dtype}, ${table.numel()} numbers`);
console.log("second row:   ", `${table.at(1)}`); // [3]
console.log("first column: ", `${table.at(":", 0)}`); // [2]
console.log("right half:   ", `${table.at(":", "1:").flatten()}`); // [2, 2] -> [4]
console.log("above 2:      ", `${table.gt(2).flatten()}`, table.gt(2).dtype); // [6]

// %% [markdown]
// ### Views share, clones do not
//
// `table.at(0)` copies nothing: it is a *view*, another way to read the same memory. So are `reshape`, transposes and slices.
//
// **Predict** what the cell prints: is the table changed by the first line, by the second, by both?

// %%
const original = tensor([
  [1, 2, 3],
  [4, 5, 6],
]);
original.at(0).mul_(10); // a name that ends in _ changes its tensor in place
original.at(1).clone().mul_(10);
console.log(`${original}`);

// %% [markdown]
// <details><summary>Why?</summary>
//
// The first line multiplies a view of row 0, and the table sees it. The second multiplies a copy of row 1, which is then
// forgotten. Methods without the underscore, like `mul`, never change anything: they return a new tensor.
//
// </details>
//
// ### Broadcasting: shapes that stretch
//
// To add two tensors, line their shapes up **from the right**. Two sizes fit if they are equal, or if one of them is 1 (or
// missing): that side is repeated, without copying. This is *broadcasting*.
//
// | | | |
// |---|---|---|
// | `[2, 3]` and `[3]` | the row is added to each row | `[2, 3]` |
// | `[2, 3]` and `[2, 1]` | the column is added to each column | `[2, 3]` |
// | `[3, 1]` and `[1, 4]` | every pair | `[3, 4]` |
// | `[2, 3]` and `[2]` | 3 and 2 do not fit | an error |
//
// **Predict:** from `[4]` we subtract `[4, 1]`. What shape has the result?

// %%
const predictions = tensor([1, 2, 3, 4]); // [4]
const targets = tensor([1, 2, 3, 4]).unsqueeze(1); // [4, 1]
console.log(`shape [${predictions.sub(targets).shape}]`);
console.log("mean squared error:", predictions.sub(targets).square().mean().item(), "although all four are right");

// %% [markdown]
// No error, and yet wrong: sixteen differences where four were meant. It is the most expensive one-character mistake in the
// field. The cure is a habit: write the shape behind every line that changes it, as this course does.
//
// ### Reductions, and keeping the dimension
//
// `mean(0)` averages **over** dimension 0: that dimension disappears. With `keepdim` it stays with size 1, so that the result
// can be broadcast against the tensor it came from. Standardizing the columns of a table, formula and code:
//
// $$z_{n,f} = \frac{x_{n,f} - \mu_f}{\sigma_f}$$

// %%
const measurements = tensor([
  [170, 60],
  [180, 80],
  [160, 55],
  [190, 95],
]); // [4, 2]: centimetres, kilograms
const columnMean = measurements.mean(0, { keepdim: true }); // [1, 2]
const columnStd = measurements.sub(columnMean).square().mean(0, { keepdim: true }).sqrt(); // [1, 2]
const standardized = measurements.sub(columnMean).div(columnStd); // [4, 2]
console.log(`${standardized}`);
console.log("means now:", `${standardized.mean(0)}`);

// %% [markdown]
// ### Matrix products
//
// `a.matmul(b)` takes `[n, k]` and `[k, m]` to `[n, m]`: each row of `a` meets each column of `b`. A `Linear` layer is just
// that. Its weight is stored as `[out, in]`, so it is transposed first:
//
// $$y = x W^{\top} + b$$

// %%
const firstLayer = curve.hidden.forward(xs); // [100, 1] -> [100, 32]
const sameByHand = xs.matmul(curve.hidden.weight.t()).add(curve.hidden.bias!); // [100, 1] x [1, 32] + [32] -> [100, 32]
console.log("largest difference:", firstLayer.sub(sameByHand).abs().max().item());

// %% [markdown]
// ## 3. Gradients
// *12 minutes*
//
// A tensor made with `requiresGrad: true` remembers what is done with it. `backward()` then walks that history back and
// leaves in `.grad` how much the result would change if the tensor grew a little: its *gradient*. For $y = x^2 + 2x$:
//
// $$\frac{dy}{dx} = 2x + 2, \qquad \text{at } x = 3: \; 8$$

// %%
const x = tensor(3, { requiresGrad: true }); // []
const y = x.square().add(x.mul(2)); // []
y.backward();
console.log("by backward:  ", x.grad!.item());

// The same without any theory: nudge x a little to both sides and look (a numeric gradient).
const formula = (value: number) => value ** 2 + 2 * value;
console.log("by nudging:   ", (formula(3 + 1e-4) - formula(3 - 1e-4)) / 2e-4);
console.log("remembered as:", y.gradFn!.name);

// %% [markdown]
// The *numeric gradient* is slow, two evaluations for every single number, but it needs no theory: use it to check the fast
// way. You will do so in the assignment.
//
// **Predict:** we compute the same $y$ from the same `x` again and call `backward()` again. What does `x.grad` hold: 8, or
// something else?

// %%
x.square().add(x.mul(2)).backward();
console.log("after the second backward:", x.grad!.item());

// %% [markdown]
// Gradients **add up** until somebody clears them. That is useful where a large batch is computed in parts, and it is why each
// training step has its `zeroGrad()`.
//
// ### Leaving the history
//
// Three calls that are often confused:
//
// | call | memory | history |
// |---|---|---|
// | `x.clone()` | copied | **kept**: gradients flow through a copy |
// | `x.detach()` | shared | left: a constant from here on |
// | `noGrad(() => ...)` | | not recorded at all, for everything inside |
//
// **Predict:** $z = x \cdot \text{detach}(x)$ at $x = 3$. Is $dz/dx$ equal to 6, 3 or 0?

// %%
const gradientOf = (f: (x: Tensor) => Tensor): number | undefined => {
  const fresh = tensor(3, { requiresGrad: true });
  const result = f(fresh);
  if (!result.requiresGrad) return undefined;
  result.backward();
  return fresh.grad!.item();
};
const copies = {
  "x · x": gradientOf((x) => x.mul(x)),
  "x · clone(x)": gradientOf((x) => x.mul(x.clone())),
  "x · detach(x)": gradientOf((x) => x.mul(x.detach())),
  "noGrad(x · x)": gradientOf((x) => noGrad(() => x.mul(x))),
};
Object.entries(copies).map(([expression, gradient]) => ({ expression, gradient: gradient ?? "no history" }));

// %% [markdown]
// ## 4. Your own backward
// *14 minutes*
//
// How does `backward()` know? It is shorter than you think. A `Value` holds one number and remembers its parents, and for each
// parent the *local derivative*: how it changes with that parent alone. The *chain rule* does the rest: a parent's gradient
// is the child's gradient times the local derivative, summed over all children:
//
// $$\frac{\partial L}{\partial p} = \sum_{\text{children } c} \frac{\partial L}{\partial c} \cdot \frac{\partial c}{\partial p}$$
//
// The idea in this form is from Andrej Karpathy's micrograd.

// %%
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
      { value: this, local: 1 }, // d(a + b) / da = 1
      { value: other, local: 1 },
    ]);
  }

  mul(other: Value): Value {
    return new Value(this.data * other.data, [
      { value: this, local: other.data }, // d(a · b) / da = b
      { value: other, local: this.data },
    ]);
  }

  tanh(): Value {
    const t = Math.tanh(this.data);
    return new Value(t, [{ value: this, local: 1 - t ** 2 }]); // d tanh(a) / da = 1 - tanh(a)²
  }

  backward(): void {
    const order: Value[] = []; // parents before their children
    const seen = new Set<Value>();
    const visit = (value: Value): void => {
      if (seen.has(value)) return;
      seen.add(value);
      for (const parent of value.parents) visit(parent.value);
      order.push(value);
    };
    visit(this);
    this.grad = 1;
    for (const value of order.reverse()) {
      for (const parent of value.parents) parent.value.grad += value.grad * parent.local; // += : the sum over children
    }
  }
}

// %% [markdown]
// A *gradient check* against the library, for $L = \tanh(a \cdot b + a)$; mind that $a$ is used twice.

// %%
const [a, b] = [new Value(0.5), new Value(-1.5)];
a.mul(b).add(a).tanh().backward();

const [ta, tb] = [tensor(0.5, { requiresGrad: true }), tensor(-1.5, { requiresGrad: true })];
ta.mul(tb).add(ta).tanh().backward();

[
  { parameter: "a", ours: a.grad, library: ta.grad!.item() },
  { parameter: "b", ours: b.grad, library: tb.grad!.item() },
];

// %% [markdown]
// **Predict:** in `backward` we replace `+=` by `=`. Which of the two gradients becomes wrong, and why only that one?
//
// <details><summary>Answer</summary>
//
// That of `a`. It has two children, the product and the sum, and with `=` the one visited last wins. `b` has one child.
// Try it: this is the bug that nearly everybody makes who writes automatic differentiation for the first time.
//
// </details>
//
// The library does the same with whole tensors as values, some hundred operations instead of three, and it frees what it no
// longer needs.

// %% [markdown]
// ## 5. Modules and parameters
// *12 minutes*
//
// A model is a tree. `Curve` is a *module* with two modules in it, and each of those has two tensors that want a
// gradient; each is a *parameter*. Nobody registered them: whatever you assign to `this` is found.

// %%
curve.namedParameters().map(([name, parameter]) => ({
  name,
  shape: `[${parameter.shape}]`,
  numbers: parameter.numel(),
  "requires gradient": parameter.requiresGrad,
}));

// %% [markdown]
// The names are paths. With them you reach any part of any model, however deep.

// %%
const weight = curve.getParameter("hidden.weight"); // [32, 1]
console.log("the same object:", weight === curve.hidden.weight);
console.log("has a gradient:", weight.grad !== null, `of shape [${weight.grad?.shape}]`);
console.log(`${curve}`);

// %% [markdown]
// ### What is not found
//
// **Predict:** a model keeps its layers in a plain array. What will `parameters()` return: all of them, none, or an error?

// %%
class Careless extends nn.Module {
  readonly layers = [new nn.Linear(1, 8), new nn.Linear(8, 1)];
  override forward(x: Tensor): Tensor {
    return this.layers.reduce((value, layer) => layer.forward(value), x); // [N, 1] -> [N, 8] -> [N, 1]
  }
}
try {
  new Careless().parameters();
} catch (error) {
  console.log((error as Error).message);
}

// %% [markdown]
// > PyTorch says nothing here, and the layers are never trained, saved or moved. `nn.ModuleList` is the answer in both.
//
// ### Freezing
//
// Parameters with `requiresGrad` off keep their values: they are frozen. This is how a model that someone else trained
// is adapted with few images: freeze the body, train the head.
//
// **Predict:** we freeze `hidden` of a fresh `Curve` and train. Can it still learn the curve?

// %%
manualSeed(1);
const half = new Curve();
half.hidden.requiresGrad_(false);
const before = half.hidden.weight.clone(); // [32, 1]
const halfChart = fitCurve(half, { title: "Only the output layer learns" });
console.log("hidden weights moved by", half.hidden.weight.sub(before).abs().max().item());
halfChart;

// %% [markdown]
// It learns: thirty-two random bends, well mixed, make a decent curve. And if everything is frozen?

// %%
const frozen = new Curve().requiresGrad_(false);
try {
  F.mseLoss(frozen.forward(xs), ys).backward();
} catch (error) {
  console.log((error as Error).message);
}

// %% [markdown]
// ### Saving, restoring, rebuilding
//
// The *state dict* is all that a model knows, by name. Its tensors share memory with the model, so a copy needs `clone`.
// `replace` puts another module in a place; `Identity`, which returns what it gets, takes a layer out.

// %%
const saved = Object.fromEntries(Object.entries(curve.stateDict()).map(([name, value]) => [name, value.clone()]));
const distance = () => noGrad(() => F.mseLoss(curve.forward(xs), ys).item());
const good = distance();
noGrad(() => curve.output.weight.zero_());
const ruined = distance();
curve.loadStateDict(saved);
console.log(`loss: ${good.toFixed(4)}, ruined: ${ruined.toFixed(4)}, restored: ${distance().toFixed(4)}`);

const features = new Curve();
features.replace("output", new nn.Identity());
console.log(`without its head the model returns features: [${features.forward(xs).shape}]`); // [100, 32]

// %% [markdown]
// ## 6. Change one thing
// *8 minutes, or as long as you like*
//
// **Predict:** we leave out the `tanh`. Two linear layers with 32 numbers between them: what curve can they draw?

// %%
class Straight extends Curve {
  override forward(x: Tensor): Tensor {
    return this.output.forward(this.hidden.forward(x)); // [N, 1] -> [N, 32] -> [N, 1]
  }
}
manualSeed(2);
fitCurve(new Straight(), { title: "Without tanh" });

// %% [markdown]
// A straight line, however wide the layer: $(x W_1^{\top}) W_2^{\top}$ is $x$ times one matrix. The bend between the layers is
// what makes a network more than a line.
//
// Your turn:
//
// - `new Curve(2)`, `new Curve(4)`: how many bends does a sine need?
// - `.relu()` in the place of `.tanh()`: how does the curve look now, and why?
// - draw the model for `xs` from -9 to 9: what does it say where it has seen no points?
// - in `fitCurve`, leave out `optimizer.zeroGrad()`. With which `lr` does it still work?

// %% [markdown]
// ## What you know now
//
// 1. A *tensor* has a shape and a dtype. Views share memory, `clone` copies; *broadcasting* lines shapes up from the right.
// 2. `backward()` is the *chain rule*, applied from the result back to the leaves; gradients add up until they are cleared.
// 3. `detach` leaves the history, `clone` keeps it, `noGrad` records none.
// 4. A *module* finds its parameters by itself; names are paths; frozen parameters keep their values.
// 5. Check a gradient by nudging before you trust it.
//
// **Questions an interviewer might ask.** Why do gradients accumulate? What is the difference between `detach` and `clone`?
// Why is a deep network without activations no deeper than one layer? What does a *state dict* contain, and what not? How
// would you find a broadcasting mistake?
//
// **Next:** the assignment `tensors-and-modules`.

// %% [markdown]
// ## Glossary
//
// | word | meaning |
// |---|---|
// | *broadcasting* | repeating sizes of 1, so that two shapes fit |
// | *chain rule* | the derivative of a composition is the product of the derivatives along the way |
// | *dtype* | the type of a tensor's numbers: float32, int32, uint8 or bool |
// | *gradient* | for each number: how the result changes when it grows a little |
// | *gradient check* | comparing gradients with numeric ones, or with another implementation |
// | *local derivative* | how an operation's result changes with one of its inputs alone |
// | *module* | a part of a model: its parameters, its inner modules, and `forward` |
// | *numeric gradient* | the difference quotient: nudge, look, divide |
// | *parameter* | a tensor that is learned |
// | *shape* | the sizes of a tensor's dimensions |
// | *state dict* | all parameters and buffers of a model by name |
// | *tensor* | an array of numbers with any number of dimensions |
// | *view* | a tensor that reads another's memory |
