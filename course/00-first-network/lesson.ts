// %% [markdown]
// # Your first network
//
// In the next minute a network of yours will sort photographs of clothes. In the hour after it you will take that network
// apart, find what it cannot do, and build a better one piece by piece: a **residual network**, the design behind a good
// part of today's computer vision. Nothing is used before it is explained.
//
// | | |
// |---|---|
// | **Time** | about 60 minutes; every section says how long it takes, and you can stop after any of them |
// | **You need** | TypeScript functions and classes; what a matrix is. No machine learning, no other library |
// | **You get** | a network that names at least 85 of 100 test images, trained here in well under two minutes, without a graphics card |
// | **Afterwards** | the assignment `residual-block`, which grades what you learn here |
//
// **How to use this page.** Click a cell and press **Shift+Enter** to run it; go from top to bottom. A cell that takes too
// long is stopped by the ■ button, and your variables stay. Where you see **Predict**, write your guess down before you
// open the answer or run the next cell: guessing first is what makes results stick. Words in *italics* stand in the
// glossary at the end.
//
// > Small notes like this one are for people who know PyTorch. Everybody else can skip them: the names here are PyTorch's,
// > in camelCase, with optional arguments in one object at the end.

// %% [markdown]
// ## 1. A network in one minute
// *3 minutes*
//
// Run this cell. It loads 7,000 small photographs, makes a network with a single layer, and trains it. You need not
// understand the code yet: every line of it is taken up again below. Watch the chart: it grows while the network learns.

// %% id="first-network"
import { DataLoader, F, manualSeed, nn, noGrad, optim, randn, type Tensor, tensor } from "tsgrad";
import { FashionMNIST, transforms } from "tsgrad/vision";
import { barChart, confusionMatrix, imageGrid, lineChart, liveChart } from "tsgrad/viz";

manualSeed(0); // the same random numbers in every run

// 6,000 images to learn from and 1,000 to test with, each pixel a number around 0
const transform = new transforms.Compose([new transforms.ToTensor(), new transforms.Normalize([0.286], [0.353])]);
const trainSet = new FashionMNIST({ subset: true, train: true, transform });
const testSet = new FashionMNIST({ subset: true, train: false, transform });

/** How many of the test images the model gets right, in percent. */
function testAccuracy(model: nn.Layer): number {
  model.eval();
  let right = 0;
  for (const [images, labels] of new DataLoader(testSet, { batchSize: 250 })) {
    right += noGrad(() => model.forward(images).argmax(1).eq(labels).sum().item());
  }
  return (100 * right) / testSet.length;
}

/** Shows the model all training images, `epochs` times over, and corrects it a little after each 64 of them. */
function train(model: nn.Layer, { epochs, lr, title }: { epochs: number; lr: number; title: string }): void {
  const batches = new DataLoader(trainSet, { batchSize: 64, shuffle: true });
  const optimizer = new optim.Adam(model.parameters(), { lr });
  const schedule = new optim.lrScheduler.OneCycleLR(optimizer, lr, { epochs, stepsPerEpoch: batches.length });
  const chart = liveChart({
    title,
    x: "epoch",
    xDomain: [0, epochs],
    panels: { loss: "loss (cross-entropy)", accuracy: { y: "accuracy on test images (%)", yDomain: [0, 100] } },
  });
  let step = 0;
  for (let epoch = 1; epoch <= epochs; epoch++) {
    model.train();
    for (const [images, labels] of batches) {
      const logits = model.forward(images); // [64, 1, 28, 28] -> [64, 10]
      const loss = F.crossEntropy(logits, labels); // []
      optimizer.zeroGrad();
      loss.backward();
      optimizer.step();
      schedule.step();
      step++;
      chart.add(step / batches.length, { loss: { training: loss.item() } });
    }
    chart.add(epoch, { accuracy: { test: testAccuracy(model) } });
  }
}

const linear = new nn.Linear(28 * 28, 10);
const firstModel = new nn.Sequential(new nn.Flatten(), linear);
train(firstModel, { epochs: 3, lr: 0.01, title: "The first network" });

// %% [markdown]
// There are ten kinds of clothes, so guessing gets 10 % right: that share is called the *accuracy*. Your network's, after a
// few seconds:

// %%
console.log(`${testAccuracy(firstModel).toFixed(1)} % of the test images are named correctly`);

