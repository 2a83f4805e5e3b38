import * as nn from "../../nn/index.ts";
import type { Tensor } from "../../tensor/index.ts";
import { InceptionA, InceptionAux, InceptionB, InceptionC, InceptionD, InceptionE } from "./inception-blocks.ts";
import { BasicConv2d, transformInput } from "./layers/basic-conv.ts";
import { truncatedNormal } from "./layers/init.ts";
import { classifierDefaults } from "./registry/options.ts";
import { register } from "./registry/register.ts";

/** What Inception v3 returns while training with its auxiliary classifier. */
export interface InceptionOutput {
  /** [N, numClasses] */
  logits: Tensor;
  /** Of the classifier behind Mixed_6e, [N, numClasses]; its loss counts 0.4. */
  auxLogits: Tensor;
}

export interface InceptionOptions<Aux extends boolean = boolean> {
  /** How many classes the last layer tells apart (1000). */
  numClasses?: number;
  /** Have the auxiliary classifier, whose logits come out while training (true). */
  auxLogits?: Aux;
  /** Take images normalized as for PyTorch's models (false). */
  transformInput?: boolean;
  dropout?: number;
}

/**
 * Inception v3, for [N, 3, 299, 299]; 75 pixels are the least. While training it returns its logits by name.
 *
 * Source: Szegedy et al., "Rethinking the Inception Architecture for Computer Vision", CVPR 2016, as in torchvision.
 */
export class InceptionV3<Aux extends boolean = boolean> extends nn.Module {
  static override readonly stateKeys = {
    conv1a: "Conv2d_1a_3x3",
    conv2a: "Conv2d_2a_3x3",
    conv2b: "Conv2d_2b_3x3",
    conv3b: "Conv2d_3b_1x1",
    conv4a: "Conv2d_4a_3x3",
    mixed5b: "Mixed_5b",
    mixed5c: "Mixed_5c",
    mixed5d: "Mixed_5d",
    mixed6a: "Mixed_6a",
    mixed6b: "Mixed_6b",
    mixed6c: "Mixed_6c",
    mixed6d: "Mixed_6d",
    mixed6e: "Mixed_6e",
    aux: "AuxLogits",
    mixed7a: "Mixed_7a",
    mixed7b: "Mixed_7b",
    mixed7c: "Mixed_7c",
  };

  readonly transformInput: boolean;
  readonly conv1a = new BasicConv2d(3, 32, 3, { stride: 2 });
  readonly conv2a = new BasicConv2d(32, 32, 3);
  readonly conv2b = new BasicConv2d(32, 64, 3, { padding: 1 });
  readonly maxpool1 = new nn.MaxPool2d(3, { stride: 2 });
  readonly conv3b = new BasicConv2d(64, 80, 1);
  readonly conv4a = new BasicConv2d(80, 192, 3);
  readonly maxpool2 = new nn.MaxPool2d(3, { stride: 2 });
  readonly mixed5b = new InceptionA(192, 32);
  readonly mixed5c = new InceptionA(256, 64);
  readonly mixed5d = new InceptionA(288, 64);
  readonly mixed6a = new InceptionB(288);
  readonly mixed6b = new InceptionC(768, 128);
  readonly mixed6c = new InceptionC(768, 160);
  readonly mixed6d = new InceptionC(768, 160);
  readonly mixed6e = new InceptionC(768, 192);
  readonly aux: InceptionAux | null;
  readonly mixed7a: InceptionD;
  readonly mixed7b: InceptionE;
  readonly mixed7c: InceptionE;
  readonly avgpool = new nn.AdaptiveAvgPool2d(1);
  readonly dropout: nn.Dropout;
  fc: nn.Layer;

  constructor(options: InceptionOptions<Aux> = {}) {
    super();
    const given = classifierDefaults("inceptionV3", options, {
      auxLogits: true as boolean,
      transformInput: false,
      dropout: 0.5,
    });
    this.transformInput = given.transformInput;
    this.aux = given.auxLogits ? new InceptionAux(768, given.numClasses) : null;
    this.mixed7a = new InceptionD(768);
    this.mixed7b = new InceptionE(1280);
    this.mixed7c = new InceptionE(2048);
    this.dropout = new nn.Dropout(given.dropout);
    this.fc = new nn.Linear(2048, given.numClasses);
    const { aux } = this;
    // torchvision wants 0.01 for the auxiliary classifier's second convolution, but says so to a module that does not look.
    truncatedNormal(this, (layer) => (layer === aux?.fc ? 0.001 : 0.1));
  }

  forward(images: Tensor): Aux extends false ? Tensor : Tensor | InceptionOutput {
    return this.#run(images) as Aux extends false ? Tensor : Tensor | InceptionOutput;
  }

  #run(images: Tensor): Tensor | InceptionOutput {
    let x = this.transformInput ? transformInput(images) : images; // [N, 3, 299, 299]
    x = this.conv2b.forward(this.conv2a.forward(this.conv1a.forward(x))); // [N, 64, 147, 147]
    x = this.conv4a.forward(this.conv3b.forward(this.maxpool1.forward(x))); // [N, 192, 71, 71]
    x = this.mixed5b.forward(this.maxpool2.forward(x)); // [N, 256, 35, 35]
    x = this.mixed5d.forward(this.mixed5c.forward(x)); // [N, 288, 35, 35]
    x = this.mixed6b.forward(this.mixed6a.forward(x)); // [N, 768, 17, 17]
    x = this.mixed6e.forward(this.mixed6d.forward(this.mixed6c.forward(x)));
    const auxLogits = this.training && this.aux ? this.aux.forward(x) : null;
    x = this.mixed7c.forward(this.mixed7b.forward(this.mixed7a.forward(x))); // [N, 2048, 8, 8]
    const features = this.dropout.forward(this.avgpool.forward(x)).flatten(1); // [N, 2048]
    const logits = this.fc.forward(features); // [N, numClasses]
    return auxLogits ? { logits, auxLogits } : logits;
  }
}

export const inceptionV3 = register(
  "inception_v3",
  <Aux extends boolean = true>(options: InceptionOptions<Aux>) => new InceptionV3<Aux>(options),
  {
    size: 299,
    pretrained: { transformInput: true, auxLogits: false },
    upgrade: (state, { auxLogits }) =>
      auxLogits === false
        ? Object.fromEntries(Object.entries(state).filter(([key]) => !key.startsWith("AuxLogits.")))
        : state,
  },
);
