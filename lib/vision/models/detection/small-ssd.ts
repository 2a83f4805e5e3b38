import { DefaultBoxGenerator } from "../../ops/anchors.ts";
import { register } from "../registry/register.ts";
import { SmallBackbone } from "./small-backbone.ts";
import { SSD, type SSDOptions } from "./ssd.ts";

export interface SmallSSDOptions extends SSDOptions {
  /** The background, class 0, among them (9, as for Shapes). */
  numClasses?: number;
  /** Height and width of the images (96). */
  size?: number;
}

/**
 * SSD on two maps, of a size that trains on two cores in minutes.
 *
 * On images of 96 pixels its default boxes are about 21 and 33 pixels on the fine map, 33 and 50 on the coarse one, square
 * and half as high or wide.
 *
 * @example
 * const model = models.smallSsd({ numClasses: 3 });
 * model.eval().forward([rand([3, 96, 96])])[0].boxes.shape[1]; // 4
 */
export const smallSsd = register(
  "small_ssd",
  ({ numClasses = 9, size = 96, ...options }: SmallSSDOptions) => {
    const boxes = new DefaultBoxGenerator([[2], [2]], { scales: [0.22, 0.35, 0.52] });
    return new SSD(new SmallBackbone(), boxes, [size, size], numClasses, options);
  },
  { task: "detection", size: 96 },
);
