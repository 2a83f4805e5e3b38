import * as nn from "../../../nn/index.ts";
import type { Tensor } from "../../../tensor/index.ts";
import { ConvNormActivation, type NormLayer } from "../layers/conv-norm.ts";
import { kaimingConvolutions } from "../layers/init.ts";

/**
 * Pooled features [K, C, H, W] as vectors, by two linear layers.
 *
 * @example
 * new TwoMLPHead(8 * 7 * 7, 32).forward(randn([5, 8, 7, 7])).shape; // [5, 32]
 */
export class TwoMLPHead extends nn.Module {
  readonly fc6: nn.Linear;
  readonly fc7: nn.Linear;

  constructor(inChannels: number, representationSize: number) {
    super();
    this.fc6 = new nn.Linear(inChannels, representationSize);
    this.fc7 = new nn.Linear(representationSize, representationSize);
  }

  forward(pooled: Tensor): Tensor {
    const hidden = nn.functional.relu(this.fc6.forward(pooled.flatten(1)));
    return nn.functional.relu(this.fc7.forward(hidden));
  }
}

/**
 * Pooled features [K, C, H, W] as vectors, by 3x3 convolutions and linear layers.
 *
 * `inputSize` is [C, H, W]. Source: Wu and He, "Group Normalization", ECCV 2018, section 4.2; torchvision's FastRCNNConvFCHead.
 *
 * @example
 * new FastRCNNConvFCHead([8, 7, 7], [16], [32]).forward(randn([5, 8, 7, 7])).shape; // [5, 32]
 */
export class FastRCNNConvFCHead extends nn.Sequential {
  constructor(
    inputSize: readonly [number, number, number],
    convLayers: readonly number[],
    fcLayers: readonly number[],
    { norm = null }: { norm?: NormLayer | null } = {},
  ) {
    super();
    const [inChannels, height, width] = inputSize;
    let channels = inChannels;
    for (const out of convLayers) {
      this.append(new ConvNormActivation(channels, out, { norm }));
      channels = out;
    }
    this.append(new nn.Flatten());
    channels *= height * width;
    for (const out of fcLayers) {
      this.append(new nn.Linear(channels, out));
      this.append(new nn.ReLU());
      channels = out;
    }
    kaimingConvolutions(this);
  }
}

/** Class logits [K, numClasses] and box codes [K, 4 numClasses] of each region's vector. */
export class FastRCNNPredictor extends nn.Module {
  static override readonly stateKeys = { clsScore: "cls_score", bboxPred: "bbox_pred" };
  readonly clsScore: nn.Linear;
  readonly bboxPred: nn.Linear;

  /** `numClasses` counts the background, class 0. */
  constructor(inChannels: number, numClasses: number) {
    super();
    this.clsScore = new nn.Linear(inChannels, numClasses);
    this.bboxPred = new nn.Linear(inChannels, 4 * numClasses);
  }

  forward(vectors: Tensor): [logits: Tensor, codes: Tensor] {
    const x = vectors.flatten(1);
    return [this.clsScore.forward(x), this.bboxPred.forward(x)];
  }
}
