// Pairs of equal trainings, one eager and one compiled.
import * as nn from "../../../lib/nn/index.ts";
import * as optim from "../../../lib/optim/index.ts";
import { manualSeed } from "../../../lib/random/index.ts";
import { randint, randn, type Tensor } from "../../../lib/tensor/index.ts";

export interface Case {
  model: nn.Sequential;
  optimizer: Pick<optim.SGD, "zeroGrad" | "step" | "stateDict">;
  scheduler: { step(): void } | null;
  input: number[];
  classes: number;
}

/** Every other pixel of an odd size: a view whose gradient fits no grid. */
class EveryOther extends nn.Module {
  forward(x: Tensor): Tensor {
    return x.at(":", ":", "::2", "::2");
  }
}

/** Rows that overlap: their gradients add up. */
class OverlappingRows extends nn.Module {
  forward(x: Tensor): Tensor {
    return x.reshape([x.shape[0]!, -1]).contiguous().asStrided([x.shape[0]!, 4], [3, 1]);
  }
}

export const CASES: Record<string, () => Case> = {
  "MLP, SGD with momentum, StepLR": () => {
    const model = new nn.Sequential(
      new nn.Linear(12, 32),
      new nn.ReLU(),
      new nn.Linear(32, 32),
      new nn.Tanh(),
      new nn.Linear(32, 4),
    );
    const optimizer = new optim.SGD(model.parameters(), { lr: 0.1, momentum: 0.9, weightDecay: 1e-4, nesterov: true });
    return {
      model,
      optimizer,
      scheduler: new optim.lrScheduler.StepLR(optimizer, 10, { gamma: 0.5 }),
      input: [16, 12],
      classes: 4,
    };
  },
  "CNN with batch norm and dropout, Adam, cosine": () => {
    const model = new nn.Sequential(
      new nn.Conv2d(1, 8, 3, { padding: 1, bias: false }),
      new nn.BatchNorm2d(8),
      new nn.ReLU(),
      new nn.MaxPool2d(2),
      new nn.Dropout(0.3),
      new nn.Conv2d(8, 16, 3, { stride: 2, padding: 1 }),
      new nn.ReLU(),
      new nn.Flatten(),
      new nn.Linear(16 * 3 * 3, 5),
    );
    const optimizer = new optim.Adam(model.parameters(), { lr: 1e-3 });
    return {
      model,
      optimizer,
      scheduler: new optim.lrScheduler.CosineAnnealingLR(optimizer, 50),
      input: [16, 1, 12, 12],
      classes: 5,
    };
  },
  "dilated, grouped and depthwise convolutions, AdamW": () => {
    const model = new nn.Sequential(
      new nn.Conv2d(4, 8, 3, { padding: 2, dilation: 2, groups: 2 }),
      new nn.ReLU(),
      new nn.Conv2d(8, 8, 3, { padding: 1, groups: 8 }),
      new nn.AvgPool2d(2, { padding: 1 }),
      new nn.Flatten(),
      new nn.Linear(8 * 4 * 4, 3),
    );
    const optimizer = new optim.AdamW(model.parameters(), { lr: 1e-3 });
    return { model, optimizer, scheduler: null, input: [8, 4, 6, 6], classes: 3 };
  },
  "strided and overlapping views, SGD with momentum": () => {
    const model = new nn.Sequential(
      new nn.Conv2d(2, 3, 3, { padding: 1 }),
      new EveryOther(),
      new nn.Tanh(),
      new nn.Conv2d(3, 4, 4),
      new OverlappingRows(),
      new nn.Linear(4, 3),
    );
    const optimizer = new optim.SGD(model.parameters(), { lr: 0.05, momentum: 0.9 });
    return { model, optimizer, scheduler: null, input: [8, 2, 7, 7], classes: 3 };
  },
};

export function trainingOf(make: () => Case) {
  manualSeed(7);
  const made = make();
  const { model, optimizer, scheduler } = made;
  const step = (x: Tensor, y: Tensor): Tensor => {
    optimizer.zeroGrad();
    const loss = nn.functional.crossEntropy(model.forward(x), y);
    loss.backward();
    optimizer.step();
    return loss.detach();
  };
  const batch = (): [Tensor, Tensor] => [randn(made.input), randint(made.classes, [made.input[0]!])];
  return { model, optimizer, scheduler, step, batch };
}
