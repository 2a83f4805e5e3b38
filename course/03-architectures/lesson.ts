// %% [markdown]
// # Architectures: from AlexNet to EfficientNet
//
// Between 2012 and 2019 the networks that name pictures became better year after year, and each of the famous ones added
// **one idea**. Today you take these ideas apart one at a time: you count what they cost, run what they compute, and read
// the published numbers as a detective would, for they do not always mean what they say.
//
// | | |
// |---|---|
// | **Time** | about 85 minutes; every section says how long it takes, and you can stop after any of them |
// | **You need** | the lessons "Your first network" (convolution, batch norm, residual block) and "Tensors, gradients, modules" |
// | **You get** | counts you can defend, an eye for published tables, and eight architectures you can read as code |
// | **Afterwards** | the assignment `architectures`: two blocks, an Inception module and a whole ResNet of your own |
//
// As before: **Shift+Enter** runs a cell, **Predict** means that you write down a guess first, and words in *italics*
// stand in the glossary at the end. What you learn here is what segmentation (week 6) and detection (week 7) are built on:
// both take one of these networks and exchange its head.
//
// > For people who know PyTorch: the zoo's models are torchvision's, with the same layers, names and parameter counts.
// > What torchvision does differently from the papers is said where it matters.

// %% [markdown]
// ## 1. Deeper and worse
// *6 minutes, of which your computer works less than one*
//
// More layers can compute more. So a deeper network should be at least as good, at the very least on the images it
// learns from. Run the cell: it trains two networks on 6,000 photographs of clothes, shrunk to 14 × 14 pixels so that it
// goes fast. They are built alike from 3 × 3 convolutions with batch norm; one has 20 layers, the other 56.

// %% id="degradation"
import { compile, DataLoader, F, manualSeed, nn, optim } from "tsgrad";
import { randn, type Tensor, TensorDataset, tensor, zeros } from "tsgrad";
import { countMacs, onMeta, profile, reconcile, summary, traceShapes } from "tsgrad/profile";
import { FashionMNIST, models } from "tsgrad/vision";
import { bubbleChart, gradNormByLayer, lineChart, liveChart, parameterTreemap } from "tsgrad/viz";

const [pixels, labels] = new FashionMNIST({ subset: true, train: true }).toTensors(); // uint8 [6000, 1, 28, 28], [6000]
const images = F.avgPool2d(pixels.float().div(255).sub(0.286).div(0.353), 2); // [6000, 1, 28, 28] -> [6000, 1, 14, 14]

/** The mean loss on the training images, measured while training: half an epoch a point. */
const trainingLoss: Record<string, [epoch: number, loss: number][]> = {};

/** Trains each model on the same batches, one after the other, and draws how the loss on the training images falls. */
function race(entrants: Record<string, () => nn.Layer>, { epochs = 3, lr = 0.05, title = "" } = {}): void {
  const chart = liveChart({ title, x: "epoch", xDomain: [0, epochs], panels: { loss: "loss on the training images" } });
  for (const [name, make] of Object.entries(entrants)) {
    manualSeed(0);
    const model = make().train();
    const optimizer = new optim.SGD(model.parameters(), { lr, momentum: 0.9 });
    const step = compile((x: Tensor, y: Tensor) => {
      const loss = F.crossEntropy(model.forward(x), y); // [128, 10], [128] -> []
      optimizer.zeroGrad();
      loss.backward();
      return loss.detach();
    });
    const batches = new DataLoader(new TensorDataset(images, labels), {
      batchSize: 128,
      shuffle: true,
      dropLast: true,
    });
    trainingLoss[name] = [];
    let [sum, count, done] = [0, 0, 0];
    for (let epoch = 0; epoch < epochs; epoch++) {
      for (const [x, y] of batches) {
        sum += step(x, y).item();
        optimizer.step();
        count++;
        done++;
        if (done % Math.floor(batches.length / 2) > 0) continue;
        const point: [number, number] = [done / batches.length, sum / count];
        trainingLoss[name].push(point);
        chart.add(point[0], { loss: { [name]: point[1] } });
        [sum, count] = [0, 0];
      }
    }
  }
}

/** 6n + 2 layers: a convolution, three stages of n blocks with two convolutions each, and a linear layer. */
const tower = (n: number, shortcut: boolean) => () => new models.CifarResNet(n, { inChannels: 1, width: 8, shortcut });

race({ "plain, 20 layers": tower(3, false), "plain, 56 layers": tower(9, false) }, { title: "Deeper and worse" });

// %% [markdown]
// The deeper network is worse, and not on new images, where one would suspect that it learned by heart: it is worse **on
// the images it is trained with**. And yet it could copy the shallow one: use 20 layers as they are and let the other 36
// pass on what they get. It does not find that solution. He, Zhang, Ren and Sun called this *degradation*
// ([arXiv:1512.03385](https://arxiv.org/abs/1512.03385), figure 1 shows it for these two depths on CIFAR-10), and their
// answer, in section 6, is the reason why networks could become deep at all.
//
// **Change one thing.** In the last line, set both depths lower: `tower(1, false)` has 8 layers, `tower(2, false)` has 14.
// Predict first: is deeper still worse?

