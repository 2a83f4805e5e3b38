import * as nn from "../../../nn/index.ts";
import type { Tensor } from "../../../tensor/index.ts";
import { kaimingConvolutions } from "../layers/init.ts";

/** 3x3 convolutions on pooled features. Source: He et al., "Mask R-CNN", ICCV 2017, section 5. */
export class KeypointRCNNHeads extends nn.Sequential {
  constructor(inChannels: number, layers: readonly number[]) {
    super();
    let channels = inChannels;
    for (const out of layers) {
      this.append(new nn.Conv2d(channels, out, 3, { padding: 1 }));
      this.append(new nn.ReLU());
      channels = out;
    }
    kaimingConvolutions(this);
  }
}

/**
 * A map of logits for each keypoint, four times as large as the features: [K, numKeypoints, 4 H, 4 W].
 *
 * @example
 * new KeypointRCNNPredictor(8, 17).forward(randn([5, 8, 14, 14])).shape; // [5, 17, 56, 56]
 */
export class KeypointRCNNPredictor extends nn.Module {
  static override readonly stateKeys = { kpsScoreLowres: "kps_score_lowres" };
  readonly kpsScoreLowres: nn.ConvTranspose2d;

  constructor(inChannels: number, numKeypoints: number) {
    super();
    this.kpsScoreLowres = new nn.ConvTranspose2d(inChannels, numKeypoints, 4, { stride: 2, padding: 1 });
    nn.init.kaimingNormal_(this.kpsScoreLowres.weight, { mode: "fanOut", nonlinearity: "relu" });
    nn.init.zeros_(this.kpsScoreLowres.bias!);
  }

  forward(features: Tensor): Tensor {
    const small = this.kpsScoreLowres.forward(features); // [K, numKeypoints, 2 H, 2 W]
    return nn.functional.interpolate(small, { scaleFactor: 2, mode: "bilinear" });
  }
}
