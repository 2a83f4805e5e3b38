import * as nn from "../../nn/index.ts";
import { cat, empty, type Tensor, zeros } from "../../tensor/index.ts";
import { NamedSequential } from "./layers/named-sequential.ts";
import { classifierDefaults } from "./registry/options.ts";
import { register } from "./registry/register.ts";

export interface ViTOptions {
  /** How many classes the last layer tells apart (1000). */
  numClasses?: number;
  /** Rows and columns of the images. */
  imageSize?: number;
  dropout?: number;
  attentionDropout?: number;
}

interface ViTSize {
  patchSize: number;
  numLayers: number;
  numHeads: number;
  hiddenDim: number;
  mlpDim: number;
  imageSize: number;
  /** Channels of the images (3). */
  inChannels?: number;
}

const layerNorm = (size: number) => new nn.LayerNorm(size, { eps: 1e-6 });

/** Linear ("0"), GELU, dropout, linear ("3"), dropout. */
function perceptron(hidden: number, inner: number, dropout: number): nn.Sequential {
  const [up, down] = [new nn.Linear(hidden, inner), new nn.Linear(inner, hidden)];
  for (const { weight, bias } of [up, down]) {
    nn.init.xavierUniform_(weight);
    nn.init.normal_(bias!, { std: 1e-6 });
  }
  return new nn.Sequential(up, new nn.GELU(), new nn.Dropout(dropout), down, new nn.Dropout(dropout));
}

/** Attention, then a perceptron, each behind its normalization and with a shortcut around it. */
class EncoderBlock extends nn.Module {
  static override readonly stateKeys = { ln1: "ln_1", selfAttention: "self_attention", ln2: "ln_2" };
  readonly ln1: nn.LayerNorm;
  readonly selfAttention: nn.MultiheadAttention;
  readonly dropout: nn.Dropout;
  readonly ln2: nn.LayerNorm;
  readonly mlp: nn.Sequential;

  constructor({ hiddenDim, numHeads, mlpDim }: ViTSize, dropout: number, attentionDropout: number) {
    super();
    this.ln1 = layerNorm(hiddenDim);
    this.selfAttention = new nn.MultiheadAttention(hiddenDim, numHeads, {
      dropout: attentionDropout,
      batchFirst: true,
    });
    this.dropout = new nn.Dropout(dropout);
    this.ln2 = layerNorm(hiddenDim);
    this.mlp = perceptron(hiddenDim, mlpDim, dropout);
  }

  forward(tokens: Tensor): Tensor {
    const x = this.ln1.forward(tokens);
    const [attended] = this.selfAttention.forward(x, x, x, { needWeights: false });
    const sum = tokens.add(this.dropout.forward(attended)); // [N, L, hidden]
    return sum.add(this.mlp.forward(this.ln2.forward(sum)));
  }
}

class Encoder extends nn.Module {
  static override readonly stateKeys = { posEmbedding: "pos_embedding" };
  /** [1, L, hidden] */
  readonly posEmbedding: nn.Parameter;
  readonly dropout: nn.Dropout;
  readonly layers: NamedSequential;
  readonly ln: nn.LayerNorm;

  constructor(length: number, size: ViTSize, dropout: number, attentionDropout: number) {
    super();
    this.posEmbedding = new nn.Parameter(nn.init.normal_(empty([1, length, size.hiddenDim]), { std: 0.02 }));
    this.dropout = new nn.Dropout(dropout);
    const layers: Record<string, nn.Layer> = {};
    for (let i = 0; i < size.numLayers; i++)
      layers[`encoder_layer_${i}`] = new EncoderBlock(size, dropout, attentionDropout);
    this.layers = new NamedSequential(layers);
    this.ln = layerNorm(size.hiddenDim);
  }

  forward(tokens: Tensor): Tensor {
    return this.ln.forward(this.layers.forward(this.dropout.forward(tokens.add(this.posEmbedding))));
  }
}

/** Source: Dosovitskiy et al., "An Image is Worth 16x16 Words", ICLR 2021; names as in torchvision. */
export class VisionTransformer extends nn.Module {
  static override readonly stateKeys = { classToken: "class_token", convProj: "conv_proj" };
  readonly imageSize: number;
  readonly hiddenDim: number;
  /** [1, 1, hidden] */
  readonly classToken: nn.Parameter;
  readonly convProj: nn.Conv2d;
  readonly encoder: Encoder;
  readonly heads: NamedSequential;

  constructor(size: ViTSize, options: ViTOptions = {}) {
    super();
    const { numClasses, imageSize, dropout, attentionDropout } = classifierDefaults("vit", options, {
      imageSize: size.imageSize,
      dropout: 0,
      attentionDropout: 0,
    });
    const { patchSize, hiddenDim, inChannels = 3 } = size;
    if (imageSize % patchSize !== 0)
      throw new RangeError(`vit: expected an imageSize that divides by the patch size ${patchSize}, got ${imageSize}`);
    this.imageSize = imageSize;
    this.hiddenDim = hiddenDim;
    this.convProj = new nn.Conv2d(inChannels, hiddenDim, patchSize, { stride: patchSize });
    this.classToken = new nn.Parameter(zeros([1, 1, hiddenDim]));
    this.encoder = new Encoder((imageSize / patchSize) ** 2 + 1, size, dropout, attentionDropout);
    const head = new nn.Linear(hiddenDim, numClasses);
    this.heads = new NamedSequential({ head });
    nn.init.truncNormal_(this.convProj.weight, { std: Math.sqrt(1 / (inChannels * patchSize ** 2)) });
    nn.init.zeros_(this.convProj.bias!);
    nn.init.zeros_(head.weight);
    nn.init.zeros_(head.bias!);
  }

  forward(images: Tensor): Tensor {
    const [n, , height, width] = images.shape as [number, number, number, number];
    if (height !== this.imageSize || width !== this.imageSize)
      throw new RangeError(
        `vit: expected images of ${this.imageSize} x ${this.imageSize}, got ${height} x ${width}; its position embedding has one size`,
      );
    const patches = this.convProj.forward(images).flatten(2).permute([0, 2, 1]); // [N, patches, hidden]
    const tokens = cat([this.classToken.expand([n, 1, this.hiddenDim]), patches], 1); // [N, patches + 1, hidden]
    return this.heads.forward(this.encoder.forward(tokens).select(1, 0)); // [N, numClasses]
  }
}

/** Official files from before torchvision 0.14 name the perceptron's layers linear_1 and linear_2. */
function upgrade(state: nn.StateDict): nn.StateDict {
  return Object.fromEntries(
    Object.entries(state).map(([key, value]) => [
      key.replace(/\.mlp\.linear_([12])\./, (_, i) => `.mlp.${3 * (Number(i) - 1)}.`),
      value,
    ]),
  );
}

const BASE = { numLayers: 12, numHeads: 12, hiddenDim: 768, mlpDim: 3072, imageSize: 224 };

export const vitB16 = register(
  "vit_b_16",
  (options: ViTOptions) => new VisionTransformer({ ...BASE, patchSize: 16 }, options),
  { upgrade },
);

/** Small enough to train on a processor: 6 layers of 128 over 4x4 patches of 32x32 images; 10 classes unless given. */
export const vitTiny = register(
  "vit_tiny",
  (options: ViTOptions) =>
    new VisionTransformer(
      { patchSize: 4, numLayers: 6, numHeads: 4, hiddenDim: 128, mlpDim: 256, imageSize: 32 },
      { numClasses: 10, ...options },
    ),
  { size: 32 },
);