// %% [markdown]
// ## 2. What a network costs
// *11 minutes*
//
// Before we compare designs we need a currency; in truth, two. How much a network must **remember** is its number of
// parameters. How much it must **do** is its number of multiplications, each followed by an addition: multiply-accumulates,
// short *MACs*. For a convolution with kernels of $k \times k$ in $g$ groups, from $C_{in}$ channels to $C_{out}$, whose
// result has $H \times W$ places:
//
// $$\text{weights} = k \cdot k \cdot \frac{C_{in}}{g} \cdot C_{out} \qquad\qquad \text{MACs} = \text{weights} \cdot H \cdot W$$
//
// A bias adds $C_{out}$ parameters, a batch norm $2\,C_{out}$. The second formula is the first with two factors more: each
// weight is used once at every place. A linear layer is the case $k = H = W = 1$.
//
// AlexNet (Krizhevsky, Sutskever and Hinton 2012) was the first of these networks: five convolutions, three linear layers,
// ReLU, dropout. The zoo's version is the single tower of a later paper
// ([arXiv:1404.5997](https://arxiv.org/abs/1404.5997)), as in torchvision.
//
// **Predict:** where do most of AlexNet's parameters sit, in the five convolutions or in the three linear layers? And most
// of its MACs?

// %%
/** Weights and MACs of a convolution, by the formulas above. */
function cost(kernel: number, from: number, to: number, places = 1, groups = 1) {
  const weights = kernel * kernel * (from / groups) * to;
  return { weights, MACs: weights * places };
}

// Only shapes, no numbers: onMeta builds even the largest model in a moment, and computes nothing.
const alexnet = onMeta(() => models.alexnet());
const alexnetCost = profile(alexnet, [1, 3, 224, 224]); // batch of 1, [N, C, H, W]
const part = (name: string) => {
  const rows = alexnetCost.rows.filter(({ path }) => path.startsWith(name));
  const [params, macs] = [rows.reduce((sum, row) => sum + row.params, 0), rows.reduce((sum, row) => sum + row.macs, 0)];
  const { total } = alexnetCost;
  return {
    part: name,
    params,
    "of all params (%)": Math.round((100 * params) / total.params),
    MACs: macs,
    "of all MACs (%)": Math.round((100 * macs) / total.macs),
  };
};
console.log("conv1 by hand:", cost(11, 3, 64, 55 * 55)); // [1, 3, 224, 224] -> [1, 64, 55, 55]
[part("features"), part("classifier")];

// %%
parameterTreemap(alexnet, { title: "Where AlexNet's parameters are" });

// %% [markdown]
// Two different questions, two opposite answers: it remembers in its linear layers and works in its convolutions. Most
// designs after it do without the large linear layers; that alone makes them small.
//
// ### MACs, FLOPs, FLOPS
//
// Three words that look alike and are mixed up in papers, in talks and in the notes of every second course:
//
// | word | counts | of AlexNet |
// |---|---|---|
// | *MACs* | a multiplication with its addition | 0.714 G |
// | *FLOPs* | floating-point operations: a MAC is two | 1.428 G |
// | **FLOPS**, with a large S | FLOPs **a second**: a speed, of a machine | |
//
// Many papers, and torchvision's documentation, print MACs and call them FLOPs. When two tables differ by a factor of two,
// this is why.
//
// **Predict:** two layers with equally many MACs, a fat one and a thin one. Do they take the same time?

// %%
const fat = new nn.Conv2d(128, 128, 3, { padding: 1, bias: false }); // [1, 128, 28, 28] -> [1, 128, 28, 28]
const thin = new nn.Conv2d(8, 8, 3, { padding: 1, bias: false }); // [1, 8, 448, 448] -> [1, 8, 448, 448]
const [fatRow] = profile(fat, [1, 128, 28, 28]).rows;
const [thinRow] = profile(thin, [1, 8, 448, 448]).rows;
[fatRow!, thinRow!].map((row, i) => ({
  layer: ["fat, 128 channels", "thin, 8 channels"][i],
  MACs: row.macs,
  milliseconds: Number((row.seconds! * 1000).toFixed(1)),
  GFLOPS: Number((row.flopsPerSecond! / 1e9).toFixed(1)),
}));

// %% [markdown]
// <details><summary>Why?</summary>
//
// The same work, but not the same speed. The thin layer's output has sixteen times as many numbers to write down, and a
// processor is often busier fetching and storing than multiplying. So MACs compare designs on paper; whoever wants to know
// the time has to measure it, on the machine it will run on.
//
// </details>

// %% [markdown]
// ## 3. VGG: small kernels, stacked
// *9 minutes*
//
// VGG (Simonyan and Zisserman 2014, [arXiv:1409.1556](https://arxiv.org/abs/1409.1556)) threw out the 11 × 11 and 5 × 5
// kernels and kept a single kind of layer: 3 × 3, stride 1, padding 1. Three of them in a row see as much of the image as
// one 7 × 7. What an output sees is its *receptive field*. Going through the layers, with $j$ the distance, in pixels of
// the image, between two neighbouring outputs:
//
// $$r \leftarrow r + (k - 1) \cdot j \qquad\qquad j \leftarrow j \cdot \text{stride} \qquad\qquad \text{starting from } r = j = 1$$

