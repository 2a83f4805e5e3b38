// %% [markdown]
// # Losses and metrics
//
// Seven questions on the lesson *Losses, optimizers, schedulers, metrics*, from counting by hand to finding a rare class:
//
// | question | what you write | points |
// |---|---|---|
// | 1 | precision, recall and F1, and their mean over classes | 4 |
// | 2 | the cross-entropy and its gradient, by hand | 4 |
// | 3 | two losses of your own: focal, and a smooth F1 | 4 |
// | 4 | momentum and Adam | 4 |
// | 5 | three learning rate schedules | 4 |
// | 6 | freezing that really freezes | 3 |
// | 7 | find the T-shirts | 4 |
//
// It takes about 100 minutes; stop after any question and come back. No question needs another one. Replace each
// `throw new Error("Not implemented: ...")`, run the cell, then the `check` below it. After you hand in, hidden tests look at
// other numbers and at the corners.

// %%
import { DataLoader, F, manualSeed, nn, noGrad, optim, type Tensor, TensorDataset, tensor } from "tsgrad";
import { check } from "tsgrad/check";
import { FashionMNIST } from "tsgrad/vision";

// %% [markdown]
// ## Question 1: what to measure (4 points)
//
// - `scoresOf(predicted, truth, c)`: precision, recall and F1 of class `c`, each from 0 to 1. Where a number would be 0 / 0, it is 0.
// - `averageF1(predicted, truth, classes, average)`: "macro" is the mean of the classes' F1; "weighted" weighs each by how often it
//   is the **true** class; "micro" counts the hits, false alarms and misses of all classes together.

// %%
type Average = "macro" | "micro" | "weighted";

// %% question="q1" points=4 seconds=10
function scoresOf(predicted: readonly number[], truth: readonly number[], c: number) {
  // BEGIN SOLUTION
  const hits = truth.filter((t, n) => t === c && predicted[n] === c).length;
  const picked = predicted.filter((p) => p === c).length;
  const present = truth.filter((t) => t === c).length;
  // Over what was picked, and over what is there. Common mistake: the two exchanged, or both over all samples.
  const precision = picked === 0 ? 0 : hits / picked;
  const recall = present === 0 ? 0 : hits / present;
  // 2 TP / (2 TP + FP + FN). Common mistake: the arithmetic mean, which is 0.5 for whoever picks everything.
  const f1 = picked + present === 0 ? 0 : (2 * hits) / (picked + present);
  return { precision, recall, f1 };
  // END SOLUTION
}

function averageF1(predicted: readonly number[], truth: readonly number[], classes: number, average: Average): number {
  // BEGIN SOLUTION
  // Each sample is picked once and present once, so all false alarms together are all misses together: micro F1 is the accuracy.
  if (average === "micro") return truth.filter((t, n) => t === predicted[n]).length / truth.length;
  return Array.from({ length: classes }, (_, c) => {
    const share = truth.filter((t) => t === c).length / truth.length;
    // Common mistake: weights by how often a class is predicted.
    return scoresOf(predicted, truth, c).f1 * (average === "macro" ? 1 / classes : share);
  }).reduce((a, b) => a + b, 0);
  // END SOLUTION
}

// %% check="q1"

// %% [markdown] solution=true
// **For mentors.** Ask: what does a detector of a rare disease need, precision or recall? And a filter that deletes letters? Why is micro
// F1 a useless number for single labels?

// %% [markdown]
// ## Question 2: cross-entropy (4 points)
//
// Without the library's losses, on plain lists. For one sample with logits $z$ and true class $y$:
//
// $$\ell = \log \sum_j e^{z_j} - z_y \qquad\qquad \frac{\partial \ell}{\partial z_k} = p_k - [k = y]$$
//
// - `crossEntropyOf(logits, targets)`: the mean over the samples. It must survive logits of 1,000, where `Math.exp` is `Infinity`:
//   the result does not change when the largest logit is subtracted from all.
// - `crossEntropyGradient(logits, targets)`: the gradient of that **mean**, a list like `logits`.

