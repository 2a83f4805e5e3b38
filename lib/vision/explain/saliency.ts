import type * as nn from "../../nn/index.ts";
import { grad, type Tensor } from "../../tensor/index.ts";
import { scoreOf, type Target, watching } from "./score.ts";

/**
 * How much each pixel moves the score of a class: the largest absolute gradient of its channels, [N, H, W].
 *
 * Source: Simonyan et al., "Deep Inside Convolutional Networks", ICLR 2014 workshop.
 *
 * @example
 * saliency(new nn.Sequential(new nn.Flatten(), new nn.Linear(48, 2)), rand([1, 3, 4, 4])).shape; // [1, 4, 4]
 */
export function saliency(model: nn.Module, images: Tensor, { target = null }: { target?: Target } = {}): Tensor {
  return watching(model, () => {
    const pixels = images.detach().clone().requiresGrad_();
    const score = scoreOf("saliency", (model.forward as (x: Tensor) => unknown)(pixels), target);
    return grad(score, pixels)[0]!.abs().amax(1); // [N, H, W]
  });
}
