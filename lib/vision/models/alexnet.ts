import * as nn from "../../nn/index.ts";
import type { Tensor } from "../../tensor/index.ts";
import { type ClassifierOptions, classifierDefaults } from "./registry/options.ts";
import { register } from "./registry/register.ts";

/**
 * AlexNet in the form of its sequel "One weird trick for parallelizing convolutional neural networks" (Krizhevsky, 2014): one
 * tower, no local response normalization, as in torchvision.
 */
export class AlexNet extends nn.Module {
  readonly features: nn.Sequential;
  readonly avgpool = new nn.AdaptiveAvgPool2d(6);
  readonly classifier: nn.Sequential;

  constructor(options: ClassifierOptions = {}) {
    super();
    const { numClasses, dropout } = classifierDefaults("alexnet", options, { dropout: 0.5 });
    this.features = new nn.Sequential(
      new nn.Conv2d(3, 64, 11, { stride: 4, padding: 2 }),
      new nn.ReLU(),
      new nn.MaxPool2d(3, { stride: 2 }),
      new nn.Conv2d(64, 192, 5, { padding: 2 }),
      new nn.ReLU(),
      new nn.MaxPool2d(3, { stride: 2 }),
      new nn.Conv2d(192, 384, 3, { padding: 1 }),
      new nn.ReLU(),
      new nn.Conv2d(384, 256, 3, { padding: 1 }),
      new nn.ReLU(),
      new nn.Conv2d(256, 256, 3, { padding: 1 }),
      new nn.ReLU(),
      new nn.MaxPool2d(3, { stride: 2 }),
    );
    this.classifier = new nn.Sequential(
      new nn.Dropout(dropout),
      new nn.Linear(256 * 6 * 6, 4096),
      new nn.ReLU(),
      new nn.Dropout(dropout),
      new nn.Linear(4096, 4096),
      new nn.ReLU(),
      new nn.Linear(4096, numClasses),
    );
  }

  forward(images: Tensor): Tensor {
    const features = this.avgpool.forward(this.features.forward(images)); // [N, 256, 6, 6]
    return this.classifier.forward(features.flatten(1)); // [N, numClasses]
  }
}

export const alexnet = register("alexnet", (options: ClassifierOptions) => new AlexNet(options));
