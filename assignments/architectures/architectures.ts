// %% [markdown]
// # Architectures
//
// Eight questions on the lesson *Architectures: from AlexNet to EfficientNet*, from counting on paper to a ResNet of your
// own that gives the zoo's outputs to the last digit:
//
// | question | what you do | points |
// |---|---|---|
// | 1 | count a convolution: parameters, MACs, FLOPs | 4 |
// | 2 | compute a receptive field | 3 |
// | 3 | build an Inception module | 4 |
// | 4 | GoogLeNet's loss, and what a second softmax costs | 3 |
// | 5 | build a squeeze-and-excitation layer and a bottleneck block | 6 |
// | 6 | plan the stages of a ResNet | 3 |
// | 7 | build ResNet-18 from a plan | 5 |
// | 8 | the laboratory: which count did they print? | 4 |
//
// It takes about 110 minutes; stop after any question and come back. No question needs another one. Replace each
// `throw new Error("Not implemented: ...")`, run the cell, then the `check` below it. After you hand in, hidden tests look at
// other sizes and at the corners.
//
// Your blocks are compared with the library's: the zoo's weights are copied into yours, and both must give the same output.
// For that to work, your layers need **the names the text gives**.

// %%
import { cat, F, manualSeed, nn, noGrad, type Tensor, zeros } from "tsgrad";
import { check } from "tsgrad/check";
import { models } from "tsgrad/vision";

// %% [markdown]
// ## Question 1: what a convolution costs (4 points)
//
// Write `convolutionCost`. It gets a convolution's settings and the height and width of its input (the same for both), and
// returns four numbers:
//
// - `size`: height and width of the output;
// - `parameters`: weights, and where there are any, biases and batch norm's scale and shift;
// - `macs`: multiply-accumulates for one image; those of the weights only, as in all tables;
// - `flops`: floating-point operations, two for each multiply-accumulate.
//
// $$\text{size} = \left\lfloor \frac{\text{input} + 2 \cdot \text{padding} - \text{kernel}}{\text{stride}} \right\rfloor + 1$$

// %%
interface Convolution {
  inChannels: number;
  outChannels: number;
  kernel: number;
  stride: number;
  padding: number;
  groups: number;
  bias: boolean;
  batchNorm: boolean;
  /** Height and width of the input. */
  input: number;
}

// %% question="q1" points=4 seconds=10
function convolutionCost(layer: Convolution): { size: number; parameters: number; macs: number; flops: number } {
  // BEGIN SOLUTION
  const { inChannels, outChannels, kernel, stride, padding, groups, bias, batchNorm, input } = layer;
  // Rounded down: what is left over at the edge is not visited. Common mistake: the + 1 inside the floor's division.
  const size = Math.floor((input + 2 * padding - kernel) / stride) + 1;
  // Each output channel sees the channels of its group only. Common mistake: dividing the output channels by the groups, too.
  const weights = kernel * kernel * (inChannels / groups) * outChannels;
  // One bias an output channel, not one a weight. Batch norm learns two numbers a channel; its running ones are not learned.
  const parameters = weights + (bias ? outChannels : 0) + (batchNorm ? 2 * outChannels : 0);
  // Every weight is used once at every place of the OUTPUT. Common mistake: the input's places, which is stride² times as many.
  const macs = weights * size * size;
  return { size, parameters, macs, flops: 2 * macs };
  // END SOLUTION
}

// %% check="q1"

// %% [markdown] solution=true
// **For mentors.** Ask: which of the four numbers change when the image is twice as large? (size, macs, flops, and not the
// parameters.) Why does nobody count batch norm's multiplications? (They are one a number, next to thousands.)

// %% [markdown]
// ## Question 2: how far it sees (3 points)
//
// Write `receptiveField`: how many pixels of the image, in a row, reach one output behind these layers. Each has a `kernel`
// and a `stride`, and a `dilation` $d$, which spreads the kernel: it then reaches over $d \cdot (k - 1) + 1$ pixels of its
// input.

// %%
interface Spatial {
  kernel: number;
  stride: number;
  dilation: number;
}

