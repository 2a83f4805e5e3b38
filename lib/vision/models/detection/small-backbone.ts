import * as nn from "../../../nn/index.ts";
import type { Tensor } from "../../../tensor/index.ts";
import { ConvNormActivation } from "../layers/conv-norm.ts";

/** Halves the map, then looks at it once more. */
function stage(inChannels: number, channels: number): nn.Sequential {
  return new nn.Sequential(
    new ConvNormActivation(inChannels, channels, { stride: 2 }),
    new ConvNormActivation(channels, channels),
  );
}

/** Seven convolutions: what the small detectors see with. Maps are at 1/8 and 1/16 of the image. */
export class SmallBackbone extends nn.Module {
  readonly outChannels = [64, 128];
  readonly stem = new nn.Sequential(new ConvNormActivation(3, 16, { stride: 2 }), ...stage(16, 32));
  readonly fine = stage(32, 64);
  readonly coarse = stage(64, 128);

  forward(images: Tensor): [fine: Tensor, coarse: Tensor] {
    const fine = this.fine.forward(this.stem.forward(images)); // [N, 64, H / 8, W / 8]
    return [fine, this.coarse.forward(fine)]; // [N, 128, H / 16, W / 16]
  }
}
