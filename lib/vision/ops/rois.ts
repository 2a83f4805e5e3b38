import { cat, full, type Tensor } from "../../tensor/index.ts";

/** Regions: [K, 5] of image number and corners, or one [L, 4] for each image. */
export type Regions = Tensor | readonly Tensor[];

/** The [K, 5] form. */
export function regionsOf(owner: string, boxes: Regions): Tensor {
  const rows = Array.isArray(boxes)
    ? cat(
        (boxes as readonly Tensor[]).map((list, image) => cat([full([list.shape[0]!, 1], image), list], 1)),
        0,
      )
    : (boxes as Tensor);
  if (rows.ndim !== 2 || rows.shape[1] !== 5)
    throw new RangeError(
      `${owner}: expected boxes [K, 5] (image number and corners) or a list of [L, 4] for each image, got [${rows.shape.join(", ")}]`,
    );
  return rows.detach();
}

/** [N, C, H, W] as rows of channels, [N * H * W, C]. */
export function pixelRows(owner: string, features: Tensor): Tensor {
  if (features.ndim !== 4)
    throw new RangeError(`${owner}: expected features [N, C, H, W], got [${features.shape.join(", ")}]`);
  return features.permute([0, 2, 3, 1]).reshape([-1, features.shape[1]!]);
}