// %% question="q2" points=3 seconds=10
function receptiveField(layers: Spatial[]): number {
  // BEGIN SOLUTION
  let field = 1;
  let jump = 1; // pixels of the image between two neighbouring inputs of the layer
  for (const { kernel, stride, dilation } of layers) {
    // kernel - 1 steps beyond the first, each `dilation` inputs wide, each input `jump` pixels apart.
    field += (kernel - 1) * dilation * jump;
    // After the sum: a layer's own stride spreads its outputs, not its inputs. Common mistake: the other order.
    jump *= stride;
  }
  return field;
  // END SOLUTION
}

// %% check="q2"

// %% [markdown] solution=true
// **For mentors.** Ask: does a 1 × 1 convolution with stride 2 enlarge the field? (Not its own, but that of every layer after
// it.) VGG-16's field is 212 pixels of 224: what do the outputs at the border see? (Padding.)

// %% [markdown]
// ## Question 3: an Inception module (4 points)
//
// Four branches over the same input, joined along the channels in this order. `ConvBnRelu` is given.
//
// | name | layers |
// |---|---|
// | `branch1` | 1 × 1 to `one` channels |
// | `branch2` | `nn.Sequential` of 1 × 1 to `threeReduce`, then 3 × 3 to `three` |
// | `branch3` | `nn.Sequential` of 1 × 1 to `fiveReduce`, then 5 × 5 to `five` |
// | `branch4` | `nn.Sequential` of 3 × 3 max pooling, then 1 × 1 to `pool` |
//
// Height and width stay the same in all of them: think of the padding, and of the pooling's stride.

// %%
/** Convolution without bias, batch norm, ReLU. */
class ConvBnRelu extends nn.Module {
  readonly conv: nn.Conv2d;
  readonly bn: nn.BatchNorm2d;

  constructor(inChannels: number, outChannels: number, kernel: number, options: { padding?: number } = {}) {
    super();
    this.conv = new nn.Conv2d(inChannels, outChannels, kernel, { ...options, bias: false });
    this.bn = new nn.BatchNorm2d(outChannels, { eps: 0.001 });
  }

  override forward(x: Tensor): Tensor {
    return this.bn.forward(this.conv.forward(x)).relu();
  }
}

interface Widths {
  one: number;
  threeReduce: number;
  three: number;
  fiveReduce: number;
  five: number;
  pool: number;
}

/** The largest difference between a module of yours and one of the zoo with the same weights; an error if the names differ. */
function differenceTo(zoo: nn.Layer, yours: nn.Layer, x: Tensor): number {
  yours.loadStateDict(zoo.stateDict());
  zoo.eval();
  yours.eval();
  return noGrad(() => {
    const [expected, found] = [zoo.forward(x), yours.forward(x)];
    if (`${expected.shape}` !== `${found.shape}`) throw new Error(`expected [${expected.shape}], got [${found.shape}]`);
    return expected.sub(found).abs().max().item();
  });
}

/** How many numbers your module learns. */
const inceptionParameters = (inChannels: number, widths: Widths): number =>
  new InceptionModule(inChannels, widths).parameters().reduce((sum, parameter) => sum + parameter.numel(), 0);

/** Your module against the zoo's 3a, with the paper's 5 × 5. */
function inceptionAgainstZoo(x: Tensor): number {
  manualSeed(0);
  const { inception3a } = models.googlenet({ auxLogits: false, branch3Kernel: 5, numClasses: 2 });
  const widths = { one: 64, threeReduce: 96, three: 128, fiveReduce: 16, five: 32, pool: 32 };
  return differenceTo(inception3a, new InceptionModule(192, widths), x);
}

// %% question="q3" points=4 seconds=20
class InceptionModule extends nn.Module {
  readonly branch1: nn.Layer;
  readonly branch2: nn.Layer;
  readonly branch3: nn.Layer;
  readonly branch4: nn.Layer;

  constructor(inChannels: number, { one, threeReduce, three, fiveReduce, five, pool }: Widths) {
    super();
    // BEGIN SOLUTION
    this.branch1 = new ConvBnRelu(inChannels, one, 1);
    // Padding (k - 1) / 2 keeps the size at stride 1. Without it the branches could not be joined.
    this.branch2 = new nn.Sequential(
      new ConvBnRelu(inChannels, threeReduce, 1),
      new ConvBnRelu(threeReduce, three, 3, { padding: 1 }),
    );
    // Common mistake: 3 here, too. torchvision has it, the paper has not; see the lesson's laboratory.
    this.branch3 = new nn.Sequential(
      new ConvBnRelu(inChannels, fiveReduce, 1),
      new ConvBnRelu(fiveReduce, five, 5, { padding: 2 }),
    );
    // A pooling's stride is its kernel unless given: 3 × 3 would shrink the image. Common mistake: the 1 × 1 before the pooling.
    this.branch4 = new nn.Sequential(
      new nn.MaxPool2d(3, { stride: 1, padding: 1 }),
      new ConvBnRelu(inChannels, pool, 1),
    );
    // END SOLUTION
  }

