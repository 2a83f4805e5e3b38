// %% [markdown]
// # Transfer, distillation, labels from a model
//
// Labels are expensive: somebody has to look at every image. Today's three techniques get along with few of them.
// **Transfer** starts from a network that learned something else. **Distillation** learns from another network's answers.
// **Self-training** lets a network label images for its successor. For each you will see a case where it works wonders
// and one where it fails.
//
// | | |
// |---|---|
// | **Time** | about 75 minutes; every section says how long it takes, and you can stop after any of them |
// | **You need** | the lessons "Your first network", "Tensors, gradients, modules" and "Architectures" |
// | **You get** | a network that learns four new classes from twenty drawings, a table that says when that works, and two ways to use images without labels |
// | **Afterwards** | the assignment `transfer-and-distillation` |
//
// As before: **Shift+Enter** runs a cell, **Predict** means that you write down a guess first, and words in *italics*
// stand in the glossary at the end.
//
// > For people who know PyTorch: nothing here is new to you but the helpers' names. `freeze` also holds batch norms, `lrGroups` makes
// > parameter groups by path, and `DistillationLoss` has the T² and the batchmean that are so often forgotten.

// %% [markdown]
// ## 1. Twenty drawings
// *6 minutes, of which your computer works less than one*
//
// Run the cell. A small network first learns eight kinds of drawings, from 600 of each. Then it gets four **new** kinds,
// and of each **five** drawings. A second network, of the same build, gets the same twenty drawings and nothing else.

// %% id="twenty-drawings"
import { cat, compile, DataLoader, Dataset, F, manualSeed, nn, noGrad, optim } from "tsgrad";
import { type Tensor, TensorDataset, tensor } from "tsgrad";
import { DistillationLoss, discriminativeLr, lrGroups, pseudoLabels, selfTrain, teacherLogits } from "tsgrad/train";
import { Doodles, FashionMNIST, models, transforms } from "tsgrad/vision";
import { barChart, imageGrid, lineChart, reliabilityDiagram } from "tsgrad/viz";

type Data = [images: Tensor, labels: Tensor];

/** Three convolutions that turn an image into 256 numbers, and a head that turns those into classes. */
class Network extends nn.Module {
  readonly features: nn.Sequential;
  head: nn.Linear;

  constructor(classes: number) {
    super();
    const layer = (from: number, to: number, stride: number) =>
      new nn.Sequential(
        new nn.Conv2d(from, to, 3, { stride, padding: 1, bias: false }),
        new nn.BatchNorm2d(to),
        new nn.ReLU(),
      );
    this.features = new nn.Sequential(
      layer(1, 16, 1), // [N, 1, 14, 14] -> [N, 16, 14, 14]
      layer(16, 32, 2), // -> [N, 32, 7, 7]
      layer(32, 64, 2), // -> [N, 64, 4, 4]
      new nn.AdaptiveAvgPool2d(2), // -> [N, 64, 2, 2]
      new nn.Flatten(), // -> [N, 256]
    );
    this.head = new nn.Linear(256, classes);
  }

  /** What every image goes through first: uint8 [N, 1, 28, 28] -> [N, 1, 14, 14] from 0 to 1. */
  prepare(images: Tensor): Tensor {
    return F.avgPool2d(images.float().div(255), 2);
  }

  override forward(images: Tensor): Tensor {
    return this.head.forward(this.features.forward(this.prepare(images))); // [N, 1, 28, 28] -> [N, 256] -> [N, classes]
  }
}

interface Training {
  optimizer: optim.Optimizer;
  steps?: number;
  /** The loss of a batch; cross-entropy of images and labels unless given. */
  loss?: (...batch: Tensor[]) => Tensor;
}

/** Trains on batches of at most 64 with a rate that falls to 0; the batch norms measure, except those that are held. */
function train(model: nn.Layer, data: Dataset<unknown[]>, { optimizer, steps = 150, loss }: Training): void {
  model.train();
  const lossOf = loss ?? ((x: Tensor, y: Tensor) => F.crossEntropy(model.forward(x), y));
  const step = compile((...batch: Tensor[]) => {
    const value = (lossOf as (...batch: Tensor[]) => Tensor)(...batch);
    optimizer.zeroGrad();
    value.backward();
    return value.detach();
  });
  const schedule = new optim.lrScheduler.CosineAnnealingLR(optimizer, steps);
  const batches = new DataLoader(data, { batchSize: Math.min(64, data.length), shuffle: true, dropLast: true });
  for (let done = 0; done < steps; ) {
    for (const batch of batches) {
      step(...(batch as unknown as Tensor[]));
      optimizer.step();
      schedule.step();
      done++;
      if (done === steps) break;
    }
  }
}