// %%
/** How many pixels of the image, in a row, reach one output of the last layer. */
function receptiveField(layers: { kernel: number; stride?: number }[]): number {
  let [field, jump] = [1, 1];
  for (const { kernel, stride = 1 } of layers) {
    field += (kernel - 1) * jump; // before this layer's own stride counts
    jump *= stride;
  }
  return field;
}

const three = Array.from({ length: 3 }, () => ({ kernel: 3 }));
const C = 64;
[
  {
    design: "three 3 × 3",
    field: receptiveField(three),
    weights: 3 * cost(3, C, C).weights,
  },
  {
    design: "one 7 × 7",
    field: receptiveField([{ kernel: 7 }]),
    weights: cost(7, C, C).weights,
  },
];

// %% [markdown]
// The same field, $27\,C^2$ weights in the place of $49\,C^2$, and three bends (ReLU) in the place of one. The formula can be
// checked without any theory: ask for the gradient of **one** output and look at which pixels have one.

// %%
const stack = new nn.Sequential(...Array.from({ length: 3 }, () => new nn.Conv2d(1, 1, 3, { padding: 1 })));
const picture = randn([1, 1, 21, 21], { requiresGrad: true }); // [1, 1, 21, 21]
stack.forward(picture).at(0, 0, 10, 10).backward(); // the output in the middle
const reached = picture.grad!.at(0, 0, 10).ne(0).sum().item(); // row 10 of [1, 1, 21, 21]
console.log(`pixels in the middle row that reach the middle output: ${reached}`);

// %% [markdown]
// **Predict:** how large is the receptive field behind all of VGG-16's convolutions and poolings: 50 pixels, 100, or more
// than 200? (The image has 224.)

// %%
/** The convolutions and poolings of a chain of layers, as the formula needs them. */
const kernelsOf = (features: nn.Module) =>
  features.children().flatMap((layer) => {
    if (layer instanceof nn.Conv2d) return [{ kernel: layer.kernelSize[0], stride: layer.stride[0] }];
    if (!(layer instanceof nn.MaxPool2d)) return [];
    const [kernel] = [layer.kernelSize].flat() as [number];
    return [{ kernel, stride: ([layer.options.stride].flat() as (number | null)[])[0] ?? kernel }];
  });
const vgg16 = onMeta(() => models.vgg16());
for (const [name, model] of Object.entries({ AlexNet: alexnet, "VGG-16": vgg16 })) {
  const { params, macs } = profile(model, [1, 3, 224, 224]).total;
  const field = receptiveField(kernelsOf(model.features));
  console.log(
    `${name}: field ${field} pixels, ${(params / 1e6).toFixed(1)} M parameters, ${(macs / 1e9).toFixed(2)} G MACs`,
  );
}

// %% [markdown]
// One layer of VGG-16 alone, the first linear one, has 102.8 million weights. It is still used for its simplicity: nothing
// is easier to read than a list of equal layers.
//
// > **What the papers leave out.** He et al. say nothing about padding in ResNet; it is VGG's: as much as keeps the size.
// > When a paper is silent, trace the shapes and look which padding makes them come out as its table says.

// %% [markdown]
// ## 4. GoogLeNet: 1 × 1 and side by side
// *12 minutes*
//
// In the same year GoogLeNet (Szegedy et al. 2014, [arXiv:1409.4842](https://arxiv.org/abs/1409.4842)) won the ImageNet
// contest with a twelfth of the parameters of AlexNet, as its authors count them. Two ideas: do not choose between 1 × 1,
// 3 × 3, 5 × 5 and pooling, but lay them side by side and join their channels, an *Inception module*; and before each
// expensive kernel, go through a *bottleneck*: a *pointwise convolution*, 1 × 1, which mixes the channels of one pixel, to
// few channels.
//
// **Predict:** 5 × 5 from 192 channels to 32 directly, or through 16 channels in between: half the weights, a tenth, or more?

// %%
const places = 28 * 28;
const direct = cost(5, 192, 32, places);
const narrow = cost(1, 192, 16, places); // [N, 192, 28, 28] -> [N, 16, 28, 28]
const wide = cost(5, 16, 32, places); // [N, 16, 28, 28] -> [N, 32, 28, 28]
const through = { weights: narrow.weights + wide.weights, MACs: narrow.MACs + wide.MACs };
console.log("direct: ", direct);
console.log("through:", through, `${(direct.MACs / through.MACs).toFixed(1)} times less`);

// %% [markdown]
// Here is the module called 3a: four branches that see the same input. Follow the shapes: height and width stay, and the
// channels of the four add up.

// %%
const googlenet = onMeta(() => models.googlenetPaper()); // 5 × 5 kernels and biases, as in the paper
traceShapes(googlenet.inception3a, [1, 192, 28, 28]); // [1, 192, 28, 28] -> [1, 256, 28, 28]

