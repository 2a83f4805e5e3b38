import * as nn from "../../nn/index.ts";
import { full, type Tensor } from "../../tensor/index.ts";
import { ConvNormActivation } from "./layers/conv-norm.ts";
import { truncatedNormal } from "./layers/init.ts";
import { classifierDefaults } from "./registry/options.ts";
import { register } from "./registry/register.ts";

export interface ConvNeXtOptions {
  /** How many classes the last layer tells apart (1000). */
  numClasses?: number;
  /** Initial weight of each residual branch (1e-6). */
  layerScale?: number;
  /** Probability that the last residual branch is dropped; earlier ones less, in proportion (0.1). */
  stochasticDepthProb?: number;
}

/** Layer normalization over the channels of [N, C, H, W]. */
class LayerNorm2d extends nn.LayerNorm {
  constructor(channels: number) {
    super(channels, { eps: 1e-6 });
  }

  override forward(x: Tensor): Tensor {
    return super.forward(x.permute([0, 2, 3, 1])).permute([0, 3, 1, 2]);
  }
}

/** Reorders dimensions. */
class Permute extends nn.Module {
  readonly dims: readonly number[];

  constructor(dims: readonly number[]) {
    super();
    this.dims = dims;
  }

  forward(x: Tensor): Tensor {
    return x.permute(this.dims);
  }
}

/** A depthwise 7x7, then a small perceptron in every pixel. */
class CNBlock extends nn.Module {
  static override readonly stateKeys = { layerScale: "layer_scale", stochasticDepth: "stochastic_depth" };
  /** [channels, 1, 1] */
  readonly layerScale: nn.Parameter;
  readonly block: nn.Sequential;
  readonly stochasticDepth: nn.DropPath;

  constructor(channels: number, layerScale: number, dropPath: number) {
    super();
    this.block = new nn.Sequential(
      new nn.Conv2d(channels, channels, 7, { padding: 3, groups: channels }),
      new Permute([0, 2, 3, 1]), // [N, H, W, C]
      new nn.LayerNorm(channels, { eps: 1e-6 }),
      new nn.Linear(channels, 4 * channels),
      new nn.GELU(),
      new nn.Linear(4 * channels, channels),
      new Permute([0, 3, 1, 2]), // [N, C, H, W]
    );
    this.layerScale = new nn.Parameter(full([channels, 1, 1], layerScale));
    this.stochasticDepth = new nn.DropPath(dropPath);
  }

  forward(x: Tensor): Tensor {
    return this.stochasticDepth.forward(this.layerScale.mul(this.block.forward(x))).add(x);
  }
}

/** Source: Liu et al., "A ConvNet for the 2020s", CVPR 2022. */
export class ConvNeXt extends nn.Module {
  readonly features: nn.Sequential;
  readonly avgpool = new nn.AdaptiveAvgPool2d(1);
  readonly classifier: nn.Sequential;

  /** Channels and blocks of the four stages. */
  constructor(stages: readonly (readonly [channels: number, count: number])[], options: ConvNeXtOptions = {}) {
    super();
    const { numClasses, layerScale, stochasticDepthProb } = classifierDefaults("convnext", options, {
      layerScale: 1e-6,
      stochasticDepthProb: 0.1,
    });
    const norm = (channels: number) => new LayerNorm2d(channels);
    const total = stages.reduce((sum, [, count]) => sum + count, 0);
    let done = 0;
    const [first] = stages[0]!;
    this.features = new nn.Sequential(
      new ConvNormActivation(3, first, { kernelSize: 4, stride: 4, padding: 0, norm, activation: null, bias: true }),
    );
    for (const [i, [channels, count]] of stages.entries()) {
      const stage = new nn.Sequential();
      for (let k = 0; k < count; k++, done++)
        stage.append(new CNBlock(channels, layerScale, (stochasticDepthProb * done) / (total - 1)));
      this.features.append(stage);
      const next = stages[i + 1]?.[0];
      if (next !== undefined)
        this.features.append(new nn.Sequential(norm(channels), new nn.Conv2d(channels, next, 2, { stride: 2 })));
    }
    const [last] = stages.at(-1)!;
    this.classifier = new nn.Sequential(norm(last), new nn.Flatten(1), new nn.Linear(last, numClasses));
    truncatedNormal(this, () => 0.02, { zeroBias: true });
  }

  forward(images: Tensor): Tensor {
    return this.classifier.forward(this.avgpool.forward(this.features.forward(images))); // [N, numClasses]
  }
}

export const convnextTiny = register(
  "convnext_tiny",
  (options: ConvNeXtOptions) =>
    new ConvNeXt(
      [
        [96, 3],
        [192, 3],
        [384, 9],
        [768, 3],
      ],
      options,
    ),
);