/** The share of the images that are named right, in percent. */
function accuracy(model: nn.Layer, [images, labels]: Data): number {
  model.eval();
  return 100 * noGrad(() => model.forward(images).argmax(1).eq(labels).float().mean().item());
}

const rowsOf = (images: Tensor, rows: number[]): Tensor => images.indexSelect(0, tensor(rows, { dtype: "int32" }));

/** Images of some classes, which are numbered anew from 0; another seed gives other images. */
function choose([images, labels]: Data, classes: number[], perClass: number, seed = 0): Data {
  const rows = classes.map((c) =>
    [...labels.data].flatMap((label, row) => (label === c ? [row] : [])).slice(seed * perClass, (seed + 1) * perClass),
  );
  const numbers = rows.flatMap((found, k) => found.map(() => k));
  return [rowsOf(images, rows.flat()), tensor(numbers, { dtype: "int32" })];
}

const drawings = new Doodles({ length: 7200, jitter: 0.8 }).toTensors() as Data; // uint8 [7200, 1, 28, 28], [7200]
const testDrawings = new Doodles({ length: 1200, train: false, jitter: 0.8 }).toTensors() as Data; // [1200, 1, 28, 28], [1200]
const oldClasses = [0, 1, 2, 3, 4, 5, 6, 7];
const newClasses = [8, 9, 10, 11];

manualSeed(0);
const pretrained = new Network(8);
train(pretrained, new TensorDataset(...choose(drawings, oldClasses, 600)), {
  optimizer: new optim.Adam(pretrained.parameters(), { lr: 0.005 }),
  steps: 500,
});
const oldTest = choose(testDrawings, oldClasses, 100); // [800, 1, 28, 28], [800]
console.log(`pretrained: ${accuracy(pretrained, oldTest).toFixed(1)} % of the eight old classes`);

const twenty = choose(drawings, newClasses, 5); // [20, 1, 28, 28], [20]
const newTest = choose(testDrawings, newClasses, 100); // [400, 1, 28, 28], [400]

/** A network with the pretrained features, copied, and a new head. */
function withPretrained(classes: number): Network {
  const network = new Network(classes);
  network.features.loadStateDict(pretrained.features.stateDict());
  return network;
}

manualSeed(0);
const scratch = new Network(4);
train(scratch, new TensorDataset(...twenty), { optimizer: new optim.Adam(scratch.parameters(), { lr: 0.005 }) });

manualSeed(0);
const transferred = models.freeze(withPretrained(4), { except: ["head"] });
train(transferred, new TensorDataset(...twenty), {
  optimizer: new optim.Adam(transferred.head.parameters(), { lr: 0.01 }),
});

const first = { "from scratch": accuracy(scratch, newTest), "pretrained, new head": accuracy(transferred, newTest) };
barChart(first, {
  title: "Four new classes from twenty drawings",
  value: "accuracy on 400 test drawings (%)",
  max: 100,
  format: ".1f",
});

// %% [markdown]
// Guessing among four classes gets 25 % right. The same twenty drawings are worth far more to the network that has seen
// other drawings before: it knows what lines, corners and circles are, and has to learn only which of them make which
// figure.

// %%
imageGrid(twenty[0], { labels: [...twenty[1].data].map((label) => Doodles.classes[newClasses[label]!]!) }); // [20, 1, 28, 28]

// %% [markdown]
// **Change one thing.** In the line with `twenty`, choose one drawing of each class, then fifty. Predict first: from how
// many on is the pretraining no longer worth it?

// %% [markdown]
// ## 2. Backbone and head
// *8 minutes*
//
// A classifier has two parts. The *backbone* turns an image into numbers that say something about it; the *head* turns
// these *features* into one number for each class:
//
// $$\text{logits} = W \cdot \text{features}(x) + b$$
//
// *Transfer learning* keeps the backbone and replaces the head. Where the head is called `head`, as here, or `fc`, as in a
// ResNet, that is one line; and the weights are copied by name, all but the head's.
//
// **Predict:** how many of the new network's parameters are in the head with four classes: a half, a tenth, less?