// %% [markdown]
// **Change one thing.** In the last line of the big cell, set `epochs: 3` to `epochs: 1` and run the cell again; then try
// `lr: 0.00001`. Predict first: which of the two hurts more? (`lr` is the *learning rate*: how far a correction goes.)
// Put both back when you are done.

// %% [markdown]
// ## 2. What did it learn from?
// *5 minutes*
//
// The pictures are **Fashion-MNIST**: articles from a shop, 28 pixels wide and 28 high, grey, each with one of ten
// labels (Xiao, Rasul and Vollgraf 2017, [arXiv:1708.07747](https://arxiv.org/abs/1708.07747)). Here are a few the
// network will be tested with. It never learns from those: an examination with the questions handed out before would
// measure memory, not understanding.

// %%
const [testImages, testLabels] = testSet.toTensors(); // [1000, 1, 28, 28], [1000]
const classes = FashionMNIST.classes;
imageGrid(testImages.at("0:16"), { labels: testLabels.at("0:16"), classes, range: "auto", title: "Test images" });

// %% [markdown]
// To the network an image is a *tensor*: numbers in rows and columns. `testImages` holds all thousand at once. Its
// *shape* is `[1000, 1, 28, 28]`: 1,000 images, 1 *channel* (grey; a colour image has 3), 28 rows, 28 columns. You will
// see the letters `[N, C, H, W]` for this everywhere: number, channels, height, width.
//
// The files hold whole numbers from 0 (black) to 255 (white). `ToTensor` divides by 255, and `Normalize` subtracts the
// mean 0.286 and divides by the standard deviation 0.353, so that the values lie around 0, where networks learn best.

// %%
const boot = testImages.at(testLabels.data.indexOf(9)); // the first ankle boot: [1, 28, 28]
console.log(`shape [${boot.shape}], from ${boot.min().item().toFixed(2)} to ${boot.max().item().toFixed(2)}`);
console.log(`a corner of it:\n${boot.at(0, "12:16", "12:18")}`);

// %% [markdown]
// ## 3. What the first network computes
// *8 minutes*
//
// The network has one layer. `Flatten` lays the 28 rows of an image end to end: 784 numbers $x$. `Linear` multiplies
// each by a *weight*, adds them up, and does so ten times with different weights, once for each class:
//
// $$\text{logits} = W x + b \qquad W: [10, 784],\quad x: [784],\quad b: [10]$$
//
// The ten results are called *logits*: one score for each class; the largest wins. Formula and code, side by side:

// %%
const flat = boot.flatten(); // [1, 28, 28] -> [784]
const byHand = linear.weight.matmul(flat).add(linear.bias!); // [10, 784] x [784] + [10] -> [10]
const byLayer = firstModel.forward(boot.unsqueeze(0)).at(0); // [1, 1, 28, 28] -> [1, 10] -> [10]
console.log("by hand: ", `${byHand.detach()}`);
console.log("by layer:", `${byLayer.detach()}`);
console.log(`largest: ${classes[byHand.argmax().item()]}`);

// %% [markdown]
// ### How wrong is it? The loss
//
// To improve, the network needs one number that says how wrong it is. The *softmax* turns the logits $z$ into
// probabilities, and the *cross-entropy* is minus the logarithm of the probability given to the true class $t$:
//
// $$p_i = \frac{e^{z_i}}{\sum_j e^{z_j}} \qquad\qquad \text{loss} = -\log p_t$$
//
// Certain and right costs almost nothing; certain and wrong costs a lot.
//
// **Predict:** a network that knows nothing gives each of ten classes the probability 0.1. What is its loss?
//
// <details><summary>Answer</summary>
//
// $-\log 0.1 = 2.303$. That is where every curve with ten classes begins. If yours starts far above, the first
// predictions are not "I do not know" but confidently wrong.
//
// </details>

// %%
const untrained = new nn.Sequential(new nn.Flatten(), new nn.Linear(784, 10));
const losses = {
  "knows nothing": -Math.log(0.1),
  "untrained network": noGrad(() => F.crossEntropy(untrained.forward(testImages), testLabels).item()),
  "your network": noGrad(() => F.crossEntropy(firstModel.forward(testImages), testLabels).item()),
};
barChart(losses, { value: "mean loss on the test images (cross-entropy)", format: ".2f" });