  /** [N, inChannels, H, W] -> [N, one + three + five + pool, H, W] */
  override forward(x: Tensor): Tensor {
    // BEGIN SOLUTION
    // All four read x: they stand side by side. Common mistake: each reading the one before.
    const branches = [this.branch1, this.branch2, this.branch3, this.branch4].map((branch) => branch.forward(x));
    // Joined, not added: the branches have different numbers of channels. Dimension 1 is C of [N, C, H, W].
    return cat(branches, 1);
    // END SOLUTION
  }
}

// %% check="q3"

// %% [markdown] solution=true
// **For mentors.** Ask: why is there no ReLU after `cat`? (Each branch ends in one.) What would a 5 × 5 without the 1 × 1 before
// it cost? Could the four first 1 × 1 be one convolution? (Three of them could, split afterwards; the fourth sees pooled values.)

// %% [markdown]
// ## Question 4: three outputs, one loss (3 points)
//
// While it trains, GoogLeNet returns `{ logits, auxLogits1, auxLogits2 }`, each `[N, C]`. Write
//
// - `googlenetLoss`: the cross-entropy of the main logits, plus 0.3 times that of each auxiliary classifier;
// - `twoSoftmaxFloor`: the lowest value the cross-entropy can reach with `classes` classes when somebody puts
//   **probabilities** into it, so that there are two softmaxes in a row. Its best input is 1 for the true class, 0 for the
//   others.

// %%
/** Your loss of three outputs whose true class is always 0. */
const lossOf = (logits: Tensor, auxLogits1: Tensor, auxLogits2: Tensor): Tensor =>
  googlenetLoss({ logits, auxLogits1, auxLogits2 }, zeros([logits.shape[0]!], { dtype: "int32" }));

// %% question="q4" points=3 seconds=10
function googlenetLoss(output: { logits: Tensor; auxLogits1: Tensor; auxLogits2: Tensor }, targets: Tensor): Tensor {
  // BEGIN SOLUTION
  // Logits as they are: crossEntropy has the softmax inside, for the auxiliary classifiers as for the main one.
  const main = F.crossEntropy(output.logits, targets); // [N, C], [N] -> []
  const first = F.crossEntropy(output.auxLogits1, targets);
  const second = F.crossEntropy(output.auxLogits2, targets);
  // Common mistake: the mean of the three, or 0.3 for all. The main classifier is the one that stays.
  return main.add(first.add(second).mul(0.3));
  // END SOLUTION
}

function twoSoftmaxFloor(classes: number): number {
  // BEGIN SOLUTION
  // softmax(1, 0, ..., 0) gives e / (e + C - 1) to the true class; the loss is minus its logarithm.
  // Common mistake: e / (e + C), with C zeros in the place of C - 1.
  return -Math.log(Math.E / (Math.E + classes - 1));
  // END SOLUTION
}

// %% check="q4"

// %% [markdown] solution=true
// **For mentors.** Ask: with two softmaxes and ten classes, at which value does the curve end (1.46), and would you have noticed? Why
// may the auxiliary classifiers be missing when the network is used? Are their parameters in a published count?

// %% [markdown]
// ## Question 5: two blocks (6 points)
//
// **a)** `SqueezeExcitation(channels, reduction)`: the mean of each channel, `fc1` to `channels / reduction`, ReLU, `fc2` back to
// `channels`, sigmoid; then every channel of $x$ times its number. `fc1` and `fc2` are 1 × 1 convolutions **with** bias.
//
// $$y = x \cdot \sigma\big(\text{fc2}(\text{relu}(\text{fc1}(\text{mean}_{H,W}(x))))\big)$$
//
// **b)** `Bottleneck(inChannels, channels, stride)`: `conv1` 1 × 1 to `channels`, `conv2` 3 × 3, `conv3` 1 × 1 to
// `4 * channels`, each without bias and followed by its batch norm, `bn1` to `bn3`; ReLU after the first two; then the sum with the
// shortcut, and ReLU. The stride stands in `conv2`, as in torchvision. `downsample` brings $x$ to the new shape where
// stride or channels change: `nn.Sequential` of a 1 × 1 convolution without bias and a batch norm; elsewhere it is
// `nn.Identity`.