// %% [markdown]
// ### Read the source
//
// The zoo has one architecture a file, `lib/vision/models/`. You learn more from ten minutes of reading than from any
// drawing. This is the module's class, as it runs (its types erased):

// %%
console.log(String(googlenet.inception3a.constructor)); // forward: [N, C, H, W] -> [N, sum of the branches, H, W]

// %% [markdown]
// It stands in `lib/vision/models/googlenet-blocks.ts`. Answer from the source, not from memory:
//
// 1. In which order do the branches enter `cat`? Would another order change what the network can learn?
// 2. Which of the four branches has two convolutions, and which has a pooling **before** its convolution?
// 3. Where does the code say that the third branch may be 3 × 3 in the place of 5 × 5, and who does that?
//
// <details><summary>Answers</summary>
//
// 1. 1 × 1, 3 × 3, 5 × 5, pooling. Another order permutes the channels; the next layer's weights could be permuted alike, so
//    nothing is lost. But weights saved in one order make no sense in another.
// 2. The second and the third have two; the fourth pools, with stride 1 so that the size stays.
// 3. `branch3Kernel`. torchvision has 3 × 3 there, by a mistake that it keeps because its published weights were trained
//    with it ([vision issue 906](https://github.com/pytorch/vision/issues/906)). Remember this for the next section.
//
// </details>
//
// ### Three outputs
//
// GoogLeNet is 22 layers deep, in 2014 a risk. So it has two *auxiliary classifiers* that read the middle of the network
// while it trains, and are thrown away afterwards:
//
// $$\text{loss} = \ell(\text{logits}) + 0.3\,\ell(\text{auxLogits1}) + 0.3\,\ell(\text{auxLogits2})$$

// %%
const outputs = onMeta(() => googlenet.train().forward(zeros([2, 3, 224, 224]))); // [2, 3, 224, 224]
for (const [name, value] of Object.entries(outputs)) console.log(name.padEnd(10), `[${(value as Tensor).shape}]`); // [2, 1000] each
const { total: whole } = profile(googlenet, [1, 3, 224, 224]);
const auxiliary = [googlenet.aux1!, googlenet.aux2!]
  .flatMap((aux) => aux.parameters())
  .reduce((sum, p) => sum + p.numel(), 0);
console.log(
  `auxiliary classifiers: ${((100 * auxiliary) / whole.params).toFixed(0)} % of ${whole.params.toLocaleString("en")} parameters`,
);

// %% [markdown]
// > torchvision names the three `logits`, `aux_logits2`, `aux_logits1`, in this order, and some releases mixed the two up when
// > unpacking. Here they come by name.
//
// The paper's drawing ends each of the three in a box "softmax", and a common question is how the auxiliary classifiers
// get theirs. They need none: **the softmax is inside the cross-entropy**. Put in a second one, and the loss can no longer
// fall to 0: even the best logits become probabilities between 0 and 1, and the softmax of 1 among $C - 1$ zeros is
//
// $$p = \frac{e}{e + C - 1} \qquad\Rightarrow\qquad \text{loss} \ge \log(e + C - 1) - 1$$
//
// **Predict:** how low can the loss fall with two softmaxes and 1,000 classes? (Knowing nothing costs $\log 1000 = 6.9$.)

// %%
const certain = (classes: number) => tensor([[100, ...Array.from({ length: classes - 1 }, () => 0)]]); // [1, classes]
[10, 1000].map((classes) => {
  const probabilities = F.softmax(certain(classes), 1); // [1, classes]: 1, 0, 0 ...
  const twice = F.nllLoss(F.logSoftmax(probabilities, 1), tensor([0], { dtype: "int32" })).item();
  return {
    classes,
    "one softmax": Math.max(0, F.crossEntropy(certain(classes), tensor([0], { dtype: "int32" })).item()),
    "two softmaxes": twice,
    formula: Math.log(Math.E + classes - 1) - 1,
  };
});

// %% [markdown]
// ## 5. The laboratory: which count did they print?
// *12 minutes*
//
// "My count differs from the paper's" is among the most frequent questions about this network. GoogLeNet's table 1 says, as
// it is usually quoted, 2.7K parameters for the first layer and 159K for 3a. Count by hand: the first layer has 64 kernels
// of 7 × 7 × 3.

// %%
console.log("conv1:", cost(7, 3, 64, 112 * 112)); // [1, 3, 224, 224] -> [1, 64, 112, 112]
const inception3a = [
  cost(1, 192, 64, places),
  cost(1, 192, 96, places),
  cost(3, 96, 128, places),
  narrow,
  wide,
  cost(1, 192, 32, places),
];
console.log(
  "3a:   ",
  inception3a.reduce((sum, { weights }) => sum + weights, 0),
  "weights",
);

// %% [markdown]
// 9,408 and 163,328: neither is what the table says. Before you call a number wrong, ask **which convention** it follows:
//
// | decision | may be |
// |---|---|
// | biases | left out, or counted |
// | batch norm | none in the paper; in torchvision, with scale and shift |
// | third branch | 5 × 5 as in the paper; 3 × 3 in torchvision |
// | kernels | whole; or taken apart, 7 × 1 and 1 × 7 in the place of 7 × 7 |
// | auxiliary classifiers | with, or without |
// | K | 1,000, or 1,024 |
//
// `reconcile(layer, claimed)` tries them all and names those that fit.
//
// **Predict:** which of them makes 159K of 163,328? And 2.7K of 9,408?