// %% [markdown]
// ### How does it improve? The training loop
//
// Look at the five lines in the middle of `train` again. They are the heart of all deep learning, and you will write
// them yourself in the assignment:
//
// | line | what happens |
// |---|---|
// | `const logits = model.forward(images)` | 64 images go in, 64 × 10 scores come out |
// | `const loss = F.crossEntropy(logits, labels)` | how wrong they are, one number |
// | `optimizer.zeroGrad()` | forget the last correction |
// | `loss.backward()` | for every weight: if it grew a little, how would the loss change? That number is its *gradient* |
// | `optimizer.step()` | move every weight a small step against its gradient, so that the loss falls |
//
// 64 images are a *batch*; once through all 6,000 is an *epoch*. The *optimizer* (Adam) decides how far each weight moves,
// and the schedule (`OneCycleLR`) lets the steps grow at first and shrink towards the end, like parking a car.
// `model.train()` and `model.eval()` switch between practice and examination; section 5 shows why that matters.
//
// > As in PyTorch, gradients add up until `zeroGrad()`. Leaving it out is the classic mistake; here as there, nothing
// > warns you, the loss just wanders. Memory needs no care: tensors that nothing refers to are freed by themselves.

// %% [markdown]
// ### What has it found?
//
// Each class has 784 weights, one for every pixel, so they can be looked at as a picture: white where a bright pixel
// speaks for the class, black where it speaks against it.

// %%
const templates = linear.weight.detach().reshape([10, 1, 28, 28]); // [10, 784] -> [10, 1, 28, 28]
imageGrid(templates, {
  labels: [...classes],
  range: "auto",
  columns: 5,
  tile: 112,
  title: "Weights of the first network",
});

// %% [markdown]
// Some are ghosts of the garments: each is a template that is laid over the image. Which leads to a suspicion.
//
// **Predict:** we move every test image a few pixels up. A human would hardly notice. What happens to the accuracy of the
// network when the shift is 4 pixels: does it lose nothing, a tenth, or more than half?

// %%
const black = testImages.min().item();

/** Accuracy on the test images moved up by `pixels`, in percent. */
function shiftedAccuracy(model: nn.Layer, pixels: number): number {
  model.eval();
  const rest = testImages.at(":", ":", `${pixels}:`); // [1000, 1, 28 - pixels, 28], without the upper rows
  const moved = F.pad(rest, [0, 0, 0, pixels], { value: black }); // [1000, 1, 28, 28], black rows below
  return noGrad(() => 100 * model.forward(moved).argmax(1).eq(testLabels).float().mean().item());
}

const shifts = [0, 1, 2, 3, 4, 5, 6];
const shiftedFirst = shifts.map((pixels) => shiftedAccuracy(firstModel, pixels));
lineChart(
  { "first network": shiftedFirst },
  { title: "Moved images", x: "shift (pixels)", y: "accuracy on test images (%)", yDomain: [0, 100] },
);

// %% [markdown]
// A template fits at one place only. What we want is a detector that is carried over the whole image and finds a sleeve,
// a heel or a strap wherever it is. That is a convolution.

// %% [markdown]
// ## 4. Convolution: one small detector, everywhere
// *10 minutes*
//
// Take 3 × 3 weights, the *kernel*. Lay it on the top left corner of the image, multiply each weight with the pixel under
// it, add up the nine products, write the sum down; move one pixel to the right, repeat:
//
// $$y_{r,c} = \sum_{i=0}^{2}\sum_{j=0}^{2} k_{i,j}\; x_{r+i,\,c+j}$$
//
// As code, with nothing but loops. This kernel answers where dark turns to bright from left to right: it finds the left
// sides of things (and, with a minus sign, their right sides).

// %%
/** [H, W] image and [3, 3] kernel -> [H - 2, W - 2] */
function convolve(image: number[][], kernel: number[][]): number[][] {
  const [height, width] = [image.length - 2, image[0]!.length - 2];
  return Array.from({ length: height }, (_, r) =>
    Array.from({ length: width }, (_, c) => {
      let sum = 0;
      for (let i = 0; i < 3; i++) for (let j = 0; j < 3; j++) sum += kernel[i]![j]! * image[r + i]![c + j]!;
      return sum;
    }),
  );
}

const sides = [
  [-1, 0, 1],
  [-2, 0, 2],
  [-1, 0, 1],
];
const tops = [
  [-1, -2, -1],
  [0, 0, 0],
  [1, 2, 1],
];
convolve(
  [
    [0, 0, 9, 9],
    [0, 0, 9, 9],
    [0, 0, 9, 9],
  ],
  sides,
);