// %%
/** Your layer against the zoo's, in SE-ResNet-18's first block: 64 channels, reduced 16 times. */
function squeezeAgainstZoo(x: Tensor): number {
  manualSeed(0);
  const block = models.seResnet18({ numClasses: 2 }).getSubmodule("layer1.0") as nn.Module & { seModule: nn.Layer };
  return differenceTo(block.seModule, new SqueezeExcitation(64, 16), x);
}

let resnet50: models.ResNet | undefined; // large: made once

/** Your block against the zoo's, in ResNet-50: its first, one that keeps the shape, one that halves the image. */
function bottleneckAgainstZoo(which: "first" | "equal" | "halving", x: Tensor): number {
  manualSeed(0);
  resnet50 ??= models.resnet50({ numClasses: 2 });
  const [path, inChannels, channels, stride] = {
    first: ["layer1.0", 64, 64, 1] as const,
    equal: ["layer1.1", 256, 64, 1] as const,
    halving: ["layer2.0", 256, 128, 2] as const,
  }[which];
  return differenceTo(resnet50.getSubmodule(path) as nn.Layer, new Bottleneck(inChannels, channels, stride), x);
}

// %% question="q5" points=6 seconds=30
class SqueezeExcitation extends nn.Module {
  readonly fc1: nn.Conv2d;
  readonly fc2: nn.Conv2d;

  constructor(channels: number, reduction: number) {
    super();
    // BEGIN SOLUTION
    this.fc1 = new nn.Conv2d(channels, channels / reduction, 1);
    this.fc2 = new nn.Conv2d(channels / reduction, channels, 1);
    // END SOLUTION
  }

  /** [N, channels, H, W] -> [N, channels, H, W] */
  override forward(x: Tensor): Tensor {
    // BEGIN SOLUTION
    // Over the places only. Common mistake: mean() over the batch as well, so that images influence one another.
    const means = x.mean([2, 3], { keepdim: true }); // [N, channels, 1, 1]
    const hidden = this.fc1.forward(means).relu(); // [N, channels / reduction, 1, 1]
    // Sigmoid: each channel for itself. Common mistake: softmax, which would make channels compete.
    const scale = this.fc2.forward(hidden).sigmoid(); // [N, channels, 1, 1]
    return x.mul(scale); // broadcast over H and W
    // END SOLUTION
  }
}

// %% question="q5"
class Bottleneck extends nn.Module {
  readonly conv1: nn.Conv2d;
  readonly bn1: nn.BatchNorm2d;
  readonly conv2: nn.Conv2d;
  readonly bn2: nn.BatchNorm2d;
  readonly conv3: nn.Conv2d;
  readonly bn3: nn.BatchNorm2d;
  readonly downsample: nn.Layer;

  constructor(inChannels: number, channels: number, stride = 1) {
    super();
    // BEGIN SOLUTION
    const outChannels = 4 * channels;
    this.conv1 = new nn.Conv2d(inChannels, channels, 1, { bias: false });
    this.bn1 = new nn.BatchNorm2d(channels);
    // Common mistake: the stride in conv1. The paper has it there; the parameters are the same, the values and MACs are not.
    this.conv2 = new nn.Conv2d(channels, channels, 3, { stride, padding: 1, bias: false });
    this.bn2 = new nn.BatchNorm2d(channels);
    this.conv3 = new nn.Conv2d(channels, outChannels, 1, { bias: false });
    this.bn3 = new nn.BatchNorm2d(outChannels);
    // Common mistake: a projection only where the stride is not 1. ResNet-50's very first block goes from 64 to 256.
    const sameShape = stride === 1 && inChannels === outChannels;
    this.downsample = sameShape
      ? new nn.Identity()
      : new nn.Sequential(
          new nn.Conv2d(inChannels, outChannels, 1, { stride, bias: false }),
          new nn.BatchNorm2d(outChannels),
        );
    // END SOLUTION
  }