// %%
console.log(reconcile(googlenet.inception3a, "159K").message);
console.log(reconcile(googlenet.conv1, "2.7K").message);

// %% [markdown]
// $163328 / 1024 = 159.5$: here K is 1,024, and the half was cut off. And conv1 fits if the kernel is taken apart,
// $(7 + 7) \cdot 3 \cdot 64 = 2688$, or 2,752 with biases. Is that what Google did? The table's column of operations says 34 million for
// this layer, and $2688 \cdot 112 \cdot 112$ is 33.7 million, so both numbers tell the same story. Mind that this explains
// row 1 only: no other kernel of the table is taken apart. A convention that fits one number is a guess; one that fits two
// independent numbers is evidence.
//
// Now the whole table, with the second witness in it: operations divided by places is again a number of weights.

// %%
const table1: [path: string, params: number, operations: number, places: number][] = [
  ["inception3a", 159, 128, 28 * 28],
  ["inception3b", 380, 304, 28 * 28],
  ["inception4a", 364, 73, 14 * 14],
  ["inception4b", 437, 88, 14 * 14],
  ["inception4c", 463, 100, 14 * 14],
  ["inception4d", 580, 119, 14 * 14],
  ["inception4e", 840, 170, 14 * 14],
  ["inception5a", 1072, 54, 7 * 7],
  ["inception5b", 1388, 71, 7 * 7],
  ["fc", 1000, 1, 1],
]; // the paper's table 1: thousands of parameters, millions of operations
table1.map(([path, claimed, operations, at]) => {
  const [counted] = reconcile(googlenet.getSubmodule(path), `${claimed}K`).tried; // weights only
  return {
    layer: path,
    "claimed (K)": claimed,
    "counted / 1000": Number((counted!.count / 1000).toFixed(1)),
    "counted / 1024": Number((counted!.count / 1024).toFixed(1)),
    "claimed operations (M)": operations,
    "counted MACs (M)": Number(((counted!.count * at) / 1e6).toFixed(1)),
  };
});

// %% [markdown]
// Read it row by row, as a detective:
//
// - 3a, 3b, 4b and fc: parameters agree in units of 1,024, within one of the last digit; so do the operations.
// - 4a and 4e are off by a few thousand parameters, and yet their operations agree.
// - 4c, 4d and 5b: the operations agree with our count, the parameters are off by ten thousand and more. Then the **table
//   contradicts itself**: whichever network it describes, its two columns cannot both be right.
// - 5a: neither column agrees, but they agree with each other: $1072 \cdot 1024 \cdot 49$ is 53.8 million. This row
//   describes a layer that is not the one in the table's own columns of channels.
//
// Nobody outside knows what happened. "No convention gives this count" is a result, too, and `reconcile` says so:

// %%
console.log(reconcile(googlenet.inception4c, "463K").message);
const torchvision = onMeta(() => models.googlenet());
for (const claimed of [155_136, 155_872]) console.log(reconcile(torchvision.inception3a, claimed).message);
for (const claimed of ["13.0M", "6.6M"]) console.log(reconcile(torchvision, claimed).message);

// %% [markdown]
// ## 6. ResNet: the way around
// *14 minutes, of which your computer works one*
//
// Back to the riddle of section 1. If copying the input is what the extra layers fail to learn, give it to them for
// nothing: let each block compute $F(x) + x$. To copy, it only has to make $F$ zero.
//
// **Predict:** the same two depths, now with shortcuts. Which of the four networks ends lowest, which highest?

// %% id="residual"
race({ "residual, 20 layers": tower(3, true), "residual, 56 layers": tower(9, true) }, { title: "With shortcuts" });

// %%
lineChart(trainingLoss, {
  title: "Plain against residual",
  x: "epoch",
  xDomain: [0, 3],
  y: "loss on the training images",
});

// %%
const parameters = (model: nn.Module) => model.parameters().reduce((sum, parameter) => sum + parameter.numel(), 0);
const last = Object.entries(trainingLoss).map(([network, points]) => ({
  network,
  "last loss": Number(points.at(-1)![1].toFixed(3)),
}));
console.log(last);
console.log("parameters, plain and residual:", parameters(tower(9, false)()), parameters(tower(9, true)()));

// %% [markdown]
// The shortcuts cost **no parameter at all** (where the shape changes, these take every second pixel and fill up with
// zeros). The plain networks get worse with depth; the residual ones hardly care about it in so short a training.
//
// ### What the gradient says
//
// One explanation you will hear: in plain networks the gradient vanishes. In the first lesson, without batch norm, it did.
// Let us look at the real ones, 34 layers with batch norm, before training.
//
// $$y = x + F(x) \qquad\Rightarrow\qquad \frac{\partial y}{\partial x} = 1 + \frac{\partial F}{\partial x}$$