// %% [markdown]
// The library's convolution gives the same numbers, for whole batches and much faster. Its images are `[N, C, H, W]`, its
// kernels `[channels out, channels in, height, width]`.
//
// > `F.conv2d` is PyTorch's `F.conv2d`. Strictly, both compute a cross-correlation: mathematicians flip the kernel first.

// %%
const pixels = boot.at(0).toArray() as number[][]; // [28][28]
const kernels = tensor([sides, tops]).unsqueeze(1); // [2, 3, 3] -> [2, 1, 3, 3]
const responses = F.conv2d(boot.unsqueeze(0), kernels); // [1, 1, 28, 28] -> [1, 2, 26, 26]
const loops = tensor([convolve(pixels, sides), convolve(pixels, tops)]); // [2, 26, 26]
console.log("largest difference to our loops:", responses.at(0).sub(loops).abs().max().item());

imageGrid([boot, responses.at(0, 0), responses.at(0, 1)], {
  labels: ["image", "sides", "tops and bottoms"],
  range: "auto",
  tile: 140,
});

// %% [markdown]
// We wrote these two kernels by hand. A network learns its kernels, as it learned the templates: by the same five lines.
//
// ### Four words you need
//
// - A layer has many kernels. Each gives one image of responses, a *channel*: `Conv2d(1, 16, 3)` makes 16 channels of 1.
//   Layers after it look at all 16 at once, so their kernels are `[16, 3, 3]` each.
// - *Padding* puts zeros around the image, so that it does not shrink: `padding: 1` keeps 28 × 28.
// - *Stride* 2 moves the kernel by two pixels at a time and halves height and width.
// - `ReLU`, $\max(0, x)$, follows a convolution and keeps only positive responses. Without something bent between them,
//   two linear layers in a row would only be one linear layer.
//
// $$\text{size out} = \left\lfloor \frac{\text{size in} + 2 \cdot \text{padding} - \text{kernel}}{\text{stride}} \right\rfloor + 1$$
//
// **Predict** the four shapes before you run the cell:

// %%
const batch = testImages.at("0:64"); // [64, 1, 28, 28]
const layers = {
  "Conv2d(1, 16, 3)": new nn.Conv2d(1, 16, 3),
  "Conv2d(1, 16, 3, { padding: 1 })": new nn.Conv2d(1, 16, 3, { padding: 1 }),
  "Conv2d(1, 16, 3, { padding: 1, stride: 2 })": new nn.Conv2d(1, 16, 3, { padding: 1, stride: 2 }),
  "Conv2d(1, 32, 5, { stride: 2 })": new nn.Conv2d(1, 32, 5, { stride: 2 }),
};
Object.entries(layers).map(([layer, conv]) => ({
  layer,
  in: `[${batch.shape}]`,
  out: `[${conv.forward(batch).shape}]`,
}));

// %% [markdown]
// ### And it is cheap
//
// `Linear(784, 10)` has a weight for every pixel and class, and a *bias* for every class: each learned number is a
// *parameter*. A convolution has the same few weights for the whole image.
//
// **Predict:** how many parameters has `Conv2d(1, 16, 3)`? (16 kernels of 1 × 3 × 3 weights, and a bias for each.)

// %%
/** The number of weights and biases in a module. */
function countParameters(module: nn.Module): number {
  return module.parameters().reduce((sum, parameter) => sum + parameter.numel(), 0);
}

[
  { layer: "Linear(784, 10)", "by hand": 784 * 10 + 10, counted: countParameters(linear) },
  { layer: "Conv2d(1, 16, 3)", "by hand": 16 * 1 * 3 * 3 + 16, counted: countParameters(new nn.Conv2d(1, 16, 3)) },
  { layer: "Conv2d(16, 32, 3)", "by hand": 32 * 16 * 3 * 3 + 32, counted: countParameters(new nn.Conv2d(16, 32, 3)) },
];

// %% [markdown]
// ## 5. Batch norm: keeping the numbers in range
// *7 minutes*
//
// Layers feed layers. If one starts to send out numbers around 1,000, the next has to cope, and all learning goes into
// keeping up. *Batch normalization* puts every channel back to mean 0 and standard deviation 1, measured over the batch
// (over `N`, `H` and `W`), and then lets the network choose a scale $\gamma$ and a shift $\beta$ for it:
//
// $$y = \gamma \cdot \frac{x - \mu}{\sqrt{\sigma^2 + \epsilon}} + \beta$$