// %%
const count = (module: nn.Module) => module.parameters().reduce((sum, parameter) => sum + parameter.numel(), 0);
const four = withPretrained(4); // [N, 1, 28, 28] -> [N, 4]
console.log(
  `backbone ${count(four.features)}, head ${count(four.head)}: ${((100 * count(four.head)) / count(four)).toFixed(1)} %`,
);
console.log("the backbone's first names:", Object.keys(four.features.stateDict()).slice(0, 5));

// %% [markdown]
// Few parameters can be learned from few images: this is half the secret. The other half is that the features fit.
//
// Mostly one takes a backbone that somebody else has trained, on the 1,000 classes of ImageNet for instance. Such weights
// come with obligations, and the registry keeps them together: where they are from, what licence they have, and
// **which transform the images went through**. A backbone that saw normalized images of 224 × 224 does not know what to
// do with raw bytes.

// %%
const [entry] = models.listWeights("resnet18");
entry;

// %% [markdown]
// Our own network carries its transform in `prepare`, so nobody can forget it.
//
// > **A question of honesty.** Transfer can bring along what you do not want: the biases of the old images, and sometimes the test
// > images themselves. Who publishes an accuracy says on what the backbone was trained.

// %% [markdown]
// ## 3. A new head only
// *11 minutes*
//
// The first way: *freeze* the backbone, train the head. In code it is `requiresGrad_(false)` for the backbone's
// parameters, and an optimizer that holds the head's. One thing is easily overlooked. A batch norm has **two kinds** of
// state: its scale and shift, which are parameters, and its *running statistics*, which are not. In training mode these
// move with every batch:
//
// $$\mu_{\text{running}} \leftarrow 0.9\,\mu_{\text{running}} + 0.1\,\mu_{\text{batch}}$$
//
// **Predict:** all of the backbone's parameters are frozen. We train a new head on photographs of clothes, fifty steps,
// and then put the **old head** back. How many of the old drawings does the network still name: all as before, or fewer?

// %%
const clothes = new FashionMNIST({ subset: true, train: true }).toTensors() as Data; // uint8 [6000, 1, 28, 28], [6000]
const testClothes = new FashionMNIST({ subset: true, train: false }).toTensors() as Data; // [1000, 1, 28, 28], [1000]
const uppers = [0, 2, 4, 6]; // T-shirt, pullover, coat, shirt: four that look alike

/** Trains a new head on clothes, and looks what became of the old drawings. */
function afterClothes(batchNormEval: boolean) {
  manualSeed(1);
  const network = models.freeze(withPretrained(4), { except: ["head"], batchNormEval });
  const before = [...(network.features.stateDict()["0.1.running_mean"]!.data as Float32Array)]; // [16]
  train(network, new TensorDataset(...choose(clothes, uppers, 100)), {
    optimizer: new optim.Adam(network.head.parameters(), { lr: 0.01 }),
    steps: 50,
  });
  const after = network.features.stateDict()["0.1.running_mean"]!.data; // [16]
  network.head = pretrained.head; // the old one again: nobody has touched it
  return {
    "batch norms": batchNormEval ? "held in evaluation mode" : "left in training mode",
    "largest move of a running mean": Number(
      Math.max(...before.map((value, i) => Math.abs(value - after[i]!))).toFixed(3),
    ),
    "old drawings named right (%)": Number(accuracy(network, oldTest).toFixed(1)),
  };
}

[afterClothes(false), afterClothes(true)];

// %% [markdown]
// <details><summary>Why?</summary>
//
// Not one weight of the backbone changed, and yet it computes something else: its batch norms now subtract the mean of
// photographs. `requiresGrad` speaks of gradients, and running statistics move without any. So `models.freeze` holds
// frozen batch norms in evaluation mode, even after `train()`. In code of your own: call `features.eval()` **after**
// every `model.train()`.
//
// </details>
//
// A frozen backbone has a pleasant side. It gives the same features in every epoch, so they can be computed **once**;
// what is left to train is a single linear layer:

// %%
const backbone = withPretrained(4).eval();
const started = performance.now();
const features = noGrad(() => backbone.features.forward(backbone.prepare(twenty[0]))); // [20, 1, 28, 28] -> [20, 256]
manualSeed(0);
const quick = new nn.Linear(256, 4);
train(quick, new TensorDataset(features, twenty[1]), { optimizer: new optim.Adam(quick.parameters(), { lr: 0.01 }) });
backbone.head = quick;
console.log(`${accuracy(backbone, newTest).toFixed(1)} % after ${((performance.now() - started) / 1000).toFixed(1)} s`);

