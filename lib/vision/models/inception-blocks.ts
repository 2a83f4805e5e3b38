// The five kinds of blocks of Inception v3 and its auxiliary classifier; paths are named as in torchvision.
import * as nn from "../../nn/index.ts";
import { cat, type Tensor } from "../../tensor/index.ts";
import { BasicConv2d } from "./layers/basic-conv.ts";

const F = nn.functional;

const averaged = (x: Tensor) => F.avgPool2d(x, 3, { stride: 1, padding: 1 });
const halved = (x: Tensor) => F.maxPool2d(x, 3, { stride: 2 });

/** One layer after the other. */
function chain(x: Tensor, ...steps: nn.Layer[]): Tensor {
  return steps.reduce((input, step) => step.forward(input), x);
}

/** Keeps the size: 1x1, 5x5, two 3x3, pooling. */
export class InceptionA extends nn.Module {
  static override readonly stateKeys = {
    branch5x5a: "branch5x5_1",
    branch5x5b: "branch5x5_2",
    branch3x3a: "branch3x3dbl_1",
    branch3x3b: "branch3x3dbl_2",
    branch3x3c: "branch3x3dbl_3",
    branchPool: "branch_pool",
  };
  readonly branch1x1: BasicConv2d;
  readonly branch5x5a: BasicConv2d;
  readonly branch5x5b: BasicConv2d;
  readonly branch3x3a: BasicConv2d;
  readonly branch3x3b: BasicConv2d;
  readonly branch3x3c: BasicConv2d;
  readonly branchPool: BasicConv2d;

  constructor(inChannels: number, poolFeatures: number) {
    super();
    this.branch1x1 = new BasicConv2d(inChannels, 64, 1);
    this.branch5x5a = new BasicConv2d(inChannels, 48, 1);
    this.branch5x5b = new BasicConv2d(48, 64, 5, { padding: 2 });
    this.branch3x3a = new BasicConv2d(inChannels, 64, 1);
    this.branch3x3b = new BasicConv2d(64, 96, 3, { padding: 1 });
    this.branch3x3c = new BasicConv2d(96, 96, 3, { padding: 1 });
    this.branchPool = new BasicConv2d(inChannels, poolFeatures, 1);
  }

  forward(x: Tensor): Tensor {
    return cat(
      [
        this.branch1x1.forward(x),
        chain(x, this.branch5x5a, this.branch5x5b),
        chain(x, this.branch3x3a, this.branch3x3b, this.branch3x3c),
        this.branchPool.forward(averaged(x)),
      ],
      1,
    );
  }
}

/** Halves the size by 3x3 convolutions and pooling. */
export class InceptionB extends nn.Module {
  static override readonly stateKeys = {
    branch3x3a: "branch3x3dbl_1",
    branch3x3b: "branch3x3dbl_2",
    branch3x3c: "branch3x3dbl_3",
  };
  readonly branch3x3: BasicConv2d;
  readonly branch3x3a: BasicConv2d;
  readonly branch3x3b: BasicConv2d;
  readonly branch3x3c: BasicConv2d;

  constructor(inChannels: number) {
    super();
    this.branch3x3 = new BasicConv2d(inChannels, 384, 3, { stride: 2 });
    this.branch3x3a = new BasicConv2d(inChannels, 64, 1);
    this.branch3x3b = new BasicConv2d(64, 96, 3, { padding: 1 });
    this.branch3x3c = new BasicConv2d(96, 96, 3, { stride: 2 });
  }

  forward(x: Tensor): Tensor {
    return cat([this.branch3x3.forward(x), chain(x, this.branch3x3a, this.branch3x3b, this.branch3x3c), halved(x)], 1);
  }
}

const WIDE = { padding: [0, 3] } as const;
const TALL = { padding: [3, 0] } as const;

/** Keeps the size, with each 7x7 taken apart into 1x7 and 7x1. */
export class InceptionC extends nn.Module {
  static override readonly stateKeys = {
    branch7x7a: "branch7x7_1",
    branch7x7b: "branch7x7_2",
    branch7x7c: "branch7x7_3",
    double7x7a: "branch7x7dbl_1",
    double7x7b: "branch7x7dbl_2",
    double7x7c: "branch7x7dbl_3",
    double7x7d: "branch7x7dbl_4",
    double7x7e: "branch7x7dbl_5",
    branchPool: "branch_pool",
  };
  readonly branch1x1: BasicConv2d;
  readonly branch7x7a: BasicConv2d;
  readonly branch7x7b: BasicConv2d;
  readonly branch7x7c: BasicConv2d;
  readonly double7x7a: BasicConv2d;
  readonly double7x7b: BasicConv2d;
  readonly double7x7c: BasicConv2d;
  readonly double7x7d: BasicConv2d;
  readonly double7x7e: BasicConv2d;
  readonly branchPool: BasicConv2d;

  constructor(inChannels: number, channels7x7: number) {
    super();
    const c = channels7x7;
    this.branch1x1 = new BasicConv2d(inChannels, 192, 1);
    this.branch7x7a = new BasicConv2d(inChannels, c, 1);
    this.branch7x7b = new BasicConv2d(c, c, [1, 7], WIDE);
    this.branch7x7c = new BasicConv2d(c, 192, [7, 1], TALL);
    this.double7x7a = new BasicConv2d(inChannels, c, 1);
    this.double7x7b = new BasicConv2d(c, c, [7, 1], TALL);
    this.double7x7c = new BasicConv2d(c, c, [1, 7], WIDE);
    this.double7x7d = new BasicConv2d(c, c, [7, 1], TALL);
    this.double7x7e = new BasicConv2d(c, 192, [1, 7], WIDE);
    this.branchPool = new BasicConv2d(inChannels, 192, 1);
  }