// %%
const wild = randn([64, 16, 7, 7]).mul(3).add(10); // mean 10, standard deviation 3
const norm = new nn.BatchNorm2d(16); // γ starts at 1, β at 0

const mean = wild.mean([0, 2, 3], { keepdim: true }); // [1, 16, 1, 1]
const variance = wild.sub(mean).square().mean([0, 2, 3], { keepdim: true }); // [1, 16, 1, 1]
const normed = wild.sub(mean).div(variance.add(norm.eps).sqrt()); // [64, 16, 7, 7]

console.log("largest difference to the layer:", norm.forward(wild).sub(normed).abs().max().item());
console.log(`mean ${normed.mean().item().toFixed(3)}, standard deviation ${normed.std().item().toFixed(3)}`);

// %% [markdown]
// In an examination there may be a single image, and no batch to measure. So the layer keeps running averages while it
// practises: after each batch, `running = 0.9 · running + 0.1 · batch`, starting from mean 0 and variance 1. `model.eval()`
// makes it use those.
//
// **Predict:** our layer has seen one batch, with mean 10. What mean will its output have in `eval` mode: 0, or about 9?

// %%
norm.eval();
const examined = norm.forward(wild).mean().item();
console.log(
  `running mean ${norm.runningMean!.mean().item().toFixed(2)}, so the output's mean is ${examined.toFixed(2)}`,
);

// %% [markdown]
// <details><summary>Why?</summary>
//
// The running mean is still close to its start: 0.9 · 0 + 0.1 · 10 = 1. The layer subtracts 1, not 10, and divides by
// the root of a running variance that has only begun to grow, too. After a few dozen batches the running values are right.
// This is why the two modes can disagree wildly in a young network, and why forgetting `eval()` is among the most
// frequent mistakes there are.
//
// </details>
//
// > Same defaults as PyTorch: `momentum` 0.1 (weight of the new batch), `eps` 1e-5, and the running variance is the
// > unbiased one while the batch is normalized with the biased one.

// %% [markdown]
// ## 6. The residual block: a way around
// *10 minutes*
//
// More layers can see more: edges, then corners, then collars. But stack twenty plain layers, and they hardly learn. Here is
// one reason. Each layer passes the gradient on to the layer before it, and each changes its size a little. Look at what
// arrives where. The two towers have the same twenty convolutions; the second **adds each layer's input to its output**.
//
// **Predict:** the twentieth layer's gradient is around 0.1 in the plain tower. What about the first layer's: a half of
// that, a hundredth, a millionth?

// %%
/** How large the gradient is at each layer of a tower of twenty convolutions, as a power of ten. */
function gradientSizes(shortcut: boolean): [layer: number, size: number][] {
  manualSeed(0);
  const convolutions = Array.from({ length: 20 }, () => new nn.Conv2d(16, 16, 3, { padding: 1 }));
  let x = randn([16, 16, 10, 10]).relu(); // [16, 16, 10, 10], and so it stays
  for (const convolution of convolutions) {
    const fx = convolution.forward(x).relu();
    x = shortcut ? fx.add(x) : fx;
  }
  x.square().mean().sqrt().backward();
  return convolutions.map(({ weight }, i) => [i + 1, Math.log10(weight.grad!.norm().item())]);
}

lineChart(
  { plain: gradientSizes(false), "with shortcuts": gradientSizes(true) },
  { title: "What arrives at each layer", x: "layer (1 is next to the image)", y: "gradient (power of ten)" },
);