// %% [markdown]
// The price: with augmentation it does not work. An image that is turned anew in every epoch has other features in every
// epoch, and they would have to be computed again.

// %% [markdown]
// ## 4. Fine-tuning: rates of their own
// *9 minutes*
//
// The second way: train **everything**, but carefully. This is *fine-tuning*. The new head is random and has far to go;
// the backbone is good already, and its first layers, which see edges, are good for almost anything. So the rate falls
// from the head towards the image, by a factor $f$ for each part (Howard and Ruder 2018,
// [arXiv:1801.06146](https://arxiv.org/abs/1801.06146), take 2.6):
//
// $$\eta_{\text{part}} = \eta_{\text{head}} \,/\, f^{\,\text{parts from the head}}$$

// %%
const parts = ["features.0", "features.1", "features.2", "head"];
discriminativeLr(four, parts, { lr: 0.005 }).map(({ params, lr }, i) => ({
  part: parts[i],
  parameters: params.reduce((sum, parameter) => sum + parameter.numel(), 0),
  "learning rate": Number(lr.toFixed(5)),
}));

// %% [markdown]
// A simpler recipe has two groups: the head with one rate, the rest with a fifth of it.
//
// **Predict:** the twenty drawings again. Everything is trained, once with two small rates, once with one large rate of
// 0.05 for all. Which of them is better than the frozen backbone of section 1?

// %%
/** The mean accuracy of three seeds: other drawings and another new head each time. */
function fineTuned(groups: (network: Network) => { params: nn.Parameter[]; lr: number }[]): number {
  const results = [0, 1, 2].map((seed) => {
    manualSeed(seed);
    const network = withPretrained(4);
    train(network, new TensorDataset(...choose(drawings, newClasses, 5, seed)), {
      optimizer: new optim.Adam(groups(network), { lr: 0.001 }),
      steps: 100,
    });
    return accuracy(network, newTest);
  });
  return results.reduce((sum, value) => sum + value, 0) / results.length;
}

const tuned = {
  "head 0.005, rest 0.001": fineTuned((network) => lrGroups(network, { head: 0.005 }, { rest: 0.001 })),
  "0.05 for all": fineTuned((network) => [{ params: network.parameters(), lr: 0.05 }]),
};
barChart(tuned, {
  title: "Fine-tuning with twenty drawings",
  value: "accuracy, mean of three seeds (%)",
  max: 100,
  format: ".1f",
});

// %% [markdown]
// The large rate tears up in a few steps what the pretraining had built. And with twenty drawings even small rates do not
// clearly beat the frozen backbone: there is little to learn from, and much that can be unlearned. Freezing is the case
// of rate 0, and every small rate lies in between. Whoever wants to be careful trains the head alone for a while and lets
// the rest thaw afterwards (`GradualUnfreezing`).

// %% [markdown]
// ## 5. The four cases
// *12 minutes, of which your computer works one or two*
//
// When is which way the right one? Two questions decide: how **many** labelled images are there, and how **near** are
// they to those of the pretraining? The advice that is handed on, as in Stanford's course notes
// ([cs231n](https://cs231n.github.io/transfer-learning/)):
//
// | | near | far |
// |---|---|---|
// | **few** images | a new head on frozen features | a new head on features of an **early** layer |
// | **many** images | fine-tune everything | train everything; the old weights are a start at best |
//
// We test it. *Near* are the four new kinds of drawings, *far* the four kinds of clothes. Few is five images of a class,
// many is two hundred. Three ways, three seeds each. (The head gets 150 steps and the others 100, since its steps cost
// next to nothing.)
//
// **Predict:** the best of three ways for each of the four cases. Write down four words before you run this.

// %%
const ways: Record<string, (data: Data, seed: number) => Network> = {
  "from scratch": (data) => {
    const network = new Network(4);
    train(network, new TensorDataset(...data), {
      optimizer: new optim.Adam(network.parameters(), { lr: 0.005 }),
      steps: 100,
    });
    return network;
  },
  "new head": (data) => {
    const network = withPretrained(4).eval();
    const inputs = noGrad(() => network.features.forward(network.prepare(data[0]))); // [N, 1, 28, 28] -> [N, 256]
    train(network.head, new TensorDataset(inputs, data[1]), {
      optimizer: new optim.Adam(network.head.parameters(), { lr: 0.01 }),
    });
    return network;
  },
  "fine-tuned": (data) => {
    const network = withPretrained(4);
    const optimizer = new optim.Adam(lrGroups(network, { head: 0.005 }, { rest: 0.001 }), { lr: 0.001 });
    train(network, new TensorDataset(...data), { optimizer, steps: 100 });
    return network;
  },
};

