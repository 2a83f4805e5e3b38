// %% [markdown]
// # Residual block
//
// In the lesson *Your first network* you put a residual network together. Here you write its heart yourself:
//
// | question | what you do | points |
// |---|---|---|
// | 1 | the forward pass of a residual block | 5 |
// | 2 | count its parameters by hand | 4 |
// | 3 | a training step, and settings that reach 80 % | 5 |
//
// It takes about 45 minutes. The three questions do not build on one another: whatever goes wrong in one costs nothing in
// the others, so skip what resists and come back.
//
// **How it works.** Replace every `throw new Error("Not implemented: ...")` by your answer and run the cell. The cell below
// it, `await check("q1")`, tests it at once and gives hints. After you hand the notebook in, *hidden* tests look closer: at
// other shapes, at random numbers, at the details the text asks for. You see which of them failed and why, and get points for
// what works. Only answer cells count; whatever you add elsewhere is left out when grading.

// %%
import { DataLoader, F, manualSeed, nn, noGrad, optim, type Tensor, TensorDataset } from "tsgrad";
import { check } from "tsgrad/check";
import { FashionMNIST } from "tsgrad/vision";

// %% [markdown]
// ## Question 1: the block (5 points)
//
// A residual block computes $y = \text{relu}(F(x) + S(x))$. $F$ is the *residual*, two convolutions with batch norm:
//
// ```
//       ┌────────────────── S: shortcut ──────────────────┐
//  x ───┤                                                 + ── relu ── y
//       └─ conv1 ─ bn1 ─ relu ─ conv2 ─ bn2 ──────────────┘
// ```
//
// The constructor has made the layers; look at what `shortcut` is in each case. Write `forward`. Add shape comments as in
// the lesson: they are the cheapest way to find mistakes.

// %% question="q1" points=5 seconds=10
class ResidualBlock extends nn.Module {
  readonly conv1: nn.Conv2d;
  readonly bn1: nn.BatchNorm2d;
  readonly conv2: nn.Conv2d;
  readonly bn2: nn.BatchNorm2d;
  readonly shortcut: nn.Layer;

  constructor(channelsIn: number, channelsOut: number, stride = 1) {
    super();
    this.conv1 = new nn.Conv2d(channelsIn, channelsOut, 3, { stride, padding: 1, bias: false });
    this.bn1 = new nn.BatchNorm2d(channelsOut);
    this.conv2 = new nn.Conv2d(channelsOut, channelsOut, 3, { padding: 1, bias: false });
    this.bn2 = new nn.BatchNorm2d(channelsOut);
    const sameShape = stride === 1 && channelsIn === channelsOut;
    this.shortcut = sameShape
      ? new nn.Identity()
      : new nn.Sequential(
          new nn.Conv2d(channelsIn, channelsOut, 1, { stride, bias: false }),
          new nn.BatchNorm2d(channelsOut),
        );
  }

  /** [N, channelsIn, H, W] -> [N, channelsOut, H / stride, W / stride] */
  override forward(x: Tensor): Tensor {
    // BEGIN SOLUTION
    // conv1 is the one that may have a stride: from here on the image has its new size. [N, out, H / stride, W / stride]
    const first = this.bn1.forward(this.conv1.forward(x)).relu();
    // No ReLU after bn2: F(x) must be able to be negative, or the block could only ever add to x, never take away.
    const residual = this.bn2.forward(this.conv2.forward(first)); // [N, out, H / stride, W / stride]
    // Common mistake: `.add(x)`. It works while the shape stays and fails (or, worse, broadcasts) where it changes.
    // Common mistake: `this.shortcut.forward(first)`. The way around starts at x, before any of this block's layers.
    const sum = residual.add(this.shortcut.forward(x));
    // The ReLU comes last, after the sum (He et al. 2015, figure 2). Before the sum it would let negative values out.
    return sum.relu();
    // END SOLUTION
  }
}

// %% check="q1"

// %% [markdown] solution=true
// **For mentors.** Ask: why may $F$ be negative but not $y$? What is $\partial y / \partial x$ where $y > 0$, and what
// follows for a tower of twenty blocks? What would change if the last ReLU stood before the sum ("pre-activation", He et
// al. 2016, is the well-known variant)? A student who copied the block often cannot say why `shortcut` needs the stride, too.

// %% [markdown]
// ## Question 2: count by hand (4 points)
//
// How many numbers does `new ResidualBlock(8, 16, 2)` learn? Count on paper, part by part. A convolution has
// $\text{out} \cdot \text{in} \cdot k \cdot k$ weights, and with `bias: false` nothing else; a batch norm has a scale and a
// shift for each channel. (Its running mean and variance are remembered, not learned: they do not count.)
//
// Then write it as a function for blocks of any size. Use arithmetic only: the point is to see where the numbers come from.

// %% question="q2" points=4 seconds=10
// BEGIN SOLUTION
// STUB const counts = {
// STUB   conv1: 0, // replace the zeros by your counts
// STUB   bn1: 0,
// STUB   conv2: 0,
// STUB   bn2: 0,
// STUB   shortcut: 0, // its convolution and its batch norm together
// STUB };
const counts = {
  conv1: 16 * 8 * 3 * 3, // out · in · 3 · 3 = 1,152; no bias, since bn1 shifts its channels anyway
  bn1: 2 * 16, // a scale and a shift for each of the 16 channels; common mistake: 4 · 16, with the running statistics
  conv2: 16 * 16 * 3 * 3, // 2,304: it takes the 16 channels that conv1 made, not the block's 8
  bn2: 2 * 16,
  shortcut: 16 * 8 * 1 * 1 + 2 * 16, // the kernel is 1 × 1; its batch norm is easily forgotten
};
// END SOLUTION