// %% [markdown]
// In the plain tower the first layers get next to nothing: they stay as they are, whatever comes after them. With shortcuts
// all layers get a gradient of about the same size. (Batch norm would help the plain tower, too; there is none in either,
// so that you see the shortcut at work alone.) The reason is one derivative:
//
// $$y = F(x) + x \qquad\Rightarrow\qquad \frac{\partial y}{\partial x} = \frac{\partial F}{\partial x} + 1$$
//
// However small $\partial F / \partial x$ becomes, the **1** carries the gradient through. And the block has an easy way
// to do nothing: $F = 0$ leaves $x$ as it is, so a deeper network need never be worse than a shallower one. $F$ only has
// to learn the difference to its input, the residual; hence the name (He, Zhang, Ren and Sun 2015,
// [arXiv:1512.03385](https://arxiv.org/abs/1512.03385)).
//
// ### The block
//
// ```
//        ┌──────────── shortcut ────────────┐
//  x ────┤                                  + ── relu ── y
//        └─ conv ─ norm ─ relu ─ conv ─ norm┘
// ```
//
// You can only add what has the same shape. Where a block halves the image or changes the channels, a 1 × 1 convolution with
// the same stride brings `x` to the new shape. Batch norm shifts its channels anyway, so the convolutions before it need
// no bias.

// %%
class ResidualBlock extends nn.Module {
  readonly residual: nn.Layer;
  readonly shortcut: nn.Layer;

  constructor(channelsIn: number, channelsOut: number, { stride = 1 }: { stride?: number } = {}) {
    super();
    this.residual = new nn.Sequential(
      new nn.Conv2d(channelsIn, channelsOut, 3, { stride, padding: 1, bias: false }), // [N, out, H / stride, W / stride]
      new nn.BatchNorm2d(channelsOut),
      new nn.ReLU(),
      new nn.Conv2d(channelsOut, channelsOut, 3, { padding: 1, bias: false }), // the same shape
      new nn.BatchNorm2d(channelsOut),
    );
    const sameShape = stride === 1 && channelsIn === channelsOut;
    this.shortcut = sameShape
      ? new nn.Identity()
      : new nn.Sequential(
          new nn.Conv2d(channelsIn, channelsOut, 1, { stride, bias: false }),
          new nn.BatchNorm2d(channelsOut),
        );
  }

  override forward(x: Tensor): Tensor {
    return this.residual.forward(x).add(this.shortcut.forward(x)).relu(); // F(x) + x, then ReLU
  }
}

const x16 = randn([64, 16, 14, 14]).relu();
console.log(`ResidualBlock(16, 16):                [${new ResidualBlock(16, 16).forward(x16).shape}]`);
console.log(`ResidualBlock(16, 32, { stride: 2 }): [${new ResidualBlock(16, 32, { stride: 2 }).forward(x16).shape}]`);

// %% [markdown]
// **Predict:** we set the scale $\gamma$ of the last batch norm in `ResidualBlock(16, 16)` to 0, so that $F(x) = 0$. What
// does the block do with an image that has no negative values?

// %%
const idle = new ResidualBlock(16, 16);
const lastNorm = idle.getSubmodule("residual.4") as nn.BatchNorm2d;
noGrad(() => lastNorm.weight!.zero_());
console.log("largest change:", idle.forward(x16).sub(x16).abs().max().item());

// %% [markdown]
// ## 7. The whole network
// *5 minutes*
//
// All pieces are there. The *stem* makes channels of the grey image and halves it by *max pooling* (of each 2 × 2 pixels
// only the largest stays). Three residual blocks follow; the second and the third trade space for channels. At the end every
// channel is averaged over all places (*global average pooling*): it no longer matters where a heel was seen. A linear
// layer turns the 64 averages into 10 logits.

// %%
class ResNet extends nn.Module {
  readonly stem: nn.Layer;
  readonly block1: nn.Layer;
  readonly block2: nn.Layer;
  readonly block3: nn.Layer;
  readonly pool: nn.Layer;
  readonly classifier: nn.Layer;

  constructor({ channels = 16 }: { channels?: number } = {}) {
    super();
    this.stem = new nn.Sequential(
      new nn.Conv2d(1, channels, 3, { padding: 1, bias: false }),
      new nn.BatchNorm2d(channels),
      new nn.ReLU(),
      new nn.MaxPool2d(2),
    );
    this.block1 = new ResidualBlock(channels, channels);
    this.block2 = new ResidualBlock(channels, 2 * channels, { stride: 2 });
    this.block3 = new ResidualBlock(2 * channels, 4 * channels, { stride: 2 });
    this.pool = new nn.Sequential(new nn.AdaptiveAvgPool2d(1), new nn.Flatten());
    this.classifier = new nn.Linear(4 * channels, 10);
  }

