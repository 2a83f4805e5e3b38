import { nn, type Tensor } from "../../lib/index.ts";

/** The experiments' small network: three convolutions with batch norm, and a linear layer; 24,000 parameters at width 16. */
export class Network extends nn.Module {
  readonly block1: nn.Sequential;
  readonly block2: nn.Sequential;
  readonly block3: nn.Sequential;
  readonly pool = new nn.MaxPool2d(2);
  readonly gap = new nn.AdaptiveAvgPool2d(1);
  readonly fc: nn.Linear;

  constructor({ width = 16, classes = 10 }: { width?: number; classes?: number } = {}) {
    super();
    this.block1 = block(1, width);
    this.block2 = block(width, 2 * width);
    this.block3 = block(2 * width, 4 * width);
    this.fc = new nn.Linear(4 * width, classes);
  }

  forward(images: Tensor): Tensor {
    let x = this.pool.forward(this.block1.forward(images)); // [N, width, 14, 14]
    x = this.pool.forward(this.block2.forward(x)); // [N, 2 width, 7, 7]
    x = this.gap.forward(this.block3.forward(x)); // [N, 4 width, 1, 1]
    return this.fc.forward(x.flatten(1)); // [N, classes]
  }
}

function block(inputs: number, outputs: number): nn.Sequential {
  return new nn.Sequential(
    new nn.Conv2d(inputs, outputs, 3, { padding: 1, bias: false }),
    new nn.BatchNorm2d(outputs),
    new nn.ReLU(),
  );
}

/** A network of the same shape with the same weights. */
export function copyOf(network: Network): Network {
  const copy = new Network({ width: network.fc.inFeatures / 4, classes: network.fc.outFeatures });
  copy.loadStateDict(network.stateDict());
  return copy;
}
