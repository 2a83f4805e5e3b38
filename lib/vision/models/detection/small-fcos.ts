import * as nn from "../../../nn/index.ts";
import type { Tensor } from "../../../tensor/index.ts";
import { AnchorGenerator } from "../../ops/anchors.ts";
import { register } from "../registry/register.ts";
import { FCOS, type FCOSOptions } from "./fcos.ts";
import { FCOSHead } from "./fcos-head.ts";
import { SmallBackbone } from "./small-backbone.ts";

/** What the coarse map knows is added to the fine one, which alone predicts: shapes are all of one order of size. */
class SmallPyramid extends nn.Module {
  readonly outChannels = 64;
  readonly body = new SmallBackbone();
  readonly lateral = new nn.Conv2d(this.body.outChannels[1]!, this.outChannels, 1);

  forward(images: Tensor): Tensor {
    const [fine, coarse] = this.body.forward(images);
    const enlarged = nn.functional.interpolate(this.lateral.forward(coarse), { size: fine.shape.slice(2) });
    return fine.add(enlarged); // [N, 64, H / 8, W / 8]
  }
}

export interface SmallFCOSOptions extends FCOSOptions {
  /** The background, class 0, among them (9, as for Shapes). */
  numClasses?: number;
  /** Height and width of the images (96). */
  size?: number;
}

/**
 * FCOS on one map with a cell for every 8 pixels, of a size that trains on two cores in minutes.
 *
 * @example
 * const model = models.smallFcos({ numClasses: 3 });
 * model.eval().forward([rand([3, 96, 96])])[0].boxes.shape[1]; // 4
 */
export const smallFcos = register(
  "small_fcos",
  ({ numClasses = 9, size = 96, ...options }: SmallFCOSOptions) => {
    const backbone = new SmallPyramid();
    return new FCOS(backbone, numClasses, {
      anchorGenerator: new AnchorGenerator([[8]], [[1]]),
      head: new FCOSHead(backbone.outChannels, numClasses, { numConvs: 1 }),
      fixedSize: [size, size],
      ...options,
    });
  },
  { task: "detection", size: 96 },
);
