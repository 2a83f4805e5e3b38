import { Conv2d } from "../../nn/layers/convolution.ts";
import type { Module } from "../../nn/module/module.ts";
import { noGrad, stack, type Tensor } from "../../tensor/index.ts";
import { type ImageGridOptions, imageGrid } from "../images/image-grid.ts";
import type { Picture } from "../images/picture.ts";
import { capture, type ImageModel, single } from "./capture.ts";

export interface FeatureOptions extends Pick<ImageGridOptions, "title" | "columns" | "tile"> {
  /** How many maps, filters or patches are shown (32). */
  count?: number;
}

/**
 * What each channel of a layer makes of an image, each stretched from black to white.
 *
 * @example
 * featureMaps(model, "conv1", images.at("0:1"));
 */
export function featureMaps(
  model: ImageModel,
  layer: string,
  image: Tensor,
  { count = 32, ...options }: FeatureOptions = {},
): Picture {
  const { layer: features } = capture(model, layer, single("featureMaps", image));
  if (features.ndim !== 4)
    throw new RangeError(
      `featureMaps: expected a layer of [1, C, H, W] features, ${layer} gives [${features.shape.join(", ")}]`,
    );
  const maps = [...features.detach().squeeze(0).unbind(0)].slice(0, count).map(stretched);
  const shown = maps.length < features.shape[1]! ? ` (${maps.length} of ${features.shape[1]})` : "";
  return imageGrid(stack(maps).unsqueeze(1), {
    title: `Feature maps of ${layer}${shown}`,
    tile: 64,
    labels: maps.map((_, i) => String(i)),
    ...options,
  });
}

/**
 * The kernels of a convolution: in colour where it reads RGB, else the first input channel of each; grey is 0.
 *
 * @example
 * filters(model.conv1);
 */
export function filters(layer: Module, { count = 32, ...options }: FeatureOptions = {}): Picture {
  if (!(layer instanceof Conv2d))
    throw new TypeError(
      `filters: expected a Conv2d, got ${layer.constructor.name}; take one with model.getSubmodule("conv1")`,
    );
  const weight = layer.weight.detach();
  const shown = weight.narrow(0, 0, Math.min(count, weight.shape[0]!));
  const kernels = shown.shape[1] === 3 ? shown : shown.narrow(1, 0, 1);
  const most = kernels.abs().amax().item() || 1;
  const images = noGrad(() => kernels.div(2 * most).add(0.5));
  return imageGrid(images, { title: "Filters (dark: negative, light: positive)", tile: 52, ...options });
}

/**
 * For each channel of a layer the parts of the images that excite it most: what it looks for.
 *
 * @param images [N, C, H, W]
 * @param size side of the patch, in pixels
 * @example
 * maxActivatingPatches(model, "conv1", images, { size: 3, count: 4 });
 */
export function maxActivatingPatches(
  model: ImageModel,
  layer: string,
  images: Tensor,
  { count = 16, size = 9, perChannel = 1, ...options }: FeatureOptions & { size?: number; perChannel?: number } = {},
): Picture {
  const { layer: features } = capture(model, layer, images);
  if (features.ndim !== 4)
    throw new RangeError(
      `maxActivatingPatches: expected a layer of [N, C, H, W] features, ${layer} gives [${features.shape.join(", ")}]`,
    );
  const [n, channels, h, w] = features.shape as [number, number, number, number];
  const [, , height, width] = images.shape as [number, number, number, number];
  const side = Math.min(size, height, width);
  const patches: Tensor[] = [];
  const labels: string[] = [];
  for (let channel = 0; channel < Math.min(count, channels); channel++) {
    const best = features.detach().select(1, channel).reshape([n, -1]).max(1);
    const values = [...best.values.data];
    const order = values.map((_, i) => i).sort((a, b) => values[b]! - values[a]!);
    for (const i of order.slice(0, perChannel)) {
      const at = best.indices.data[i]!;
      const top = place(Math.floor(at / w), h, height, side);
      const left = place(at % w, w, width, side);
      patches.push(stretched(images.select(0, i).narrow(1, top, side).narrow(2, left, side)));
      labels.push(String(channel));
    }
  }
  return imageGrid(stack(patches), { title: `What excites the channels of ${layer}`, tile: 56, labels, ...options });
}

/** Where a patch of `side` begins so that it lies around a feature's place, within the image. */
function place(at: number, features: number, pixels: number, side: number): number {
  const centre = ((at + 0.5) * pixels) / features;
  return Math.min(Math.max(Math.round(centre - side / 2), 0), pixels - side);
}

/** Values from 0 to 1. */
function stretched(x: Tensor): Tensor {
  return noGrad(() => {
    const low = x.amin().item();
    const width = x.amax().item() - low;
    return x.sub(low).div(width || 1);
  });
}

/**
 * Images and several augmented versions of each, a row an image: does the augmentation keep what the label says?
 *
 * @param transform draws another version each time
 * @example
 * augmentationGrid(rand([2, 1, 8, 8]), (image) => image.flip(-1), { versions: 3 });
 */
export function augmentationGrid(
  images: Tensor,
  transform: (image: Tensor) => Tensor,
  { versions = 5, ...options }: Pick<ImageGridOptions, "title" | "tile" | "range"> & { versions?: number } = {},
): Picture {
  const rows = images
    .unbind(0)
    .flatMap((image) => [image, ...Array.from({ length: versions }, () => transform(image))]);
  const labels = rows.map((_, i) => (i % (versions + 1) === 0 ? "original" : `version ${i % (versions + 1)}`));
  return imageGrid(rows, { title: "Augmentations", labels, columns: versions + 1, ...options });
}
