import type * as nn from "../../nn/index.ts";
import { functional as F } from "../../nn/index.ts";
import { withDefaults } from "../../nn/options.ts";
import { grad, Tensor } from "../../tensor/index.ts";
import { scoreOf, type Target, unitRange, watching } from "./score.ts";

export interface GradCamOptions {
  /** Path of the module whose feature maps are weighed, mostly the last with rows and columns: "layer4". */
  layer: string;
  /** The class to be explained (the one each image gets). */
  target?: Target;
  /** Enlarge the maps to the images' size (true). */
  resize?: boolean;
}

/**
 * Where a classifier looks for a class: heat maps [N, H, W] in [0, 1] for images [N, C, H, W].
 *
 * The feature maps of a layer are weighed by the mean gradients of the class's score. Gradients of parameters stay as they are.
 * Source: Selvaraju et al., "Grad-CAM", ICCV 2017.
 *
 * @example
 * const net = new nn.Sequential(new nn.Conv2d(1, 4, 3), new nn.ReLU(), new nn.AdaptiveAvgPool2d(1), new nn.Flatten());
 * gradCam(net, rand([2, 1, 8, 8]), { layer: "1", target: 3 }).shape; // [2, 8, 8]
 */
export function gradCam(model: nn.Module, images: Tensor, options: GradCamOptions): Tensor {
  const { layer, target, resize } = withDefaults<Required<GradCamOptions>>("gradCam", options, {
    layer: "",
    target: null,
    resize: true,
  });
  const module = model.getSubmodule(layer);
  if (module === model) throw new RangeError('gradCam: name a layer inside the model, like { layer: "layer4" }');
  return watching(model, () => {
    // What the hook saw.
    const seen: { maps?: Tensor } = {};
    const handle = module.registerForwardHook((_, __, output) => {
      // Frozen layers would record nothing.
      if (output instanceof Tensor) seen.maps = output.requiresGrad ? output : output.detach().requiresGrad_();
      return seen.maps;
    });
    try {
      const output = (model.forward as (x: Tensor) => unknown)(images);
      const { maps } = seen;
      if (maps?.ndim !== 4)
        throw new RangeError(
          `gradCam: expected a layer that returns feature maps [N, C, H, W], "${layer}" returned ` +
            (maps ? `[${maps.shape.join(", ")}]` : "none"),
        );
      const [gradient] = grad(scoreOf("gradCam", output, target), maps);
      const weights = gradient!.mean([2, 3], { keepdim: true }); // [N, C, 1, 1]
      const heat = weights.mul(maps).sum(1, { keepdim: true }).relu().detach(); // [N, 1, h, w]
      const size = images.shape.slice(-2);
      return unitRange((resize ? F.interpolate(heat, { size, mode: "bilinear" }) : heat).squeeze(1));
    } finally {
      handle.remove();
    }
  });
}
