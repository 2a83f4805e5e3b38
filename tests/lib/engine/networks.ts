// A network with every kernel of the engine in it, and its training.
import * as nn from "../../../lib/nn/index.ts";
import * as optim from "../../../lib/optim/index.ts";
import { manualSeed } from "../../../lib/random/index.ts";
import { randint, randn, type Tensor } from "../../../lib/tensor/index.ts";

export function smallNetwork(): nn.Sequential {
  return new nn.Sequential(
    new nn.Conv2d(2, 8, 3, { padding: 1, bias: false }),
    new nn.BatchNorm2d(8),
    new nn.ReLU(),
    new nn.MaxPool2d(2),
    new nn.Conv2d(8, 8, 3, { padding: 2, dilation: 2, groups: 2 }),
    new nn.ReLU(),
    new nn.AvgPool2d(2),
    new nn.Flatten(),
    new nn.Linear(8 * 2 * 2, 5),
  );
}

export interface Training {
  model: nn.Module;
  optimizer: optim.SGD;
  step(): Tensor;
}

export function trainer(): Training {
  manualSeed(3);
  const model = smallNetwork();
  const optimizer = new optim.SGD(model.parameters(), { lr: 0.05, momentum: 0.9, weightDecay: 1e-4 });
  const [x, y] = [randn([16, 2, 8, 8]), randint(5, [16])];
  const step = () => {
    optimizer.zeroGrad();
    const loss = nn.functional.crossEntropy((model as nn.Sequential).forward(x), y);
    loss.backward();
    optimizer.step();
    return loss.detach();
  };
  return { model, optimizer, step };
}