const domains = {
  near: { data: drawings, classes: newClasses, test: newTest },
  far: { data: clothes, classes: uppers, test: choose(testClothes, uppers, 100) }, // [400, 1, 28, 28], [400]
};
const fourCases = Object.entries(domains).flatMap(([domain, { data, classes, test }]) =>
  [5, 200].map((perClass) => {
    const row: Record<string, string | number> = { domain, "images a class": perClass };
    for (const [way, run] of Object.entries(ways)) {
      const results = [0, 1, 2].map((seed) => {
        manualSeed(seed);
        return accuracy(run(choose(data, classes, perClass, seed), seed), test);
      });
      const mean = results.reduce((sum, value) => sum + value, 0) / 3;
      const spread = Math.sqrt(results.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 2);
      row[way] = `${mean.toFixed(1)} ± ${spread.toFixed(1)}`;
    }
    return row;
  }),
);
fourCases;

// %% [markdown]
// Read it row by row, and look at what stands behind the ±: a lead that is smaller than the spread of the seeds is no lead.
//
// - **Near, few:** both ways with pretrained features are far ahead of scratch.
// - **Near, many:** all are good; what is left to win is small.
// - **Far, many:** the frozen features are the **worst**. They were made for lines and do not see cloth; more images do not help, since
//   a head can only combine what the backbone gives it.
// - **Far, few:** nothing is good, and pretraining brings nothing either.
//
// **Change one thing.** "Far" are here four clothes that look alike. Put `[5, 7, 8, 9]` (sandal, sneaker, bag, boot) into
// `uppers` of section 3 and run sections 3 and 5 again. Predict first: is it still far?

// %% [markdown]
// ## 6. Distillation
// *14 minutes*
//
// A large network is accurate, and too slow for a phone. A small one learns less from the labels, though often not
// because it **could not** be better: a label says only which class is right. The large network knows more.
//
// **Predict:** a photograph of a shirt. Which other classes does the teacher find a little likely, and does it find the
// sneaker as unlikely as the coat?

// %%
manualSeed(0);
const teacher = new Network(10);
train(teacher, new TensorDataset(...clothes), {
  optimizer: new optim.Adam(teacher.parameters(), { lr: 0.005 }),
  steps: 500,
});
console.log(`teacher: ${count(teacher)} parameters, ${accuracy(teacher, testClothes).toFixed(1)} % of the test images`);

const named = teacherLogits(teacher, testClothes[0]).argmax(1); // [1000, 1, 28, 28] -> [1000, 10] -> [1000]
const shirt = [...testClothes[1].data].findIndex((label, row) => label === 6 && named.data[row] === 6); // one it names right
const shirtLogits = teacherLogits(teacher, rowsOf(testClothes[0], [shirt])); // [1, 1, 28, 28] -> [1, 10]
const softened = (T: number) => [...shirtLogits.div(T).softmax(1).data]; // [1, 10]
FashionMNIST.classes.map((name, c) => ({
  class: name,
  ...Object.fromEntries([1, 4, 10].map((T) => [`T = ${T}`, Number(softened(T)[c]!.toFixed(4))])),
}));

// %% [markdown]
// At $T = 1$ the answer is nearly a label. Dividing the logits by a *temperature* $T$ before the softmax makes it softer,
// and the order of the wrong classes becomes visible: tops before trousers and shoes. Hinton, Vinyals and Dean called
// this dark knowledge; *distillation* lets a student learn it ([arXiv:1503.02531](https://arxiv.org/abs/1503.02531)).
// With teacher's logits $t$ and student's $s$:
//
// $$\text{loss} = \alpha \, T^2 \; \text{KL}\big(\text{softmax}(t/T) \,\|\, \text{softmax}(s/T)\big) + (1 - \alpha) \; \text{crossEntropy}(s, \text{label})$$
//
// The first part is the *soft target*, the second the hard one, at $T = 1$. The teacher only answers: evaluation mode, no
// gradient.

// %%
/** The formula, line by line; averages over the batch, sums over the classes. */
function distillation(s: Tensor, t: Tensor, labels: Tensor, T: number, alpha: number): Tensor {
  const logP = t.detach().div(T).logSoftmax(1); // [N, C]
  const logQ = s.div(T).logSoftmax(1); // [N, C]
  const soft = logP.exp().mul(logP.sub(logQ)).sum(1).mean(); // [N, C] -> [N] -> []
  return soft.mul(alpha * T ** 2).add(F.crossEntropy(s, labels).mul(1 - alpha));
}

