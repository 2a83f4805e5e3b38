import { grad, noGrad, type Tensor } from "../../tensor/index.ts";
import { capture, evaluating, type ImageModel, logitOf, single } from "./capture.ts";

export interface AttributionOptions {
  /** The class to explain; the one with the largest logit by default. */
  target?: number;
}

/**
 * Where a convolution's features speak for a class: [h, w] values >= 0, of the layer's size (Selvaraju et al. 2017).
 *
 * Each feature map is weighted by the mean gradient of the class's logit; what speaks against it is cut off.
 *
 * @param layer the path of the layer, usually the last convolution
 * @example
 * gradCam(model, "conv1", images.at("0:1")).shape; // [6, 6]
 */
export function gradCam(model: ImageModel, layer: string, image: Tensor, { target }: AttributionOptions = {}): Tensor {
  // Frozen layers pass gradients on only if something before them asks for one.
  const input = single("gradCam", image).detach().clone().requiresGrad_();
  const { layer: features, output } = capture(model, layer, input, { gradients: true });
  if (features.ndim !== 4)
    throw new RangeError(
      `gradCam: expected a layer of [1, C, H, W] features, ${layer} gives [${features.shape.join(", ")}]; take a convolution`,
    );
  const { logit } = logitOf("gradCam", output, target);
  const [gradient] = grad(logit, [features]);
  return noGrad(() => gradient!.mean([2, 3], { keepdim: true }).mul(features.detach()).sum(1).relu().squeeze(0));
}

/**
 * How much each pixel of an image moves the logit of a class: [H, W] values >= 0 (Simonyan et al. 2013).
 *
 * @example
 * saliency(model, images.at("0:1"), { target: 3 }).shape; // [8, 8]
 */
export function saliency(model: ImageModel, image: Tensor, { target }: AttributionOptions = {}): Tensor {
  const input = single("saliency", image).detach().clone().requiresGrad_();
  const output = evaluating(model, () => model.forward(input)) as Tensor;
  const [gradient] = grad(logitOf("saliency", output, target).logit, [input]);
  return noGrad(() => gradient!.abs().amax(1).squeeze(0));
}