/** The number of parameters of `new ResidualBlock(channelsIn, channelsOut, stride)`. */
function blockParameters(channelsIn: number, channelsOut: number, stride = 1): number {
  // BEGIN SOLUTION
  const main = channelsOut * channelsIn * 9 + channelsOut * channelsOut * 9 + 2 * (2 * channelsOut);
  // The stride changes no count of its own: a kernel has as many weights however far it jumps. But it decides whether the
  // shortcut is an Identity, which has no parameters. Common mistake: asking for the channels only.
  const sameShape = stride === 1 && channelsIn === channelsOut;
  return sameShape ? main : main + channelsOut * channelsIn + 2 * channelsOut;
  // END SOLUTION
}

// %% check="q2"

// %% [markdown] solution=true
// **For mentors.** The sum is 3,680. Students who get 3,728 counted a bias for each convolution, those with 3,776 the
// running statistics. Ask which of the five numbers would change for an image of 224 × 224. (None.)

// %% [markdown]
// ## Question 3: train (5 points)
//
// A small convolutional network is given, so that this question does not need your block. Write the five lines of a
// *training step*: forward, loss, forget the old gradients, backward, step. Return the loss as a number.
//
// Then find settings. The ones you start with are bad. Change one at a time, and look at the printed accuracy. The goal is
// **80 %** of the test images; 70 % earns half. The training may take 60 seconds.

// %%
manualSeed(0);
const [images, labels] = new FashionMNIST({ subset: true, train: true }).toTensors(); // uint8 [6000, 1, 28, 28], [6000]

/** uint8 pixels to numbers around 0. */
const normalize = (pixels: Tensor): Tensor => pixels.float().div(255).sub(0.286).div(0.353); // [N, 1, 28, 28]

function makeNetwork(): nn.Sequential {
  return new nn.Sequential(
    new nn.Conv2d(1, 8, 3, { stride: 2, padding: 1, bias: false }), // [N, 8, 14, 14]
    new nn.BatchNorm2d(8),
    new nn.ReLU(),
    new nn.Conv2d(8, 16, 3, { stride: 2, padding: 1, bias: false }), // [N, 16, 7, 7]
    new nn.BatchNorm2d(16),
    new nn.ReLU(),
    new nn.Flatten(), // [N, 784]
    new nn.Linear(16 * 7 * 7, 10), // [N, 10]
  );
}

/** The class numbers a model predicts for uint8 images [N, 1, 28, 28]. */
function classify(model: nn.Layer, pixels: Tensor): number[] {
  model.eval();
  return noGrad(() => [...model.forward(normalize(pixels)).argmax(1).data]);
}

/** A linear model with all weights 0 and its optimizer: so small that a step can be checked on paper. */
function makePractice(lr: number): { model: nn.Linear; optimizer: optim.SGD } {
  const model = new nn.Linear(2, 3);
  noGrad(() => model.parameters().map((parameter) => parameter.zero_()));
  return { model, optimizer: new optim.SGD(model.parameters(), { lr }) };
}

// %% question="q3" points=5 seconds=60
/** One correction of the model by one batch: inputs [N, ...] and class numbers [N]. Returns the loss before it. */
function trainStep(model: nn.Layer, optimizer: optim.SGD, inputs: Tensor, targets: Tensor): number {
  // BEGIN SOLUTION
  const logits = model.forward(inputs); // [N, classes]
  // Logits, not probabilities: crossEntropy does the softmax. Common mistake: softmax twice. It still learns, only slower;
  // the library prints a warning, most do not.
  const loss = F.crossEntropy(logits, targets); // []
  // Gradients add up until they are forgotten. Without this line, step 2 moves along the sum of two gradients, step 3
  // along that of three... The loss falls at first, which is why the mistake is so hard to see.
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  // item() makes a number of it. A returned tensor would keep the whole graph of the step alive.
  return loss.item();
  // END SOLUTION
}

// BEGIN SOLUTION
// STUB const settings = { epochs: 1, batchSize: 500, lr: 0.00001 };
// 0.05 with momentum is the usual start. At 0.00001 nothing moves, at 5 the loss becomes NaN. Small batches mean more
// corrections an epoch: 94 with 64 images, 12 with 500.
const settings = { epochs: 3, batchSize: 64, lr: 0.05 };
// END SOLUTION

const network = makeNetwork();
const optimizer = new optim.SGD(network.parameters(), { lr: settings.lr, momentum: 0.9 });
for (let epoch = 1; epoch <= settings.epochs; epoch++) {
  network.train();
  let [sum, steps] = [0, 0];
  const batches = new DataLoader(new TensorDataset(images, labels), { batchSize: settings.batchSize, shuffle: true });
  for (const [pixels, targets] of batches) {
    sum += trainStep(network, optimizer, normalize(pixels), targets);
    steps++;
  }
  console.log(`epoch ${epoch}: mean loss ${(sum / steps).toFixed(3)}`);
}

// %% grading=false
const [testImages, testLabels] = new FashionMNIST({ subset: true, train: false }).toTensors(); // [1000, 1, 28, 28], [1000]
const right = classify(network, testImages).filter((label, i) => label === testLabels.data[i]).length;
console.log(`${(right / 10).toFixed(1)} % of the test images are right`);

// %% check="q3"

// %% [markdown] solution=true
// **For mentors.** Ask: what happens to the loss without `zeroGrad`? Why is the accuracy measured in `eval` mode? With
// `lr: 5` the loss is `NaN`: where does it come from? Who reached 85 %, and what did it cost in seconds?

// %% [markdown]
// ## Going on
//
// Not graded: put your `ResidualBlock(16, 16)` between the last `ReLU` and `Flatten`. What does it bring, what does it cost?
