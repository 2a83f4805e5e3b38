import * as nn from "../../nn/index.ts";
import { cat, type Tensor } from "../../tensor/index.ts";
import { convolutionsOf } from "./layers/init.ts";
import { type ClassifierOptions, classifierDefaults } from "./registry/options.ts";
import { register } from "./registry/register.ts";

/** A 1x1 convolution to few channels, then 1x1 and 3x3 side by side. */
class Fire extends nn.Module {
  static override readonly stateKeys = {
    squeezeActivation: "squeeze_activation",
    expand1x1Activation: "expand1x1_activation",
    expand3x3Activation: "expand3x3_activation",
  };
  readonly squeeze: nn.Conv2d;
  readonly squeezeActivation = new nn.ReLU();
  readonly expand1x1: nn.Conv2d;
  readonly expand1x1Activation = new nn.ReLU();
  readonly expand3x3: nn.Conv2d;
  readonly expand3x3Activation = new nn.ReLU();

  constructor(inChannels: number, squeeze: number, expand: number) {
    super();
    this.squeeze = new nn.Conv2d(inChannels, squeeze, 1);
    this.expand1x1 = new nn.Conv2d(squeeze, expand, 1);
    this.expand3x3 = new nn.Conv2d(squeeze, expand, 3, { padding: 1 });
  }

  forward(x: Tensor): Tensor {
    const squeezed = this.squeezeActivation.forward(this.squeeze.forward(x));
    return cat(
      [
        this.expand1x1Activation.forward(this.expand1x1.forward(squeezed)),
        this.expand3x3Activation.forward(this.expand3x3.forward(squeezed)),
      ],
      1,
    );
  }
}

const pool = () => new nn.MaxPool2d(3, { stride: 2, ceilMode: true });

const FEATURES = {
  "1.0": () => [
    new nn.Conv2d(3, 96, 7, { stride: 2 }),
    new nn.ReLU(),
    pool(),
    new Fire(96, 16, 64),
    new Fire(128, 16, 64),
    new Fire(128, 32, 128),
    pool(),
    new Fire(256, 32, 128),
    new Fire(256, 48, 192),
    new Fire(384, 48, 192),
    new Fire(384, 64, 256),
    pool(),
    new Fire(512, 64, 256),
  ],
  // The same accuracy for 2.4 times less computation: a smaller first kernel, and pooling earlier.
  "1.1": () => [
    new nn.Conv2d(3, 64, 3, { stride: 2 }),
    new nn.ReLU(),
    pool(),
    new Fire(64, 16, 64),
    new Fire(128, 16, 64),
    pool(),
    new Fire(128, 32, 128),
    new Fire(256, 32, 128),
    pool(),
    new Fire(256, 48, 192),
    new Fire(384, 48, 192),
    new Fire(384, 64, 256),
    new Fire(512, 64, 256),
  ],
};

/** Source: Iandola et al., "SqueezeNet", arXiv 1602.07360; version 1.1 is the authors' own. */
export class SqueezeNet extends nn.Module {
  readonly features: nn.Sequential;
  readonly classifier: nn.Sequential;

  constructor(version: keyof typeof FEATURES, options: ClassifierOptions = {}) {
    super();
    const { numClasses, dropout } = classifierDefaults("squeezenet", options, { dropout: 0.5 });
    this.features = new nn.Sequential(...FEATURES[version]());
    const last = new nn.Conv2d(512, numClasses, 1);
    this.classifier = new nn.Sequential(new nn.Dropout(dropout), last, new nn.ReLU(), new nn.AdaptiveAvgPool2d(1));
    for (const conv of convolutionsOf(this)) {
      if (conv === last) nn.init.normal_(conv.weight, { std: 0.01 });
      else nn.init.kaimingUniform_(conv.weight);
      nn.init.zeros_(conv.bias!);
    }
  }

  forward(images: Tensor): Tensor {
    return this.classifier.forward(this.features.forward(images)).flatten(1); // [N, numClasses]
  }
}

export const squeezenet1_0 = register("squeezenet1_0", (options: ClassifierOptions) => new SqueezeNet("1.0", options));
export const squeezenet1_1 = register("squeezenet1_1", (options: ClassifierOptions) => new SqueezeNet("1.1", options));