// %% question="q2" points=4 seconds=10
function crossEntropyOf(logits: readonly (readonly number[])[], targets: readonly number[]): number {
  // BEGIN SOLUTION
  const losses = logits.map((row, n) => {
    // Subtracting the largest makes every power at most 1. Common mistake: exp first, and Infinity / Infinity = NaN.
    const top = Math.max(...row);
    return Math.log(row.reduce((sum, z) => sum + Math.exp(z - top), 0)) + top - row[targets[n]!]!;
  });
  return losses.reduce((a, b) => a + b, 0) / losses.length;
  // END SOLUTION
}

function crossEntropyGradient(logits: readonly (readonly number[])[], targets: readonly number[]): number[][] {
  // BEGIN SOLUTION
  return logits.map((row, n) => {
    const top = Math.max(...row);
    const powers = row.map((z) => Math.exp(z - top));
    const total = powers.reduce((a, b) => a + b, 0);
    // Divided by the number of samples, as the loss is their mean. Common mistake: forgetting it; then the step grows with the batch.
    return powers.map((power, k) => (power / total - (k === targets[n] ? 1 : 0)) / logits.length);
  });
  // END SOLUTION
}

// %% check="q2"

// %% [markdown] solution=true
// **For mentors.** Ask: what do the gradients of one row add up to, and why? (0: probabilities add up to 1.) What would the gradient be
// with a softmax before the loss as well?

// %% [markdown]
// ## Question 3: losses of your own (4 points)
//
// Now with tensors, so that `backward()` works: logits `[N, C]` and class numbers `[N]` to one number.
//
// - `focalLoss`: with $p$ the probability of the true class, the mean of $-(1 - p)^\gamma \log p$. Logits of 50 must not give NaN.
// - `softF1Loss`, for two classes: with $p_n$ the probability of class 1 and $y_n$ the target, 1 or 0,
//
// $$1 - \frac{2 \sum_n p_n y_n}{\sum_n p_n + \sum_n y_n}$$

// %%
const threeTags = tensor([1, 0, 1], { dtype: "int32" });
/** Your losses of three samples, for the tests. */
const focalOf = (logits: Tensor): Tensor => focalLoss(logits, threeTags, 2);
const softF1Of = (logits: Tensor): Tensor => softF1Loss(logits, threeTags);

// %% question="q3" points=4 seconds=10
function focalLoss(logits: Tensor, targets: Tensor, gamma: number): Tensor {
  // BEGIN SOLUTION
  // log p from logSoftmax: softmax and then log would give -Infinity for a hopeless class.
  const logP = F.logSoftmax(logits, 1).gather(1, targets.unsqueeze(1)).squeeze(1); // [N, C] -> [N]
  // (1 - p) to the power: small where it is right already. Common mistake: p ** gamma, which does the opposite.
  const doubt = logP.exp().mul(-1).add(1).clamp(0).pow(gamma); // [N]
  return doubt.mul(logP).mean().neg(); // []
  // END SOLUTION
}

function softF1Loss(logits: Tensor, targets: Tensor): Tensor {
  // BEGIN SOLUTION
  // Probabilities, not answers: argmax has no slope. Common mistake: thresholding p.
  const p = F.softmax(logits, 1).at(":", 1); // [N, 2] -> [N]
  const y = targets.float(); // [N]
  return p.mul(y).sum().mul(-2).div(p.sum().add(y.sum())).add(1); // []
  // END SOLUTION
}

// %% check="q3"

// %% [markdown]
// ## Question 4: optimizers (4 points)
//
// One number `w`, its gradient `g`, a `memory` that starts as `{}` and that you may fill, and `t`, which is 1 at the first step. Each
// returns the new `w`.
//
// $$\text{momentum: } v \leftarrow \mu v + g,\quad w \leftarrow w - \eta v$$
//
// $$\text{Adam: } m \leftarrow \beta_1 m + (1 - \beta_1) g,\quad s \leftarrow \beta_2 s + (1 - \beta_2) g^2,\quad w \leftarrow w - \eta \frac{m / (1 - \beta_1^t)}{\sqrt{s / (1 - \beta_2^t)} + 10^{-8}}$$
//
// with $\beta_1 = 0.9$ and $\beta_2 = 0.999$.

