import * as nn from "../../nn/index.ts";
import type { Tensor } from "../../tensor/index.ts";
import { type ConvBlock, convBlock, Inception, InceptionAux } from "./googlenet-blocks.ts";
import { transformInput } from "./layers/basic-conv.ts";
import { truncatedNormal } from "./layers/init.ts";
import { classifierDefaults } from "./registry/options.ts";
import { register } from "./registry/register.ts";

/** What GoogLeNet returns while training with its auxiliary classifiers. */
export interface GoogLeNetOutput {
  /** [N, numClasses] */
  logits: Tensor;
  /** Of the classifier behind inception4a, [N, numClasses]; its loss counts 0.3. */
  auxLogits1: Tensor;
  /** Of the classifier behind inception4d, [N, numClasses]; its loss counts 0.3. */
  auxLogits2: Tensor;
}

export interface GoogLeNetOptions<Aux extends boolean = boolean> {
  /** How many classes the last layer tells apart (1000). */
  numClasses?: number;
  /** Have auxiliary classifiers, whose logits come out while training (true). */
  auxLogits?: Aux;
  /** Take images normalized as for PyTorch's models (false). */
  transformInput?: boolean;
  dropout?: number;
  dropoutAux?: number;
  /** Kernel of the third branch: 5 in the paper; 3 in torchvision, by a mistake it keeps (vision issue 906). */
  branch3Kernel?: 3 | 5;
  /** Batch norm in place of biases: torchvision has it (true), the paper had not, but local response normalization. */
  batchNorm?: boolean;
}

/**
 * GoogLeNet. While training, with auxiliary classifiers, it returns all logits by name: torchvision calls the second
 * classifier's `aux_logits2` but returns it where the first is expected.
 *
 * Source: Szegedy et al., "Going Deeper with Convolutions", CVPR 2015; defaults as in torchvision.
 *
 * @example
 * const model = googlenet({ numClasses: 10, auxLogits: false });
 */
export class GoogLeNet<Aux extends boolean = boolean> extends nn.Module {
  readonly auxLogits: boolean;
  readonly transformInput: boolean;
  readonly conv1: ConvBlock;
  readonly norm1: nn.Layer = new nn.Identity();
  readonly conv2: ConvBlock;
  readonly conv3: ConvBlock;
  readonly norm2: nn.Layer = new nn.Identity();
  readonly inception3a: Inception;
  readonly inception3b: Inception;
  readonly inception4a: Inception;
  readonly inception4b: Inception;
  readonly inception4c: Inception;
  readonly inception4d: Inception;
  readonly inception4e: Inception;
  readonly inception5a: Inception;
  readonly inception5b: Inception;
  readonly aux1: InceptionAux | null;
  readonly aux2: InceptionAux | null;
  readonly avgpool = new nn.AdaptiveAvgPool2d(1);
  readonly dropout: nn.Dropout;
  fc: nn.Layer;