  /** [N, inChannels, H, W] -> [N, 4 channels, H / stride, W / stride] */
  override forward(x: Tensor): Tensor {
    // BEGIN SOLUTION
    let branch = this.bn1.forward(this.conv1.forward(x)).relu(); // [N, channels, H, W]
    branch = this.bn2.forward(this.conv2.forward(branch)).relu(); // [N, channels, H / stride, W / stride]
    branch = this.bn3.forward(this.conv3.forward(branch)); // [N, 4 channels, H / stride, W / stride]; no ReLU: F may be negative
    return branch.add(this.downsample.forward(x)).relu();
    // END SOLUTION
  }
}

// %% check="q5"

// %% [markdown] solution=true
// **For mentors.** Ask: what does SE do with an image whose channels have mean 0 everywhere? (It scales by $\sigma$ of the biases.) Why is
// the sigmoid never exactly 0 or 1, and is that good? Where would you put SE into the bottleneck, before or after the sum?

// %% [markdown]
// ## Question 6: the plan (3 points)
//
// A ResNet of basic blocks (two 3 × 3 convolutions) is a list of blocks. Write `planStages(counts)`: for ResNet-34, `counts` is
// `[3, 4, 6, 3]`. The first stage works with 64 channels, each later stage with twice as many as the one before. The stem
// gives 64 channels. The **first** block of each stage but the first has stride 2. A block needs a `projection` where its
// stride or its channels change.

// %%
interface PlannedBlock {
  inChannels: number;
  outChannels: number;
  stride: number;
  projection: boolean;
}

// %% question="q6" points=3 seconds=10
function planStages(counts: number[]): PlannedBlock[] {
  // BEGIN SOLUTION
  let inChannels = 64;
  return counts.flatMap((count, stage) => {
    const outChannels = 64 * 2 ** stage;
    return Array.from({ length: count }, (_, i) => {
      // Once a stage. Common mistake: stride 2 in all its blocks; with [3, 4, 6, 3] the image would be gone halfway.
      const stride = i === 0 && stage > 0 ? 2 : 1;
      const projection = stride !== 1 || inChannels !== outChannels;
      const block = { inChannels, outChannels, stride, projection };
      // The next block gets what this one gives. Common mistake: all blocks of a stage starting from the stage before.
      inChannels = outChannels;
      return block;
    });
  });
  // END SOLUTION
}

// %% check="q6"

// %% [markdown] solution=true
// **For mentors.** Ask: why has the first stage no projection here, but one in ResNet-50? How many layers with weights come of
// `[3, 4, 6, 3]`? (2 · 16 + 2 = 34: projections are not counted.)

// %% [markdown]
// ## Question 7: ResNet-18 (5 points)
//
// Build the network from the plan below, which is the zoo's ResNet-18. `BasicBlock` is given. Your class needs
//
// - `conv1`: 7 × 7 to 64 channels, stride 2, padding 3, no bias; `bn1`; then ReLU;
// - `maxpool`: 3 × 3, stride 2, padding 1;
// - `layer1` to `layer4`: an `nn.Sequential` of two planned blocks each;
// - `fc`: a linear layer from 512 features to `numClasses`, after the mean over all places;
// - `featuresOf(x)`: `[N, 512]`, what the network returns **without** its last layer. Do it by putting an `nn.Identity` in the
//   place of `fc`, and put `fc` back afterwards.

// %%
const plan: PlannedBlock[] = [
  { inChannels: 64, outChannels: 64, stride: 1, projection: false },
  { inChannels: 64, outChannels: 64, stride: 1, projection: false },
  { inChannels: 64, outChannels: 128, stride: 2, projection: true },
  { inChannels: 128, outChannels: 128, stride: 1, projection: false },
  { inChannels: 128, outChannels: 256, stride: 2, projection: true },
  { inChannels: 256, outChannels: 256, stride: 1, projection: false },
  { inChannels: 256, outChannels: 512, stride: 2, projection: true },
  { inChannels: 512, outChannels: 512, stride: 1, projection: false },
];

/** Two 3 × 3 convolutions and a shortcut, as a plan asks for. */
class BasicBlock extends nn.Module {
  readonly conv1: nn.Conv2d;
  readonly bn1: nn.BatchNorm2d;
  readonly conv2: nn.Conv2d;
  readonly bn2: nn.BatchNorm2d;
  readonly downsample: nn.Layer;

