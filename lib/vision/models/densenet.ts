import * as nn from "../../nn/index.ts";
import { cat, type Tensor } from "../../tensor/index.ts";
import { kaimingConvolutions, linearsOf } from "./layers/init.ts";
import { NamedSequential } from "./layers/named-sequential.ts";
import { classifierDefaults } from "./registry/options.ts";
import { register } from "./registry/register.ts";

export interface DenseNetOptions {
  /** How many classes the last layer tells apart (1000). */
  numClasses?: number;
  /** The 1x1 convolution's channels, in growth rates (4). */
  bnSize?: number;
  /** Probability of dropping what a layer adds (0). */
  dropRate?: number;
}

interface LayerSettings {
  growthRate: number;
  bnSize: number;
  dropRate: number;
}

/** Adds `growthRate` channels to all that came before it. */
class DenseLayer extends nn.Module {
  readonly norm1: nn.BatchNorm2d;
  readonly relu1 = new nn.ReLU();
  readonly conv1: nn.Conv2d;
  readonly norm2: nn.BatchNorm2d;
  readonly relu2 = new nn.ReLU();
  readonly conv2: nn.Conv2d;
  readonly dropout: nn.Dropout;

  constructor(inChannels: number, { growthRate, bnSize, dropRate }: LayerSettings) {
    super();
    const middle = bnSize * growthRate;
    this.norm1 = new nn.BatchNorm2d(inChannels);
    this.conv1 = new nn.Conv2d(inChannels, middle, 1, { bias: false });
    this.norm2 = new nn.BatchNorm2d(middle);
    this.conv2 = new nn.Conv2d(middle, growthRate, 3, { padding: 1, bias: false });
    this.dropout = new nn.Dropout(dropRate);
  }

  forward(x: Tensor): Tensor {
    const narrow = this.conv1.forward(this.relu1.forward(this.norm1.forward(x)));
    return this.dropout.forward(this.conv2.forward(this.relu2.forward(this.norm2.forward(narrow))));
  }
}

/** Layers that each read all that came before. */
class DenseBlock extends nn.Module {
  constructor(count: number, inChannels: number, settings: LayerSettings) {
    super();
    for (let i = 0; i < count; i++)
      Object.assign(this, { [`denselayer${i + 1}`]: new DenseLayer(inChannels + i * settings.growthRate, settings) });
  }

  forward(x: Tensor): Tensor {
    const features = [x];
    for (const layer of this.children() as DenseLayer[]) features.push(layer.forward(cat(features, 1)));
    return cat(features, 1);
  }
}

/** Source: Huang et al., "Densely Connected Convolutional Networks", CVPR 2017. */
export class DenseNet extends nn.Module {
  readonly features: NamedSequential;
  classifier: nn.Layer;

  constructor(growthRate: number, counts: readonly number[], initChannels: number, options: DenseNetOptions = {}) {
    super();
    const { numClasses, bnSize, dropRate } = classifierDefaults("densenet", options, { bnSize: 4, dropRate: 0 });
    const layers: Record<string, nn.Layer> = {
      conv0: new nn.Conv2d(3, initChannels, 7, { stride: 2, padding: 3, bias: false }),
      norm0: new nn.BatchNorm2d(initChannels),
      relu0: new nn.ReLU(),
      pool0: new nn.MaxPool2d(3, { stride: 2, padding: 1 }),
    };
    let channels = initChannels;
    for (const [i, count] of counts.entries()) {
      layers[`denseblock${i + 1}`] = new DenseBlock(count, channels, { growthRate, bnSize, dropRate });
      channels += count * growthRate;
      if (i === counts.length - 1) break;
      layers[`transition${i + 1}`] = new NamedSequential({
        norm: new nn.BatchNorm2d(channels),
        relu: new nn.ReLU(),
        conv: new nn.Conv2d(channels, channels / 2, 1, { bias: false }),
        pool: new nn.AvgPool2d(2),
      });
      channels /= 2;
    }
    layers.norm5 = new nn.BatchNorm2d(channels);
    this.features = new NamedSequential(layers);
    this.classifier = new nn.Linear(channels, numClasses);
    kaimingConvolutions(this, "fanIn");
    for (const { bias } of linearsOf(this)) nn.init.zeros_(bias!);
  }

  forward(images: Tensor): Tensor {
    const features = nn.functional.relu(this.features.forward(images)); // [N, channels, H / 32, W / 32]
    return this.classifier.forward(nn.functional.adaptiveAvgPool2d(features, 1).flatten(1)); // [N, numClasses]
  }
}

/** The official files are from a time when names could hold dots: "denselayer1.norm.1.weight". */
function upgrade(state: nn.StateDict): nn.StateDict {
  return Object.fromEntries(
    Object.entries(state).map(([key, value]) => [
      key.replace(/(denselayer\d+\.(?:norm|relu|conv))\.([12]\.)/, "$1$2"),
      value,
    ]),
  );
}

type Options = DenseNetOptions;

export const densenet121 = register(
  "densenet121",
  (options: Options) => new DenseNet(32, [6, 12, 24, 16], 64, options),
  { upgrade },
);
export const densenet161 = register(
  "densenet161",
  (options: Options) => new DenseNet(48, [6, 12, 36, 24], 96, options),
  { upgrade },
);
export const densenet169 = register(
  "densenet169",
  (options: Options) => new DenseNet(32, [6, 12, 32, 32], 64, options),
  { upgrade },
);
export const densenet201 = register(
  "densenet201",
  (options: Options) => new DenseNet(32, [6, 12, 48, 32], 64, options),
  { upgrade },
);