  constructor(options: GoogLeNetOptions<Aux> = {}) {
    super();
    const given = classifierDefaults("googlenet", options, {
      auxLogits: true as boolean,
      transformInput: false,
      dropout: 0.2,
      dropoutAux: 0.7,
      branch3Kernel: 3 as 3 | 5,
      batchNorm: true,
    });
    const { numClasses, dropoutAux, branch3Kernel, batchNorm } = given;
    const conv = convBlock(batchNorm);
    const block = (inChannels: number, ...channels: [number, number, number, number, number, number]) =>
      new Inception(conv, inChannels, channels, branch3Kernel);
    this.auxLogits = given.auxLogits;
    this.transformInput = given.transformInput;
    if (!batchNorm) {
      this.norm1 = new nn.LocalResponseNorm(5);
      this.norm2 = new nn.LocalResponseNorm(5);
    }
    this.conv1 = conv(3, 64, 7, { stride: 2, padding: 3 });
    this.conv2 = conv(64, 64, 1);
    this.conv3 = conv(64, 192, 3, { padding: 1 });
    this.inception3a = block(192, 64, 96, 128, 16, 32, 32);
    this.inception3b = block(256, 128, 128, 192, 32, 96, 64);
    this.inception4a = block(480, 192, 96, 208, 16, 48, 64);
    this.inception4b = block(512, 160, 112, 224, 24, 64, 64);
    this.inception4c = block(512, 128, 128, 256, 24, 64, 64);
    this.inception4d = block(512, 112, 144, 288, 32, 64, 64);
    this.inception4e = block(528, 256, 160, 320, 32, 128, 128);
    this.inception5a = block(832, 256, 160, 320, 32, 128, 128);
    this.inception5b = block(832, 384, 192, 384, 48, 128, 128);
    this.aux1 = given.auxLogits ? new InceptionAux(conv, 512, numClasses, dropoutAux) : null;
    this.aux2 = given.auxLogits ? new InceptionAux(conv, 528, numClasses, dropoutAux) : null;
    this.dropout = new nn.Dropout(given.dropout);
    this.fc = new nn.Linear(1024, numClasses);
    truncatedNormal(this, () => 0.01);
  }

  forward(images: Tensor): Aux extends false ? Tensor : Tensor | GoogLeNetOutput {
    return this.#run(images) as Aux extends false ? Tensor : Tensor | GoogLeNetOutput;
  }

  #run(images: Tensor): Tensor | GoogLeNetOutput {
    const auxiliary = (aux: InceptionAux | null, at: Tensor) => (this.training && aux ? aux.forward(at) : null);
    let x = this.transformInput ? transformInput(images) : images; // [N, 3, 224, 224]
    x = this.norm1.forward(pool(this.conv1.forward(x))); // [N, 64, 56, 56]
    x = this.conv3.forward(this.conv2.forward(x)); // [N, 192, 56, 56]
    x = pool(this.norm2.forward(x)); // [N, 192, 28, 28]
    x = this.inception3b.forward(this.inception3a.forward(x)); // [N, 480, 28, 28]
    x = this.inception4a.forward(pool(x)); // [N, 512, 14, 14]
    const auxLogits1 = auxiliary(this.aux1, x);
    x = this.inception4b.forward(x);
    x = this.inception4d.forward(this.inception4c.forward(x)); // [N, 528, 14, 14]
    const auxLogits2 = auxiliary(this.aux2, x);
    x = pool(this.inception4e.forward(x), 2); // [N, 832, 7, 7]
    x = this.inception5b.forward(this.inception5a.forward(x)); // [N, 1024, 7, 7]
    const features = this.dropout.forward(this.avgpool.forward(x).flatten(1)); // [N, 1024]
    const logits = this.fc.forward(features); // [N, numClasses]
    return auxLogits1 && auxLogits2 ? { logits, auxLogits1, auxLogits2 } : logits;
  }
}

function pool(x: Tensor, kernelSize = 3): Tensor {
  return nn.functional.maxPool2d(x, kernelSize, { stride: 2, ceilMode: true });
}

/** The official file holds the auxiliary classifiers too; torchvision leaves them out unless they are asked for. */
function withoutAuxiliary(state: nn.StateDict): nn.StateDict {
  return Object.fromEntries(Object.entries(state).filter(([key]) => !/^aux[12]\./.test(key)));
}

export const googlenet = register(
  "googlenet",
  <Aux extends boolean = true>(options: GoogLeNetOptions<Aux>) => new GoogLeNet<Aux>(options),
  {
    pretrained: { transformInput: true, auxLogits: false },
    upgrade: (state, options) => (options.auxLogits === false ? withoutAuxiliary(state) : state),
  },
);

export const googlenetPaper = register(
  "googlenet_paper",
  <Aux extends boolean = true>(options: GoogLeNetOptions<Aux>) =>
    new GoogLeNet<Aux>({ branch3Kernel: 5, batchNorm: false, dropout: 0.4, ...options }),
);