const someImages = clothes[0].at("0:64"); // [64, 1, 28, 28]
const someLabels = clothes[1].at("0:64"); // [64]
const t = teacherLogits(teacher, someImages); // [64, 10]
const s = new Network(10).eval().forward(someImages).detach(); // [64, 10], of a network that has learned nothing
const ours = distillation(s, t, someLabels, 4, 0.7).item();
const library = new DistillationLoss({ temperature: 4, alpha: 0.7 }).forward(s, t, someLabels).item();
console.log(`difference to the library: ${Math.abs(ours - library).toExponential(1)}`);

// %% [markdown]
// Why $T^2$? **Predict:** the gradient of KL alone, at $T = 8$ compared with $T = 1$: about the same, an eighth, or much
// less?

// %%
[1, 2, 4, 8].map((T) => {
  const logits = s.clone().requiresGrad_(true); // [64, 10]
  distillation(logits, t, someLabels, T, 1).backward();
  const size = logits.grad!.norm().item();
  return { T, "gradient with T²": Number(size.toFixed(4)), "without T²": Number((size / T ** 2).toFixed(4)) };
});

// %% [markdown]
// <details><summary>Why?</summary>
//
// One $1/T$ comes from the derivative of $s/T$, another because both distributions become flat and their difference
// small. Without $T^2$, whoever raises $T$ turns the teacher down without knowing it. With it the sizes stay comparable.
//
// </details>
//
// Now the experiment. The student has a thirteenth of the teacher's parameters, and **ten labels of each class**. It
// learns in four ways: from the hundred labels; from the same hundred images with labels and teacher; from all 6,000
// images with the teacher **and without a single label**; and, as the bound, from all 6,000 labels.

// %%
const allLogits = teacherLogits(teacher, clothes[0]); // [6000, 1, 28, 28] -> [6000, 10]
const hundred = Array.from({ length: 10 }, (_, c) =>
  [...clothes[1].data].flatMap((label, row) => (label === c ? [row] : [])).slice(0, 10),
).flat();
const [fewImages, fewLabels, fewLogits] = [clothes[0], clothes[1], allLogits].map((each) => rowsOf(each, hundred)) as [
  Tensor, // [100, 1, 28, 28]
  Tensor, // [100]
  Tensor, // [100, 10]
];

/** Two small convolutions and a linear layer. */
class Student extends nn.Module {
  readonly net = new nn.Sequential(
    new nn.Conv2d(1, 8, 3, { stride: 2, padding: 1 }), // [N, 1, 14, 14] -> [N, 8, 7, 7]
    new nn.ReLU(),
    new nn.Conv2d(8, 8, 3, { stride: 2, padding: 1 }), // -> [N, 8, 4, 4]
    new nn.ReLU(),
    new nn.Flatten(), // -> [N, 128]
    new nn.Linear(128, 10),
  );

  override forward(images: Tensor): Tensor {
    return this.net.forward(F.avgPool2d(images.float().div(255), 2)); // [N, 1, 28, 28] -> [N, 10]
  }
}

/** The accuracy of a student that learns from this data with this loss. */
function studentAccuracy(
  data: Dataset<unknown[]>,
  lossOf: (student: Student) => (...batch: Tensor[]) => Tensor,
): number {
  manualSeed(2);
  const student = new Student();
  train(student, data, {
    optimizer: new optim.Adam(student.parameters(), { lr: 0.005 }),
    steps: 400,
    loss: lossOf(student),
  });
  return accuracy(student, testClothes);
}

const fromLabels = (student: Student) => (x: Tensor, y: Tensor) => F.crossEntropy(student.forward(x), y);
const criterion = new DistillationLoss({ temperature: 4, alpha: 0.7 });
const students = {
  "100 labels": studentAccuracy(new TensorDataset(fewImages, fewLabels), fromLabels as never),
  "100 labels, teacher": studentAccuracy(
    new TensorDataset(fewImages, fewLogits, fewLabels),
    (student) => (x, soft, y) => criterion.forward(student.forward(x!), soft!, y),
  ),
  "teacher, 6,000 images": studentAccuracy(
    new TensorDataset(clothes[0], allLogits),
    (student) => (x, soft) => criterion.forward(student.forward(x!), soft!),
  ),
  "6,000 labels": studentAccuracy(new TensorDataset(...clothes), fromLabels as never),
};
console.log(`student: ${count(new Student())} parameters`);
barChart(students, {
  title: "What the same small network learns",
  value: "accuracy on 1,000 test images (%)",
  max: 100,
  format: ".1f",
});