  constructor({ inChannels, outChannels, stride, projection }: PlannedBlock) {
    super();
    this.conv1 = new nn.Conv2d(inChannels, outChannels, 3, { stride, padding: 1, bias: false });
    this.bn1 = new nn.BatchNorm2d(outChannels);
    this.conv2 = new nn.Conv2d(outChannels, outChannels, 3, { padding: 1, bias: false });
    this.bn2 = new nn.BatchNorm2d(outChannels);
    this.downsample = projection
      ? new nn.Sequential(
          new nn.Conv2d(inChannels, outChannels, 1, { stride, bias: false }),
          new nn.BatchNorm2d(outChannels),
        )
      : new nn.Identity();
  }

  override forward(x: Tensor): Tensor {
    const hidden = this.bn1.forward(this.conv1.forward(x)).relu();
    return this.bn2.forward(this.conv2.forward(hidden)).add(this.downsample.forward(x)).relu();
  }
}

/** Your network against the zoo's, with the same weights. */
function resnetAgainstZoo(x: Tensor): number {
  manualSeed(0);
  return differenceTo(models.resnet18({ numClasses: 10 }), new ResNet18(10), x);
}

/** Shapes of what each part of your network gives, and its number of parameters. */
function partsOf(x: Tensor): { part: string; shape: number[]; parameters: number }[] {
  const network = new ResNet18(10).eval();
  const seen: { part: string; shape: number[]; parameters: number }[] = [];
  const hooks = network.namedChildren().map(([part, module]) =>
    module.registerForwardHook((_, __, output) => {
      const parameters = module.parameters().reduce((sum, parameter) => sum + parameter.numel(), 0);
      seen.push({ part, shape: [...(output as Tensor).shape], parameters });
    }),
  );
  noGrad(() => network.forward(x));
  for (const hook of hooks) hook.remove();
  return seen;
}

/** Features of your network, and whether it still classifies afterwards and has its weights. */
function featureReport(x: Tensor): { features: Tensor; byHand: number; after: number[]; same: boolean } {
  manualSeed(0);
  const network = new ResNet18(10).eval();
  const { fc } = network;
  return noGrad(() => {
    const before = network.forward(x);
    const features = network.featuresOf(x);
    const fits = `${features.shape}` === `${[x.shape[0], 512]}`;
    const byHand = fits ? fc.forward(features).sub(before).abs().max().item() : Number.POSITIVE_INFINITY;
    return { features, byHand, after: [...network.forward(x).shape], same: network.fc === fc };
  });
}

// %% question="q7" points=5 seconds=60
class ResNet18 extends nn.Module {
  readonly conv1: nn.Conv2d;
  readonly bn1: nn.BatchNorm2d;
  readonly maxpool: nn.MaxPool2d;
  readonly layer1: nn.Layer;
  readonly layer2: nn.Layer;
  readonly layer3: nn.Layer;
  readonly layer4: nn.Layer;
  fc: nn.Layer;

  constructor(numClasses: number) {
    super();
    // BEGIN SOLUTION
    this.conv1 = new nn.Conv2d(3, 64, 7, { stride: 2, padding: 3, bias: false });
    this.bn1 = new nn.BatchNorm2d(64);
    this.maxpool = new nn.MaxPool2d(3, { stride: 2, padding: 1 });
    // A Sequential, not an array: modules are found in modules only.
    const stage = (i: number) =>
      new nn.Sequential(...plan.slice(2 * i, 2 * i + 2).map((block) => new BasicBlock(block)));
    this.layer1 = stage(0);
    this.layer2 = stage(1);
    this.layer3 = stage(2);
    this.layer4 = stage(3);
    this.fc = new nn.Linear(512, numClasses);
    // END SOLUTION
  }

  /** [N, 3, H, W] -> [N, numClasses] */
  override forward(x: Tensor): Tensor {
    // BEGIN SOLUTION
    // Common mistake: no ReLU after bn1. max pooling after it hides the difference only where the largest value is positive.
    let y = this.maxpool.forward(this.bn1.forward(this.conv1.forward(x)).relu()); // [N, 64, H / 4, W / 4]
    for (const layer of [this.layer1, this.layer2, this.layer3, this.layer4]) y = layer.forward(y); // [N, 512, H / 32, W / 32]
    // The mean makes the network take any size. Common mistake: flatten without it, which fits one size only.
    return this.fc.forward(y.mean([2, 3])); // [N, 512] -> [N, numClasses]
    // END SOLUTION
  }