// %%
type Memory = Record<string, number>;
type Rule = (w: number, g: number, memory: Memory, t: number) => number;

/** Where your optimizer goes with these gradients, from w = 1. */
function pathOf(which: "momentum" | "adam", gradients: number[], lr: number): number[] {
  const rule: Rule = which === "adam" ? adamStep(lr) : momentumStep(lr, 0.9);
  const memory: Memory = {};
  let w = 1;
  return gradients.map((g, i) => {
    w = rule(w, g, memory, i + 1);
    return w;
  });
}

// %% question="q4" points=4 seconds=10
function momentumStep(lr: number, mu: number): Rule {
  // BEGIN SOLUTION
  return (w, g, memory) => {
    // PyTorch's form: the whole gradient is added. Common mistake: (1 - mu) · g, which makes steps ten times as small.
    memory.v = mu * (memory.v ?? 0) + g;
    return w - lr * memory.v;
  };
  // END SOLUTION
}

function adamStep(lr: number): Rule {
  // BEGIN SOLUTION
  return (w, g, memory, t) => {
    memory.m = 0.9 * (memory.m ?? 0) + 0.1 * g;
    memory.s = 0.999 * (memory.s ?? 0) + 0.001 * g ** 2;
    // Both means began at 0 and are too small at first. Common mistake: no correction, or the corrected mean kept for the next step.
    const m = memory.m / (1 - 0.9 ** t);
    const s = memory.s / (1 - 0.999 ** t);
    return w - (lr * m) / (Math.sqrt(s) + 1e-8);
  };
  // END SOLUTION
}

// %% check="q4"

// %% [markdown] solution=true
// **For mentors.** Ask: how long is Adam's first step, whatever the gradient? (lr.) What does that mean for a weight whose gradient is
// nearly 0?

// %% [markdown]
// ## Question 5: schedules (4 points)
//
// Each returns the learning rate **used in** each of `epochs` epochs, the first of which is epoch 0.
//
// - `stepRates(lr, epochs, size, gamma)`: multiplied by `gamma` after every `size` epochs;
// - `cosineRates(lr, epochs, length)`: $\frac{1}{2} \eta_0 (1 + \cos(\pi t / T))$ with $T$ = `length`;
// - `plateauRates(lr, losses, patience, factor)`: `losses[t]` is known after epoch `t`. An epoch is bad if its loss is not **below** the best
//   so far. After more than `patience` bad epochs in a row the rate is multiplied by `factor`, and the counting starts anew; the
//   best stays. One rate for each loss.

// %% question="q5" points=4 seconds=10
function stepRates(lr: number, epochs: number, size: number, gamma: number): number[] {
  // BEGIN SOLUTION
  // Rounded down. Common mistake: gamma ** (t / size), which falls a little every epoch.
  return Array.from({ length: epochs }, (_, t) => lr * gamma ** Math.floor(t / size));
  // END SOLUTION
}

function cosineRates(lr: number, epochs: number, length: number): number[] {
  // BEGIN SOLUTION
  return Array.from({ length: epochs }, (_, t) => (lr / 2) * (1 + Math.cos((Math.PI * t) / length)));
  // END SOLUTION
}

function plateauRates(lr: number, losses: readonly number[], patience: number, factor: number): number[] {
  // BEGIN SOLUTION
  let [rate, best, bad] = [lr, Number.POSITIVE_INFINITY, 0];
  return losses.map((loss) => {
    const used = rate; // this epoch was trained before its loss was known
    // Equal is not better. Common mistake: comparing with the epoch before instead of the best.
    bad = loss < best ? 0 : bad + 1;
    best = Math.min(best, loss);
    // More than patience: with a patience of 2 the third bad epoch counts. Common mistake: >=.
    if (bad > patience) {
      rate *= factor;
      bad = 0;
    }
    return used;
  });
  // END SOLUTION
}

