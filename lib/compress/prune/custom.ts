import type { Tensor } from "../../tensor/index.ts";
import { BasePruningMethod } from "./method.ts";

/** Prunes where a given mask is 0. */
export class CustomFromMask extends BasePruningMethod {
  readonly pruningType = "global";
  readonly mask: Tensor;

  constructor(mask: Tensor) {
    super();
    this.mask = mask;
  }

  computeMask(_scores: Tensor, defaultMask: Tensor): Tensor {
    if (this.mask.shape.join() !== defaultMask.shape.join())
      throw new RangeError(
        `CustomFromMask: expected a mask of the parameter's shape [${defaultMask.shape.join(", ")}], ` +
          `got [${this.mask.shape.join(", ")}]`,
      );
    return defaultMask.mul(this.mask.float());
  }
}