  /** [N, 3, H, W] -> [N, 512] */
  featuresOf(x: Tensor): Tensor {
    // BEGIN SOLUTION
    const head = this.fc;
    // Identity returns what it gets, so forward needs no second version without the head.
    this.fc = new nn.Identity();
    try {
      return this.forward(x);
    } finally {
      // Also if forward fails. Common mistake: forgetting it, and the network has lost its trained head.
      this.fc = head;
    }
    // END SOLUTION
  }
}

// %% check="q7"

// %% [markdown] solution=true
// **For mentors.** Ask: which parts must change for grey images of 28 × 28, and why would the stem as it is be wasteful? What does a head
// of another size need of the rest? Which of ResNet-18's parameters are in `layer4`, and what does that say about fine-tuning it?

// %% [markdown]
// ## Question 8: the laboratory (4 points)
//
// Eight published numbers. Say how each was made: put the **exact count** behind it, by your own arithmetic, into `count`, and the
// letter of the convention into `because`. Every letter is used at least once.
//
// | letter | convention |
// |---|---|
// | a | weights only, and nothing unusual |
// | b | weights and biases |
// | c | weights, and batch norm's scale and shift |
// | d | kernels taken apart: $k \times 1$ and $1 \times k$ in the place of $k \times k$, weights only |
// | e | one input channel in the place of three, weights only |
// | f | the third branch with 3 × 3 in the place of 5 × 5, weights only |
// | g | MACs |
// | h | FLOPs, two a MAC |
//
// | name | the number | of |
// |---|---|---|
// | `conv1` | 9.4K | GoogLeNet's first layer: 7 × 7, stride 2, padding 3, 3 to 64 channels, at 224 × 224 |
// | `conv1Table` | 2.7K (K = 1,000) | the same layer, in the paper's table |
// | `conv1Note` | 3.1K | the same layer, in a student's notes |
// | `conv1Torch` | 9,536 | the same layer, in torchvision, without bias |
// | `conv1Work` | 118M | the same layer |
// | `conv1Twice` | 236M | the same layer |
// | `inceptionBiased` | 163,696 | module 3a: 192 channels in; 64; 96, 128; 16, 32; 32 |
// | `inceptionTorch` | 155,136 | module 3a, in torchvision |

// %% question="q8" points=4 seconds=10
// BEGIN SOLUTION
// STUB const laboratory: Record<string, { count: number; because: string }> = {
// STUB   conv1: { count: 0, because: "" }, // replace the zeros by your counts, and give the letter
// STUB   conv1Table: { count: 0, because: "" },
// STUB   conv1Note: { count: 0, because: "" },
// STUB   conv1Torch: { count: 0, because: "" },
// STUB   conv1Work: { count: 0, because: "" },
// STUB   conv1Twice: { count: 0, because: "" },
// STUB   inceptionBiased: { count: 0, because: "" },
// STUB   inceptionTorch: { count: 0, because: "" },
// STUB };
const weights3a = 192 * 64 + 192 * 96 + 9 * 96 * 128 + 192 * 16 + 25 * 16 * 32 + 192 * 32; // 163,328
const laboratory: Record<string, { count: number; because: string }> = {
  conv1: { count: 7 * 7 * 3 * 64, because: "a" }, // 9,408
  conv1Table: { count: (7 + 7) * 3 * 64, because: "d" }, // 2,688. With biases it is 2,752, 2.8K: not what the table says in thousands
  conv1Note: { count: 7 * 7 * 1 * 64, because: "e" }, // 3,136: as if the image were grey. The commonest slip of all
  conv1Torch: { count: 7 * 7 * 3 * 64 + 2 * 64, because: "c" }, // a scale and a shift for each channel; no running statistics
  conv1Work: { count: 7 * 7 * 3 * 64 * 112 * 112, because: "g" }, // 118,013,952; common mistake: 224 · 224, before the stride
  conv1Twice: { count: 2 * 7 * 7 * 3 * 64 * 112 * 112, because: "h" },
  inceptionBiased: { count: weights3a + 64 + 96 + 128 + 16 + 32 + 32, because: "b" }, // the reducing layers have biases, too
  inceptionTorch: { count: weights3a - (25 - 9) * 16 * 32, because: "f" },
};
// END SOLUTION

// %% check="q8"

// %% [markdown] solution=true
// **For mentors.** The rubric for the open questions stands in the lesson's `mentor.md`. Ask here: a table says "1.5G FLOPs" for GoogLeNet; which
// sentence would you look for in the paper before you compare it with another table?