  forward(x: Tensor): Tensor {
    const { double7x7a, double7x7b, double7x7c, double7x7d, double7x7e } = this;
    return cat(
      [
        this.branch1x1.forward(x),
        chain(x, this.branch7x7a, this.branch7x7b, this.branch7x7c),
        chain(x, double7x7a, double7x7b, double7x7c, double7x7d, double7x7e),
        this.branchPool.forward(averaged(x)),
      ],
      1,
    );
  }
}

/** Halves the size. */
export class InceptionD extends nn.Module {
  static override readonly stateKeys = {
    branch3x3a: "branch3x3_1",
    branch3x3b: "branch3x3_2",
    branch7x7a: "branch7x7x3_1",
    branch7x7b: "branch7x7x3_2",
    branch7x7c: "branch7x7x3_3",
    branch7x7d: "branch7x7x3_4",
  };
  readonly branch3x3a: BasicConv2d;
  readonly branch3x3b: BasicConv2d;
  readonly branch7x7a: BasicConv2d;
  readonly branch7x7b: BasicConv2d;
  readonly branch7x7c: BasicConv2d;
  readonly branch7x7d: BasicConv2d;

  constructor(inChannels: number) {
    super();
    this.branch3x3a = new BasicConv2d(inChannels, 192, 1);
    this.branch3x3b = new BasicConv2d(192, 320, 3, { stride: 2 });
    this.branch7x7a = new BasicConv2d(inChannels, 192, 1);
    this.branch7x7b = new BasicConv2d(192, 192, [1, 7], WIDE);
    this.branch7x7c = new BasicConv2d(192, 192, [7, 1], TALL);
    this.branch7x7d = new BasicConv2d(192, 192, 3, { stride: 2 });
  }

  forward(x: Tensor): Tensor {
    return cat(
      [
        chain(x, this.branch3x3a, this.branch3x3b),
        chain(x, this.branch7x7a, this.branch7x7b, this.branch7x7c, this.branch7x7d),
        halved(x),
      ],
      1,
    );
  }
}

/** Keeps the size; 3x3 convolutions fork into 1x3 and 3x1. */
export class InceptionE extends nn.Module {
  static override readonly stateKeys = {
    branch3x3in: "branch3x3_1",
    branch3x3a: "branch3x3_2a",
    branch3x3b: "branch3x3_2b",
    double3x3in: "branch3x3dbl_1",
    double3x3mid: "branch3x3dbl_2",
    double3x3a: "branch3x3dbl_3a",
    double3x3b: "branch3x3dbl_3b",
    branchPool: "branch_pool",
  };
  readonly branch1x1: BasicConv2d;
  readonly branch3x3in: BasicConv2d;
  readonly branch3x3a: BasicConv2d;
  readonly branch3x3b: BasicConv2d;
  readonly double3x3in: BasicConv2d;
  readonly double3x3mid: BasicConv2d;
  readonly double3x3a: BasicConv2d;
  readonly double3x3b: BasicConv2d;
  readonly branchPool: BasicConv2d;

  constructor(inChannels: number) {
    super();
    this.branch1x1 = new BasicConv2d(inChannels, 320, 1);
    this.branch3x3in = new BasicConv2d(inChannels, 384, 1);
    this.branch3x3a = new BasicConv2d(384, 384, [1, 3], { padding: [0, 1] });
    this.branch3x3b = new BasicConv2d(384, 384, [3, 1], { padding: [1, 0] });
    this.double3x3in = new BasicConv2d(inChannels, 448, 1);
    this.double3x3mid = new BasicConv2d(448, 384, 3, { padding: 1 });
    this.double3x3a = new BasicConv2d(384, 384, [1, 3], { padding: [0, 1] });
    this.double3x3b = new BasicConv2d(384, 384, [3, 1], { padding: [1, 0] });
    this.branchPool = new BasicConv2d(inChannels, 192, 1);
  }

  forward(x: Tensor): Tensor {
    const single = this.branch3x3in.forward(x);
    const double = chain(x, this.double3x3in, this.double3x3mid);
    return cat(
      [
        this.branch1x1.forward(x),
        this.branch3x3a.forward(single),
        this.branch3x3b.forward(single),
        this.double3x3a.forward(double),
        this.double3x3b.forward(double),
        this.branchPool.forward(averaged(x)),
      ],
      1,
    );
  }
}

/** The classifier that reads 17x17 features while training. */
export class InceptionAux extends nn.Module {
  readonly conv0: BasicConv2d;
  readonly conv1: BasicConv2d;
  readonly fc: nn.Linear;

  constructor(inChannels: number, numClasses: number) {
    super();
    this.conv0 = new BasicConv2d(inChannels, 128, 1);
    this.conv1 = new BasicConv2d(128, 768, 5);
    this.fc = new nn.Linear(768, numClasses);
  }

  forward(x: Tensor): Tensor {
    const pooled = this.conv0.forward(F.avgPool2d(x, 5, { stride: 3 })); // [N, 128, 5, 5]
    return this.fc.forward(F.adaptiveAvgPool2d(this.conv1.forward(pooled), 1).flatten(1)); // [N, numClasses]
  }
}