// %%
const [plain34, resnet34] = [models.plain34, models.resnet34].map((make) => {
  manualSeed(0);
  const model = make({ numClasses: 10 }).train();
  const logits = model.forward(randn([8, 3, 64, 64])); // [8, 3, 64, 64] -> [8, 10]
  F.crossEntropy(logits, tensor([0, 1, 2, 3, 4, 5, 6, 7], { dtype: "int32" })).backward();
  return model;
});
for (const [name, model] of Object.entries({ plain: plain34!, residual: resnet34! })) {
  const [early, late] = ["conv1", "layer4.2.conv2"].map((path) =>
    model.getParameter(`${path}.weight`).grad!.norm().item(),
  );
  console.log(`${name}: ${(early! / late!).toFixed(0)} times as large in the first convolution as in the last`);
}
gradNormByLayer(
  { "plain, 34 layers": plain34!, "residual, 34 layers": resnet34! },
  { title: "What arrives at each layer" },
);

// %% [markdown]
// It does not vanish: in the plain network it **grows** on its way back, by nearly a fifth from layer to layer, until the first
// convolution gets more than a hundred times what the last one gets. With shortcuts the curve is much flatter. The authors say
// as much: with batch norm, vanishing gradients are unlikely to be the reason (section 4.1 of the paper). What is plain from the
// chart is that there is hardly a learning rate that suits both ends of the plain network. A good story about a network is one
// that you have looked at.
//
// ### Stages
//
// A ResNet is a *stem*, four *stages* of equal blocks, and one linear layer. The first block of a stage halves the image
// and doubles the channels, so that every stage costs about the same; its shortcut is a 1 × 1 convolution. The others
// change nothing, and their shortcut is `Identity`.

// %%
summary(
  onMeta(() => models.resnet34()),
  [1, 3, 224, 224],
  { depth: 1 },
); // [1, 3, 224, 224] -> [1, 1000]

// %% [markdown]
// 34 layers are 3 + 4 + 6 + 3 blocks of two convolutions, one before and one linear after. From 50 layers on the blocks are
// *bottlenecks*: 1 × 1 to a quarter of the channels, 3 × 3, 1 × 1 back.
//
// **Predict:** two 3 × 3 convolutions at 256 channels, or a bottleneck that goes 256 → 64 → 64 → 256: how many times
// fewer weights?

// %%
const basic = 2 * cost(3, 256, 256).weights;
const squeezed = cost(1, 256, 64).weights + cost(3, 64, 64).weights + cost(1, 64, 256).weights;
console.log(
  `two 3 × 3: ${basic.toLocaleString("en")}, bottleneck: ${squeezed.toLocaleString("en")}, ${(basic / squeezed).toFixed(1)} times fewer`,
);

// %% [markdown]
// > **Where is the stride?** In the paper it is in the bottleneck's first 1 × 1, in torchvision in its 3 × 3 ("version 1.5"). The
// > parameters are the same, the MACs are not: the paper says 3.8 billion for ResNet-50, torchvision 4.09. Another pair of
// > numbers that are both right.
//
// ### A head off
//
// The last layer of every network in the zoo is its own, named `fc` or `classifier`. Put `nn.Identity`, which returns what
// it gets, in its place, and the network returns *features*: 512 numbers that describe the image. Weeks 5 to 7 live on this.

// %%
const body = onMeta(() => models.resnet18());
onMeta(() => body.replace("fc", new nn.Identity()));
console.log(`features: [${onMeta(() => body.forward(zeros([4, 3, 224, 224]))).shape}]`); // [4, 3, 224, 224] -> [4, 512]

// %% [markdown]
// ## 7. SENet and DenseNet: which channels, and all of them
// *7 minutes*
//
// SENet (Hu, Shen and Sun 2017, [arXiv:1709.01507](https://arxiv.org/abs/1709.01507)) asks of every channel: how much do I
// need you **for this image**? It *squeezes* each channel to its mean, lets two small layers look at all means, and
// scales each channel by a number between 0 and 1:
//
// $$s = \sigma\big(W_2 \,\text{relu}(W_1 \,\text{mean}_{H,W}(x))\big) \qquad\qquad y = s \cdot x$$

// %%
manualSeed(0);
const { seModule } = models.seResnet18({ numClasses: 10 }).getSubmodule("layer1.0") as unknown as {
  seModule: nn.Module & { fc1: nn.Conv2d; fc2: nn.Conv2d; forward(x: Tensor): Tensor };
};
const x64 = randn([2, 64, 8, 8]); // [2, 64, 8, 8]
const means = x64.mean([2, 3], { keepdim: true }); // [2, 64, 1, 1]
const hidden = seModule.fc1.forward(means).relu(); // [2, 64, 1, 1] -> [2, 4, 1, 1]
const scale = seModule.fc2.forward(hidden).sigmoid(); // [2, 4, 1, 1] -> [2, 64, 1, 1]
const difference = seModule.forward(x64).sub(x64.mul(scale)); // [2, 64, 8, 8]
console.log("largest difference to the zoo's:", difference.abs().max().item());
for (const [name, make] of Object.entries({ "ResNet-50": models.resnet50, "SE-ResNet-50": models.seResnet50 })) {
  const { params, macs } = profile(
    onMeta(() => make()),
    [1, 3, 224, 224],
  ).total;
  console.log(`${name}: ${params.toLocaleString("en")} parameters, ${(macs / 1e9).toFixed(3)} G MACs`);
}