// %% check="q5"

// %% [markdown]
// ## Question 6: frozen, really (3 points)
//
// - `freezeBody(model, head)`: afterwards only the parameters of the child named `head` require a gradient; and the body's batch norms no
//   longer collect statistics, **although** the model stays in training mode otherwise. Put each `nn.BatchNorm2d` outside the
//   head into `eval` mode.
// - `trainable(model)`: the names of the parameters that a training would change, in the model's order.
//
// `model.namedModules()` lists all modules with their paths, and `model.namedParameters()` all parameters.

// %%
class Ready extends nn.Module {
  readonly conv = new nn.Conv2d(1, 4, 3);
  readonly bn = new nn.BatchNorm2d(4);
  readonly drop = new nn.Dropout(0.5);
  readonly head = new nn.Sequential(new nn.Linear(4, 4), new nn.ReLU(), new nn.Linear(4, 2));
  readonly headNorm = new nn.BatchNorm2d(4);

  override forward(x: Tensor): Tensor {
    const features = this.headNorm.forward(this.bn.forward(this.conv.forward(x))).mean([2, 3]); // [N, 1, H, W] -> [N, 4]
    return this.head.forward(this.drop.forward(features)); // [N, 4] -> [N, 2]
  }
}

/** What your freezing does to a fresh model, for the tests. */
function frozenReport(x: Tensor) {
  manualSeed(0);
  const model = new Ready().train();
  model.head.requiresGrad_(false); // somebody froze too much before
  freezeBody(model, "head");
  const before = [model.bn, model.headNorm].map(({ runningMean }) => runningMean!.clone());
  const names = trainable(model);
  let gradients: string[] = [];
  try {
    model.forward(x).sum().backward();
    gradients = model.namedParameters().flatMap(([name, { grad }]) => (grad ? [name] : []));
  } catch (error) {
    gradients = [(error as Error).message];
  }
  const moved = [model.bn, model.headNorm].map(({ runningMean }, i) => runningMean!.sub(before[i]!).abs().max().item());
  return { names, gradients, moved: Math.max(...moved), dropout: model.drop.training };
}

// %% question="q6" points=3 seconds=10
function freezeBody(model: nn.Module, head: string): void {
  // BEGIN SOLUTION
  // Both ways, and with the dot: "headNorm" is not in "head".
  const inHead = (name: string) => name.startsWith(`${head}.`);
  for (const [name, parameter] of model.namedParameters()) parameter.requiresGrad_(inHead(name));
  // requiresGrad says nothing about running statistics: they move in every forward pass in training mode.
  // Common mistake: model.eval(), which switches dropout off as well.
  for (const [name, module] of model.namedModules())
    if (module instanceof nn.BatchNorm2d && !inHead(name)) module.eval();
  // END SOLUTION
}

function trainable(model: nn.Module): string[] {
  // BEGIN SOLUTION
  return model.namedParameters().flatMap(([name, parameter]) => (parameter.requiresGrad ? [name] : []));
  // END SOLUTION
}

// %% check="q6"

// %% [markdown] solution=true
// **For mentors.** Ask: what if somebody calls `model.train()` at the start of the next epoch? (The batch norms collect again: freezing has
// to come after it, or the model's own `train` has to know.) Why does an optimizer accept frozen parameters without a word?

// %% [markdown]
// ## Question 7: find the T-shirts (4 points)
//
// One of 46 training images is a T-shirt. Train a network, and write `pick(pixels)`: for uint8 images `[N, 1, 28, 28]` a 1 for each T-shirt
// and a 0 for anything else. The tests judge it on images that it has not seen, by precision, recall and F1. `prepare` and the
// data are given; the loss, the sampler, the threshold and the epochs are up to you. Train in the same cell, for at most half a minute.
//
// The last 20 T-shirts and 900 others of the data, `validX` and `validY`, are for **choosing**: do not train on them.