  override forward(x: Tensor): Tensor {
    // [N, 1, 28, 28]
    x = this.stem.forward(x); // [N, 16, 14, 14]
    x = this.block1.forward(x); // [N, 16, 14, 14]
    x = this.block2.forward(x); // [N, 32, 7, 7]
    x = this.block3.forward(x); // [N, 64, 4, 4]
    x = this.pool.forward(x); // [N, 64]
    return this.classifier.forward(x); // [N, 10]
  }
}

manualSeed(0);
const resnet = new ResNet();
resnet;

// %% [markdown]
// Do not believe the comments: trace the shapes. A *hook* is a function that a layer calls whenever it has run.

// %%
const trace: { part: string; out: string; parameters: number }[] = [];
const hooks = resnet.namedChildren().map(([part, module]) =>
  module.registerForwardHook((_, __, output) => {
    trace.push({ part, out: `[${(output as Tensor).shape}]`, parameters: countParameters(module) });
  }),
);
noGrad(() => resnet.forward(batch));
for (const hook of hooks) hook.remove();
trace.push({ part: "all", out: "", parameters: countParameters(resnet) });
trace;

// %% [markdown]
// ## 8. Train it
// *4 minutes, of which your computer works one*
//
// The same `train` as for the first network: it never looked inside the model.
//
// **Predict,** and write it down: the accuracy after four epochs; and will the loss end above or below the first network's?

// %% id="train-resnet"
const started = performance.now();
train(resnet, { epochs: 4, lr: 0.01, title: "The residual network" });
const seconds = (performance.now() - started) / 1000;

// %%
const comparison = { "first network": testAccuracy(firstModel), ResNet: testAccuracy(resnet) };
console.log(`ResNet: ${comparison.ResNet.toFixed(1)} % after ${seconds.toFixed(0)} s of training`);
barChart(comparison, { value: "accuracy on test images (%)", max: 100, format: ".1f" });

// %% [markdown]
// And the moved images? The kernels go everywhere and the average forgets the place, so a shift should hurt less.

// %%
lineChart(
  { "first network": shiftedFirst, ResNet: shifts.map((pixels) => shiftedAccuracy(resnet, pixels)) },
  { title: "Moved images", x: "shift (pixels)", y: "accuracy on test images (%)", yDomain: [0, 100] },
);

// %% [markdown]
// It loses less, but it does lose: near the border the padding betrays the place, and the network never saw a moved image
// while it learned. Showing it some is called *augmentation*; week 2 is about that.

// %% [markdown]
// ## 9. Look at the mistakes
// *6 minutes*
//
// A single number hides what a network does. Look at predictions; wrong ones have a frame, a cross, and the truth below.

// %%
resnet.eval();
const probabilities = noGrad(() => F.softmax(resnet.forward(testImages), 1)); // [1000, 10]
const { values: confidence, indices: predictions } = probabilities.max(1); // [1000], [1000]

imageGrid(testImages.at("0:32"), {
  labels: testLabels.at("0:32"),
  predictions: predictions.at("0:32"),
  classes,
  range: "auto",
  title: "What the network says",
});

// %% [markdown]
// Now the mistakes it was surest of. Would you have known better?

// %%
const surest = confidence.mul(predictions.ne(testLabels).float()).topk(8).indices; // [8]
imageGrid(testImages.indexSelect(0, surest), {
  labels: testLabels.indexSelect(0, surest),
  predictions: predictions.indexSelect(0, surest),
  classes,
  range: "auto",
  title: "Most confident mistakes",
});

// %% [markdown]
// The *confusion matrix* counts all of them: a row for each true class, a column for each predicted one.
//
// **Predict:** which two classes are mixed up most?

// %%
confusionMatrix(testLabels.data, predictions.data, { classes, title: "What is taken for what" });

// %% [markdown]
// Questions to think about, or to ask your neighbour:
//
// 1. Which class is hardest? Is it mixed up evenly, or with a few others?
// 2. Which class is easiest? What sets it apart in 28 × 28 grey pixels?
// 3. A shop loses more money by sending a coat instead of a pullover than a sandal instead of a sneaker. Which number
//    would you watch, if not the accuracy?

// %% [markdown]
// ## 10. Change one thing
// *10 minutes, or as long as you like*
//
// This is how people in the field learn, too: change one thing, predict, run, write down. `experiment` trains a fresh
// network for one epoch and adds a line to the log. One epoch is little; it is enough to compare.

// %%
const log: { change: string; parameters: number; "accuracy (%)": number; seconds: number }[] = [];

