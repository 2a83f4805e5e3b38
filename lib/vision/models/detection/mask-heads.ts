import * as nn from "../../../nn/index.ts";
import { ConvNormActivation, type NormLayer } from "../layers/conv-norm.ts";
import { kaimingConvolutions } from "../layers/init.ts";
import { NamedSequential } from "../layers/named-sequential.ts";

/** 3x3 convolutions on pooled features. Source: He et al., "Mask R-CNN", ICCV 2017. */
export class MaskRCNNHeads extends nn.Sequential {
  constructor(
    inChannels: number,
    layers: readonly number[],
    { dilation = 1, norm = null }: { dilation?: number; norm?: NormLayer | null } = {},
  ) {
    super();
    let channels = inChannels;
    for (const out of layers) {
      this.append(new ConvNormActivation(channels, out, { dilation, norm }));
      channels = out;
    }
    kaimingConvolutions(this);
  }
}

/**
 * A mask of logits for each class, twice as large as the features: [K, numClasses, 2 H, 2 W].
 *
 * @example
 * new MaskRCNNPredictor(8, 8, 3).forward(randn([5, 8, 14, 14])).shape; // [5, 3, 28, 28]
 */
export class MaskRCNNPredictor extends NamedSequential {
  constructor(inChannels: number, dimReduced: number, numClasses: number) {
    super({
      conv5_mask: new nn.ConvTranspose2d(inChannels, dimReduced, 2, { stride: 2 }),
      relu: new nn.ReLU(),
      mask_fcn_logits: new nn.Conv2d(dimReduced, numClasses, 1),
    });
    for (const [name, parameter] of this.namedParameters())
      if (name.endsWith("weight")) nn.init.kaimingNormal_(parameter, { mode: "fanOut", nonlinearity: "relu" });
  }
}
