import * as nn from "../../nn/index.ts";
import type { Tensor } from "../../tensor/index.ts";
import { kaimingConvolutions, normalLinears } from "./layers/init.ts";
import { type ClassifierOptions, classifierDefaults } from "./registry/options.ts";
import { register } from "./registry/register.ts";

/** Channels of the 3x3 convolutions; "M" halves the image. The letters are the paper's. */
const LAYOUTS = {
  A: [64, "M", 128, "M", 256, 256, "M", 512, 512, "M", 512, 512, "M"],
  B: [64, 64, "M", 128, 128, "M", 256, 256, "M", 512, 512, "M", 512, 512, "M"],
  D: [64, 64, "M", 128, 128, "M", 256, 256, 256, "M", 512, 512, 512, "M", 512, 512, 512, "M"],
  E: [64, 64, "M", 128, 128, "M", 256, 256, 256, 256, "M", 512, 512, 512, 512, "M", 512, 512, 512, 512, "M"],
} as const;

/** Source: Simonyan and Zisserman, "Very Deep Convolutional Networks for Large-Scale Image Recognition", ICLR 2015. */
export class VGG extends nn.Module {
  readonly features: nn.Sequential;
  readonly avgpool = new nn.AdaptiveAvgPool2d(7);
  readonly classifier: nn.Sequential;

  /** `batchNorm` follows each convolution by one, which the paper had not yet. */
  constructor(layout: keyof typeof LAYOUTS, options: ClassifierOptions & { batchNorm?: boolean } = {}) {
    super();
    const { numClasses, dropout, batchNorm } = classifierDefaults("VGG", options, { dropout: 0.5, batchNorm: false });
    this.features = new nn.Sequential();
    let channels = 3;
    for (const item of LAYOUTS[layout]) {
      if (item === "M") {
        this.features.append(new nn.MaxPool2d(2));
        continue;
      }
      this.features.append(new nn.Conv2d(channels, item, 3, { padding: 1 }));
      if (batchNorm) this.features.append(new nn.BatchNorm2d(item));
      this.features.append(new nn.ReLU());
      channels = item;
    }
    this.classifier = new nn.Sequential(
      new nn.Linear(512 * 7 * 7, 4096),
      new nn.ReLU(),
      new nn.Dropout(dropout),
      new nn.Linear(4096, 4096),
      new nn.ReLU(),
      new nn.Dropout(dropout),
      new nn.Linear(4096, numClasses),
    );
    kaimingConvolutions(this);
    normalLinears(this);
  }

  forward(images: Tensor): Tensor {
    const features = this.avgpool.forward(this.features.forward(images)); // [N, 512, 7, 7]
    return this.classifier.forward(features.flatten(1)); // [N, numClasses]
  }
}

type Options = ClassifierOptions;

export const vgg11 = register("vgg11", (options: Options) => new VGG("A", options));
export const vgg13 = register("vgg13", (options: Options) => new VGG("B", options));
export const vgg16 = register("vgg16", (options: Options) => new VGG("D", options));
export const vgg19 = register("vgg19", (options: Options) => new VGG("E", options));
export const vgg11Bn = register("vgg11_bn", (options: Options) => new VGG("A", { ...options, batchNorm: true }));
export const vgg13Bn = register("vgg13_bn", (options: Options) => new VGG("B", { ...options, batchNorm: true }));
export const vgg16Bn = register("vgg16_bn", (options: Options) => new VGG("D", { ...options, batchNorm: true }));
export const vgg19Bn = register("vgg19_bn", (options: Options) => new VGG("E", { ...options, batchNorm: true }));