// %% [markdown]
// The same hundred images teach more when the teacher comments on them; and without a label, but with many images, the
// student comes near to what it learns from all labels. (The teacher, to be sure, has seen them all.) That is what
// distillation is used for: **images without labels are cheap, and a teacher answers for all of them.**

// %% [markdown]
// ## 7. Labels from a model
// *15 minutes, of which your computer works one or two*
//
// And where nobody has enough labels, not even a teacher? Sixty drawings are labelled, five of each of twelve classes;
// 3,000 more are not. A network that learns from the sixty labels the 3,000, and its *pseudo-labels* train a successor
// (Lee 2013). Is that not pulling oneself up by one's own hair?
//
// First a teacher, with and without *augmentation*: each drawing is moved, turned and leaned a little, anew in every batch.

// %%
const drawingLabels = [...drawings[1].data];
const sixty = Array.from({ length: 60 }, (_, row) => row); // the classes in turn: five of each
const labelled: Data = [rowsOf(drawings[0], sixty), rowsOf(drawings[1], sixty)]; // [60, 1, 28, 28], [60]
const unlabelled = drawings[0].at("60:3060"); // [3000, 1, 28, 28]
const hidden = drawingLabels.slice(60, 3060); // the truth: to measure with, never to train with

const move = new transforms.RandomAffine(20, { translate: [0.12, 0.12], scale: [0.85, 1.15], shear: 8 });

/** Images and labels; with noise, each image is changed at random whenever it is asked for. */
class Noisy extends Dataset<[image: Tensor, label: number]> {
  readonly length: number;
  readonly #images: Tensor;
  readonly #labels: number[];

  constructor(images: Tensor, labels: Tensor) {
    super();
    this.#images = images;
    this.#labels = [...labels.data];
    this.length = this.#labels.length;
  }

