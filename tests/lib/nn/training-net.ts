// The network of tests/goldens/nn_training.py.

import * as nn from "../../../lib/nn/index.ts";
import { defaultGenerator, manualSeed } from "../../../lib/random/index.ts";
import { type Tensor, tensor } from "../../../lib/tensor/index.ts";

const F = nn.functional;

class Block extends nn.Module {
  readonly conv1: nn.Conv2d;
  readonly bn1: nn.BatchNorm2d;
  readonly conv2: nn.Conv2d;
  readonly bn2: nn.BatchNorm2d;
  readonly downsample: nn.Sequential | null = null;

  constructor(inside: number, out: number, stride: number) {
    super();
    this.conv1 = new nn.Conv2d(inside, out, 3, { stride, padding: 1, bias: false });
    this.bn1 = new nn.BatchNorm2d(out);
    this.conv2 = new nn.Conv2d(out, out, 3, { padding: 1, bias: false });
    this.bn2 = new nn.BatchNorm2d(out);
    if (stride !== 1 || inside !== out)
      this.downsample = new nn.Sequential(
        new nn.Conv2d(inside, out, 1, { stride, bias: false }),
        new nn.BatchNorm2d(out),
      );
  }

  forward(x: Tensor): Tensor {
    const y = this.bn2.forward(this.conv2.forward(F.relu(this.bn1.forward(this.conv1.forward(x)))));
    return F.relu(y.add(this.downsample ? this.downsample.forward(x) : x));
  }
}

export class Net extends nn.Module {
  readonly conv1 = new nn.Conv2d(1, 8, 3, { padding: 1, bias: false });
  readonly bn1 = new nn.BatchNorm2d(8);
  readonly pool = new nn.MaxPool2d(3, { stride: 2, padding: 1 });
  readonly layer1 = new nn.Sequential(new Block(8, 8, 1), new Block(8, 16, 2));
  readonly layer2 = new Block(16, 16, 1);
  readonly avgpool = new nn.AdaptiveAvgPool2d(1);
  readonly fc = new nn.Linear(16, 5);

  forward(input: Tensor): Tensor {
    const x = this.pool.forward(F.relu(this.bn1.forward(this.conv1.forward(input))));
    return this.fc.forward(this.avgpool.forward(this.layer2.forward(this.layer1.forward(x))).flatten(1));
  }
}

/** Model and data as both sides draw them from seed 0. */
export function setUp(): { model: Net; batch(step: number): [images: Tensor, labels: Tensor]; all: [Tensor, Tensor] } {
  manualSeed(0);
  const model = new Net();
  const images = tensor(defaultGenerator.randn(48 * 14 * 14)).reshape([48, 1, 14, 14]);
  const labels = tensor(defaultGenerator.randint(0, 5, 48));
  return {
    model,
    batch: (step) => [images.narrow(0, (step % 3) * 16, 16), labels.narrow(0, (step % 3) * 16, 16)],
    all: [images, labels],
  };
}