// %% [markdown]
// A tenth more parameters and almost no MACs, since the two layers work on one place per channel, not on all.
//
// DenseNet (Huang et al. 2016, [arXiv:1608.06993](https://arxiv.org/abs/1608.06993)) takes the shortcut to its end: every
// layer of a block gets the outputs of **all** layers before it. They are joined, not added, so a layer needs to add only a
// few channels of its own: the growth rate, 32 here. $L$ layers have $L (L + 1) / 2$ connections.
//
// **Predict:** a block starts with 64 channels and has 6 layers. With how many channels does it end?

// %%
const densenet = onMeta(() => models.densenet121());
traceShapes(densenet, [1, 3, 224, 224])
  .rows.filter(({ path }) => /denseblock1(\.denselayer\d)?$/.test(path))
  .map(({ path, inputShapes, outputShapes }) => ({
    layer: path.split(".").at(-1),
    in: `[${inputShapes[0]}]`,
    out: `[${outputShapes[0]}]`,
  }));

// %% [markdown]
// ## 8. MobileNet: one channel at a time
// *5 minutes*
//
// An ordinary convolution does two things at once: it looks around (k × k) and it mixes channels. MobileNet (Howard et al.
// 2017, [arXiv:1704.04861](https://arxiv.org/abs/1704.04861)) does one after the other: a *depthwise convolution*, 3 × 3
// within each channel alone (`groups` equal to the channels), then a pointwise one, 1 × 1, which mixes. The cost compared with
// an ordinary convolution to $C_{out}$ channels:
//
// $$\frac{k^2 C_{in} + C_{in} C_{out}}{k^2 C_{in} C_{out}} = \frac{1}{C_{out}} + \frac{1}{k^2}$$
//
// **Predict:** 256 channels to 256, 3 × 3. How many times cheaper: 2, 4, or nearly 9?

// %%
const ordinary = new nn.Conv2d(256, 256, 3, { padding: 1, bias: false }); // [1, 256, 14, 14] -> [1, 256, 14, 14]
const separable = new nn.Sequential(
  new nn.Conv2d(256, 256, 3, { padding: 1, groups: 256, bias: false }), // depthwise: [1, 256, 14, 14], each channel alone
  new nn.Conv2d(256, 256, 1, { bias: false }), // pointwise: [1, 256, 14, 14]
);
const [full, separated] = [ordinary, separable].map((layer) => countMacs(layer, [1, 256, 14, 14]));
console.log(
  `${(full! / separated!).toFixed(2)} times fewer MACs; the formula says ${(1 / (1 / 256 + 1 / 9)).toFixed(2)}`,
);

// %% [markdown]
// Week 8 is about such small networks, and about what they are worth in milliseconds: a depthwise convolution has few
// MACs for each number it reads, so section 2's warning holds for it most of all.

// %% [markdown]
// ## 9. EfficientNet: all three at once
// *6 minutes*
//
// A network with room to grow can become deeper, wider, or look at larger images. EfficientNet (Tan and Le 2019,
// [arXiv:1905.11946](https://arxiv.org/abs/1905.11946)) found that each alone soon stops paying and grows all three
// together, by a single number $\phi$. This is *compound scaling*:
//
// $$\text{depth} = \alpha^\phi \qquad \text{width} = \beta^\phi \qquad \text{size} = \gamma^\phi \qquad\qquad \alpha = 1.2,\ \beta = 1.1,\ \gamma = 1.15$$
//
// MACs grow in proportion to the depth, but with the **square** of the width (in and out channels) and of the size (height and
// width), so with $(\alpha \beta^2 \gamma^2)^\phi$. The three numbers were chosen so that this is about $2^\phi$.

// %%
const growth = 1.2 * 1.1 ** 2 * 1.15 ** 2;
const sizes = {
  efficientnetB0: 224,
  efficientnetB1: 240,
  efficientnetB2: 288,
  efficientnetB3: 300,
  efficientnetB4: 380,
} as const;
const efficientMacs = Object.entries(sizes).map(([name, size]) =>
  countMacs(
    onMeta(() => models[name as keyof typeof sizes]()),
    [1, 3, size, size],
  ),
);
console.log(`each step of φ: ${growth.toFixed(2)} times the MACs`);
Object.entries(sizes).map(([name, size], phi) => ({
  model: name,
  "image size": size,
  "MACs (G)": Number((efficientMacs[phi]! / 1e9).toFixed(2)),
  "times B0": Number((efficientMacs[phi]! / efficientMacs[0]!).toFixed(1)),
}));

// %% [markdown]
// The published variants do not follow one $\phi$ exactly: depths and channels are rounded, and sizes were adjusted (B2 is used
// here with torchvision's 288 pixels, where the paper has 260). From B0 to B4 the MACs grow elevenfold, not $2^4$-fold.
// The recipe gives the direction; the numbers are looked up.

