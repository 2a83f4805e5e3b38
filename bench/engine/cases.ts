// What is timed, the same in pytorch.py: same seed, so same weights, data and losses.
import {
  compile,
  F,
  type Module,
  manualSeed,
  nn,
  noGrad,
  optim,
  randint,
  randn,
  type Tensor,
  tensor,
} from "../../lib/index.ts";

export interface Bench {
  /** Runs once; returns the loss where there is one. */
  step(): Tensor;
  warmup: number;
  steps: number;
}

export type Mode = "eager" | "compiled";

interface Trained extends Module {
  forward(x: Tensor): Tensor;
}

function training(model: Trained, shape: number[], mode: Mode, steps: number): Bench {
  const optimizer = new optim.SGD(model.parameters(), { lr: 0.01, momentum: 0.9 });
  const [x, y] = [randn(shape), randint(10, [shape[0]!])];
  const step = () => {
    optimizer.zeroGrad();
    const loss = F.crossEntropy(model.forward(x), y);
    loss.backward();
    optimizer.step();
    return loss.detach();
  };
  return { step: mode === "compiled" ? compile(step) : step, warmup: Math.max(3, Math.floor(steps / 4)), steps };
}

class BasicBlock extends nn.Module {
  readonly conv1: nn.Conv2d;
  readonly bn1: nn.BatchNorm2d;
  readonly conv2: nn.Conv2d;
  readonly bn2: nn.BatchNorm2d;
  readonly downsample: nn.Sequential | nn.Identity;

  constructor(inputs: number, outputs: number, stride: number) {
    super();
    this.conv1 = new nn.Conv2d(inputs, outputs, 3, { stride, padding: 1, bias: false });
    this.bn1 = new nn.BatchNorm2d(outputs);
    this.conv2 = new nn.Conv2d(outputs, outputs, 3, { padding: 1, bias: false });
    this.bn2 = new nn.BatchNorm2d(outputs);
    this.downsample =
      stride === 1
        ? new nn.Identity()
        : new nn.Sequential(new nn.Conv2d(inputs, outputs, 1, { stride, bias: false }), new nn.BatchNorm2d(outputs));
  }

  override forward(x: Tensor): Tensor {
    const y = F.relu(this.bn1.forward(this.conv1.forward(x)));
    return F.relu(this.bn2.forward(this.conv2.forward(y)).add(this.downsample.forward(x)));
  }
}

/** ResNet-18 with CIFAR's stem. */
function resnet18(): nn.Sequential {
  const blocks: nn.Module[] = [];
  let width = 64;
  for (const [stage, outputs] of [64, 128, 256, 512].entries())
    for (const stride of [stage === 0 ? 1 : 2, 1]) {
      blocks.push(new BasicBlock(width, outputs, stride));
      width = outputs;
    }
  return new nn.Sequential(
    new nn.Conv2d(3, 64, 3, { padding: 1, bias: false }),
    new nn.BatchNorm2d(64),
    new nn.ReLU(),
    ...(blocks as nn.ReLU[]),
    new nn.AdaptiveAvgPool2d(1),
    new nn.Flatten(),
    new nn.Linear(512, 10),
  );
}

export function smallCnn(): nn.Sequential {
  return new nn.Sequential(
    new nn.Conv2d(1, 16, 3, { padding: 1 }),
    new nn.ReLU(),
    new nn.MaxPool2d(2),
    new nn.Conv2d(16, 32, 3, { padding: 1 }),
    new nn.ReLU(),
    new nn.MaxPool2d(2),
    new nn.Flatten(),
    new nn.Linear(32 * 7 * 7, 10),
  );
}

class Lstm extends nn.Module {
  readonly lstm = new nn.LSTM(28, 128, { batchFirst: true });
  readonly head = new nn.Linear(128, 10);

  override forward(x: Tensor): Tensor {
    const [outputs] = this.lstm.forward(x);
    return this.head.forward(outputs.at(":", -1));
  }
}

function inference(mode: Mode): Bench {
  const model = resnet18();
  model.eval();
  const x = randn([1, 3, 32, 32]);
  const step = () => noGrad(() => model.forward(x).sum());
  return { step: mode === "compiled" ? compile(step) : step, warmup: 5, steps: 40 };
}

/** A thousand additions of small tensors. */
function overhead(mode: Mode): Bench {
  const [start, one] = [tensor([[0, 1]]), tensor([[1, 1]])];
  const step = () =>
    noGrad(() => {
      let sum = start;
      for (let i = 0; i < 1000; i++) sum = sum.add(one);
      return sum.sum();
    });
  return { step: mode === "compiled" ? compile(step) : step, warmup: 10, steps: 40 };
}

const CASES: Record<string, (mode: Mode) => Bench> = {
  resnet18: (mode) => training(resnet18(), [32, 3, 32, 32], mode, 6),
  smallCnn: (mode) => training(smallCnn(), [64, 1, 28, 28], mode, 60),
  mlp: (mode) =>
    training(
      new nn.Sequential(
        new nn.Linear(784, 256),
        new nn.ReLU(),
        new nn.Linear(256, 128),
        new nn.ReLU(),
        new nn.Linear(128, 10),
      ),
      [64, 784],
      mode,
      150,
    ),
  lstm: (mode) => training(new Lstm(), [64, 28, 28], mode, 20),
  inference,
  overhead,
};

export function caseOf(name: string, mode: Mode): Bench {
  const make = CASES[name];
  if (!make) throw new Error(`There is no case "${name}", only ${Object.keys(CASES).join(", ")}`);
  manualSeed(0);
  return make(mode);
}