  get(index: number): [image: Tensor, label: number] {
    return [move.forward(this.#images.at(index)) as Tensor, this.#labels[index]!]; // [1, 28, 28]
  }
}

/** A fresh network, trained on images and labels. */
function learn([images, labels]: Data, { noise, steps }: { noise: boolean; steps: number }): Network {
  manualSeed(0);
  const network = new Network(12);
  const data = noise ? new Noisy(images, labels) : new TensorDataset(images, labels);
  train(network, data, { optimizer: new optim.Adam(network.parameters(), { lr: 0.005 }), steps });
  return network;
}

const plainTeacher = learn(labelled, { noise: false, steps: 200 });
const noisyTeacher = learn(labelled, { noise: true, steps: 200 });
console.log(`from 60 drawings: ${accuracy(plainTeacher, testDrawings).toFixed(1)} %`);
console.log(`from 60 drawings that move: ${accuracy(noisyTeacher, testDrawings).toFixed(1)} %`);

// %% [markdown]
// How far can its labels be trusted? A network says how certain it is: the largest of its probabilities. We keep a label
// only above a threshold.
//
// **Predict:** of the labels with at least 0.9, how many are right? And what does a higher threshold cost?

// %%
const certainty = teacherLogits(noisyTeacher, unlabelled).softmax(1).max(1); // [3000, 12] -> values [3000], indices [3000]
const correct = [...certainty.indices.data].map((label, i) => (label === hidden[i] ? 1 : 0));
[0, 0.5, 0.7, 0.9, 0.99].map((threshold) => {
  const kept = correct.filter((_, i) => certainty.values.data[i]! >= threshold);
  const right = kept.reduce((sum: number, value) => sum + value, 0);
  return {
    threshold,
    "labels kept": kept.length,
    "of these right (%)": Number(((100 * right) / kept.length).toFixed(1)),
  };
});

// %%
reliabilityDiagram([...certainty.values.data], correct, { title: "Can the teacher's certainty be trusted?" });

// %% [markdown]
// On the diagonal, certainty and truth agree; that is *calibration*. Only where it is roughly so does a threshold mean
// something.
//
// Now the loop. The student learns from the sixty true labels and the certain pseudo-labels, **under noise**, and becomes
// the next teacher. This is *self-training* with a noisy student (Xie et al. 2020,
// [arXiv:1911.04252](https://arxiv.org/abs/1911.04252); they use RandAugment, dropout and dropped layers as noise; for
// line drawings moving is what matters):
//
// $$\text{teacher}_{k+1} = \text{train}\big(\text{labels} \cup \{(x, \hat y) : \max_c \, p_c(x; \text{teacher}_k) \ge \tau\}\big)$$
//
// **Predict:** does the model grow, round after round? And the teacher that never saw a moved drawing, without threshold
// and without noise: does it grow as well?

// %%
const batches = new DataLoader(new TensorDataset(unlabelled), { batchSize: 500 }); // [500, 1, 28, 28]

/** The accuracy of the first teacher and of each round's student, and how many of its pseudo-labels were right. */
async function grow(teacher: Network, { noise, threshold }: { noise: boolean; threshold: number }) {
  const grown = [{ round: 0, "accuracy (%)": Number(accuracy(teacher, testDrawings).toFixed(1)), "pseudo-labels": 0 }];
  await selfTrain({
    teacher,
    unlabeled: batches,
    threshold,
    rounds: 2,
    train: async ({ inputs, labels }, round) => {
      const repeated = noise ? 4 : 1; // the true labels weigh more
      const images = cat([inputs, ...Array.from({ length: repeated }, () => labelled[0])]); // [kept + 60 · repeated, 1, 28, 28]
      const all = cat([labels, ...Array.from({ length: repeated }, () => labelled[1])]); // [kept + 60 · repeated]
      const student = learn([images, all], { noise, steps: 300 });
      grown.push({
        round,
        "accuracy (%)": Number(accuracy(student, testDrawings).toFixed(1)),
        "pseudo-labels": labels.shape[0]!,
      });
      return student;
    },
  });
  return grown;
}

const grownWithNoise = await grow(noisyTeacher, { noise: true, threshold: 0.9 });
const grownWithout = await grow(plainTeacher, { noise: false, threshold: 0 });
const lineOf = (grown: typeof grownWithNoise) => grown.map((row): [number, number] => [row.round, row["accuracy (%)"]]);
console.log("noise, certain labels only:", grownWithNoise);
console.log("no noise, all labels:      ", grownWithout);
lineChart(
  { "noise, certain labels only": lineOf(grownWithNoise), "no noise, all labels": lineOf(grownWithout) },
  { title: "Does the model grow?", x: "round", y: "accuracy on test drawings (%)", yDomain: [0, 100] },
);

// %% [markdown]
// The second line is *confirmation bias*: a student that is told its teacher's mistakes, of images that it sees exactly
// as the teacher saw them, learns to repeat them. Nothing new comes in. What comes in from outside in the first line is
// the noise: the student must give the moved drawing the label that the teacher gave to the drawing at rest. That is
// knowledge which no label has taught it.
//
// The lines differ in two things, though: in the noise, and in which labels are kept. Which of them is it?
//
// **Change one thing.** Call `grow` with `noisyTeacher`, `noise: true` and `threshold: 0`. Predict first: do the wrong
// labels spoil it?
//
// ### Which of the three?
//
// | you have | try |
// |---|---|
// | few labels, a backbone from a near domain | a new head, then fine-tuning |
// | a good large network, and a small one to be used | distillation, on all images you can find |
// | few labels, many images, augmentations that keep the class | a noisy student, and a look at its calibration |
//
// They go together: fine-tune a backbone, let it label, distil what comes out.

// %% [markdown]
// ## Glossary
//
// | word | meaning |
// |---|---|
// | *augmentation* | a random change of an image that keeps its class |
// | *backbone* | the part of a network that turns an image into features |
// | *calibration* | agreement of how certain a model is and how often it is right |
// | *confirmation bias* | a student repeats its teacher's mistakes, and they look confirmed |
// | *distillation* | training a student on a teacher's softened answers |
// | *far* | of another kind than the images of the pretraining |
// | *features* | the numbers a backbone gives for an image |
// | *fine-tuning* | training a pretrained network on, with small rates |
// | *freeze* | to keep parameters, and batch norms' statistics, as they are |
// | *head* | the last layer, which turns features into classes |
// | *near* | of the kind of the images of the pretraining |
// | *pseudo-labels* | labels that a model gave |
// | *running statistics* | a batch norm's mean and variance for evaluation mode; not parameters |
// | *self-training* | a model labels images, a student learns from them and labels anew |
// | *soft target* | the probabilities of a teacher in the place of a label |
// | *temperature* | what logits are divided by before the softmax, to make it softer |
// | *transfer learning* | starting from a network that learned something else |