// %% [markdown]
// ## 10. Seven years in one picture
// *5 minutes*
//
// Cost against quality, the picture from EfficientNet's first page, with our own counts: MACs to the right on a logarithmic
// axis, accuracy on ImageNet upwards (torchvision's published figures for its first weights), the bubble's area the parameters.
//
// **Predict:** which of these networks pays most for what it gives?

// %%
const family = [
  "alexnet",
  "vgg16",
  "googlenet",
  "resnet50",
  "densenet121",
  "mobilenet_v2",
  "efficientnet_b0",
  "efficientnet_b3",
];
const points = family.map((name) => {
  const size = name === "efficientnet_b3" ? 300 : 224;
  const model = onMeta(() => models.getModel(name, name === "googlenet" ? { auxLogits: false } : {}));
  const { params, macs } = profile(model, [1, 3, size, size]).total;
  return { name, cost: macs / 1e9, score: models.listWeights(name)[0]!.metrics.acc1!, size: params / 1e6 };
});
bubbleChart(points, { title: "Accuracy and cost", score: "ImageNet accuracy (%)" });

// %% [markdown]
// Read such pictures with care: the networks were trained years apart, with different recipes. The same ResNet-50 has 76.1 %
// with its first weights and 80.9 % with its second, and not one of its layers has changed.

// %%
models.listWeights("resnet50").map(({ name, metrics }) => ({ weights: name, "accuracy (%)": metrics.acc1 }));

// %% [markdown]
// ## 11. Change one thing
// *8 minutes, or as long as you like*
//
// **Predict:** batch norm keeps the numbers in range, and still the plain network degraded. What if the learning rate was
// simply too large for it? A tenth of it, for the deep plain one:

// %%
race({ "plain, 56 layers, lr 0.005": tower(9, false) }, { lr: 0.005, title: "A smaller learning rate" });

// %% [markdown]
// It ends higher still: with smaller steps it is only slower. Whatever the reason is, it is not a learning rate that is simply
// too large.
//
// Your turn, one change at a time:
//
// - `tower(5, false)` and `tower(5, true)`: 32 layers. Where does the difference begin?
// - `width: 16` in `tower`: does more width help the plain network?
// - `receptiveField(kernelsOf(...))` for `onMeta(() => models.vgg11()).features`: five layers fewer, how much smaller a field?
// - `reconcile(onMeta(() => models.resnet50()), "25.6M")`, and with `"25.5M"`: what does each of them count?
// - count `onMeta(() => models.inceptionV3())` at `[1, 3, 299, 299]` and at 224: which of parameters and MACs changes?

// %% [markdown]
// ## What you know now
//
// 1. Weights are $k \cdot k \cdot C_{in} / g \cdot C_{out}$; times the places, they are MACs. FLOPs are twice that, and
//    FLOPS are a speed.
// 2. VGG: stacked 3 × 3 see as much as large kernels, for fewer weights. GoogLeNet: 1 × 1 bottlenecks and parallel branches.
//    ResNet: $F(x) + x$. SENet: weigh channels. DenseNet: join everything. MobileNet: look around and mix, one after the
//    other. EfficientNet: grow depth, width and size together.
// 3. Degradation is a failure on the **training** images, so it is not overfitting.
// 4. A published count means nothing without its convention: biases, batch norm, auxiliary classifiers, kernels, K.
// 5. The softmax is in the loss, for every output.
//
// **Questions an interviewer might ask.** Why two 3 × 3 in the place of one 5 × 5? What is a 1 × 1 convolution good for? A
// 56-layer network has a higher training loss than a 20-layer one: is it overfitting? Two networks have equally many MACs:
// which one is faster? GoogLeNet has 6.6 or 13.0 million parameters: which is right? These and nine more, with what a good answer
// says, stand in `course/03-architectures/review.md`.
//
// **Next:** the assignment `architectures`.

// %% [markdown]
// ## Glossary
//
// | word | meaning |
// |---|---|
// | *auxiliary classifiers* | heads that read the middle of a network while it trains, and are thrown away afterwards |
// | *bottleneck* | few channels between many, so that an expensive kernel works on few |
// | *bottlenecks* | in ResNet: blocks of 1 × 1, 3 × 3 and 1 × 1 with few channels in the middle |
// | *compound scaling* | growing depth, width and image size together, by one number |
// | *degradation* | a deeper network that is worse on its own training images |
// | *depthwise convolution* | a convolution within each channel alone |
// | *features* | what a network without its head returns: numbers that describe the image |
// | *FLOPs* | floating-point operations; two for each multiply-accumulate |
// | *Inception module* | branches with different kernels over the same input, whose channels are joined |
// | *MACs* | multiply-accumulates: a multiplication and its addition |
// | *pointwise convolution* | a 1 × 1 convolution: mixes the channels of each pixel |
// | *receptive field* | the pixels of the image that one output sees |
// | *squeezes* | takes the mean of each channel over all places |
// | *stages* | groups of equal blocks that work at the same image size |
// | *stem* | the first layers of a network, before its repeated blocks |