function experiment(change: string, { channels = 16, epochs = 1, lr = 0.01 } = {}) {
  manualSeed(0);
  const model = new ResNet({ channels });
  const start = performance.now();
  train(model, { epochs, lr, title: change });
  const spent = Number(((performance.now() - start) / 1000).toFixed(1));
  log.push({ change, parameters: countParameters(model), "accuracy (%)": testAccuracy(model), seconds: spent });
  return log;
}

experiment("as it was");

// %% [markdown]
// **Predict:** the learning rate divided by 100. Better, worse, or the same but slower?

// %%
experiment("lr 0.0001", { lr: 0.0001 });

// %% [markdown]
// **Predict:** half as many channels. How many parameters are left: a half, or a quarter? And the accuracy?

// %%
experiment("8 channels", { channels: 8 });

// %% [markdown]
// Your turn. Copy a cell and change one thing at a time:
//
// - the learning rate to 0.1, to 1: where does it break, and how does the curve look then?
// - 32 channels: what does it cost, what does it bring?
// - two epochs; eight epochs: when does it stop paying?
// - all 60,000 images: `new FashionMNIST({ download: true, transform })` in the place of `trainSet` (31 MB, fetched once)
// - in `ResidualBlock.forward`, leave out `.add(this.shortcut.forward(x))` (run that cell and the one with `ResNet` again
//   before you experiment). With three blocks the difference is small. Why would it be large with twenty?
// - in `train`, leave out `optimizer.zeroGrad()`.

// %% [markdown]
// ## What you know now
//
// 1. A network is a function with many adjustable numbers; the *loss* says how wrong it is, `backward()` in which
//    direction every number should move, and the *optimizer* moves it.
// 2. A *convolution* uses the same small kernel everywhere: few parameters, and it does not matter much where things are.
// 3. *Batch normalization* keeps each channel in range; it behaves differently in `train` and in `eval`.
// 4. A *residual block* computes $F(x) + x$. The 1 in its derivative carries the gradient to the first layers.
// 5. Accuracy is one number: look at the images, the confident mistakes and the confusion matrix, too.
//
// **Questions an interviewer might ask.** Why has a convolution before batch norm no bias? What does a 1 × 1 convolution
// do? Why add and not multiply in a shortcut? Why is the test set never trained on? What is the loss of a network that
// knows nothing, with 100 classes?
//
// **Next:** the assignment `residual-block`: you write the block step by step, count its parameters by hand, and train a
// network with a loop of your own.

// %% [markdown]
// ## Glossary
//
// | word | meaning |
// |---|---|
// | *accuracy* | share of examples whose largest logit is the true class |
// | *augmentation* | showing changed copies of the training images: moved, mirrored, darker |
// | *batch* | the examples that are processed together; here 64 |
// | *batch normalization* | scaling each channel to mean 0 and deviation 1 over the batch, then by a learned scale and shift |
// | *bias* | a learned number that is added to a weighted sum |
// | *channel* | one image of responses; a colour image has three, a layer's output as many as it has kernels |
// | *confusion matrix* | how often each true class was predicted as each class |
// | *convolution* | the weighted sum of a small neighbourhood, with the same weights at every place |
// | *cross-entropy* | minus the logarithm of the probability given to the true class |
// | *epoch* | once through all training examples |
// | *global average pooling* | the mean of each channel over all places |
// | *gradient* | for each parameter: how the loss changes when it grows a little |
// | *hook* | a function that a layer calls when it has run |
// | *kernel* | the small block of weights of a convolution |
// | *learning rate* | how far the optimizer moves for a given gradient |
// | *logits* | scores before the softmax, one for each class |
// | *loss* | how wrong the network is, as one number |
// | *max pooling* | keeping the largest value of each small square |
// | *optimizer* | the rule that moves the parameters; here Adam |
// | *padding* | zeros around an image, so that it does not shrink |
// | *parameter* | a number that is learned: a weight or a bias |
// | *residual block* | $y = F(x) + x$ with a few layers as $F$ |
// | *shape* | the sizes of a tensor's dimensions, such as `[64, 1, 28, 28]` |
// | *softmax* | turns logits into probabilities that add up to 1 |
// | *stem* | the first layers of a network, before its repeated blocks |
// | *stride* | how many pixels the kernel moves at a time |
// | *tensor* | an array of numbers with any number of dimensions |
// | *weight* | a learned number that an input is multiplied by |