// %%
/** uint8 [N, 1, 28, 28] -> floats [N, 1, 14, 14] from 0 to 1. */
const prepare = (pixels: Tensor): Tensor => F.avgPool2d(pixels.float().div(255), 2);

const [allPixels, allLabels] = new FashionMNIST({ subset: true, train: true }).toTensors(); // uint8 [6000, 1, 28, 28], [6000]
const kinds = Array.from(allLabels.data);
/** The images from the `from`-th to before the `to`-th of each class, and whether each is a T-shirt. */
const belt = (tshirts: [from: number, to: number], others: [from: number, to: number]): [Tensor, Tensor] => {
  const seen = new Map<number, number>();
  const chosen = kinds.flatMap((kind, i) => {
    const n = seen.get(kind) ?? 0;
    seen.set(kind, n + 1);
    const [from, to] = kind === 0 ? tshirts : others;
    return n >= from && n < to ? [i] : [];
  });
  const images = prepare(allPixels.indexSelect(0, tensor(chosen, { dtype: "int32" })));
  return [
    images,
    tensor(
      chosen.map((i) => (kinds[i] === 0 ? 1 : 0)),
      { dtype: "int32" },
    ),
  ];
};
const [trainX, trainY] = belt([0, 60], [0, 300]); // [2760, 1, 14, 14], [2760]
const [validX, validY] = belt([60, 80], [300, 400]); // [920, 1, 14, 14], [920]

// %% question="q7" points=4 seconds=90
// BEGIN SOLUTION
manualSeed(0);
const network = new nn.Sequential(
  new nn.Conv2d(1, 16, 3, { stride: 2, padding: 1 }), // [N, 1, 14, 14] -> [N, 16, 7, 7]
  new nn.ReLU(),
  new nn.Conv2d(16, 32, 3, { stride: 2, padding: 1 }), // [N, 16, 7, 7] -> [N, 32, 4, 4]
  new nn.ReLU(),
  new nn.Flatten(), // [N, 32, 4, 4] -> [N, 512]
  new nn.Linear(512, 2),
);
const optimizer = new optim.Adam(network.parameters(), { lr: 0.001 });
const loader = new DataLoader(new TensorDataset(trainX, trainY), { batchSize: 60, shuffle: true });
// The root of the inverse frequency: weights that find T-shirts without calling everything one.
const weight = tensor([1, Math.sqrt(45)]);
for (let epoch = 0; epoch < 4; epoch++) {
  for (const [x, y] of loader) {
    optimizer.zeroGrad();
    F.crossEntropy(network.forward(x), y, { weight }).backward();
    optimizer.step();
  }
}
const probability = (x: Tensor) => noGrad(() => F.softmax(network.forward(x), 1).at(":", 1)); // [N, 1, 14, 14] -> [N]

// The threshold with the best F1 on the validation images. Common mistake: choosing it on the training images, or leaving it at 0.5.
const candidates = Array.from({ length: 18 }, (_, i) => 0.05 + 0.05 * i);
const validScores = Array.from(probability(validX).data);
const f1At = (threshold: number) => {
  const picked = validScores.map((score) => score > threshold);
  const hits = picked.filter((yes, n) => yes && validY.data[n] === 1).length;
  return (2 * hits) / (picked.filter(Boolean).length + 20);
};
const threshold = candidates.reduce((best, next) => (f1At(next) > f1At(best) ? next : best));
// END SOLUTION

function pick(pixels: Tensor): number[] {
  // BEGIN SOLUTION
  return Array.from(probability(prepare(pixels)).data, (p) => (p > threshold ? 1 : 0));
  // END SOLUTION
}

// %% check="q7"

// %% [markdown] solution=true
// **For mentors.** Any way counts that reaches the goals. Ask: how sure is a threshold that was chosen with 20 T-shirts? What would you do with
// ten times as many? The rubric for the open questions stands in the lesson's `mentor.md`.
