import type { Tensor } from "../../tensor/index.ts";
import { show } from "../../tensor/internal.ts";

/** [N, C r^2, H, W] -> [N, C, H r, W r]. Source: Shi et al., 2016. */
export function pixelShuffle(x: Tensor, r: number): Tensor {
  const [c, h, w] = x.shape.slice(-3) as [number, number, number];
  if (c % r ** 2 !== 0)
    throw new RangeError(
      `pixelShuffle: expected channels that divide by upscaleFactor^2 = ${r ** 2}, got ${c} ${show(x.shape)}`,
    );
  const parts = x.reshape([-1, c / r ** 2, r, r, h, w]).permute([0, 1, 4, 2, 5, 3]);
  return parts.reshape([...x.shape.slice(0, -3), c / r ** 2, h * r, w * r]);
}

/** [N, C, H r, W r] -> [N, C r^2, H, W]. */
export function pixelUnshuffle(x: Tensor, r: number): Tensor {
  const [c, h, w] = x.shape.slice(-3) as [number, number, number];
  if (h % r !== 0 || w % r !== 0)
    throw new RangeError(
      `pixelUnshuffle: expected sizes that divide by downscaleFactor ${r}, got ${h} and ${w} ${show(x.shape)}`,
    );
  const parts = x.reshape([-1, c, h / r, r, w / r, r]).permute([0, 1, 3, 5, 2, 4]);
  return parts.reshape([...x.shape.slice(0, -3), c * r ** 2, h / r, w / r]);
}

/** Deals the channels of `groups` groups out in turn. Source: Zhang et al., "ShuffleNet", 2018. */
export function channelShuffle(x: Tensor, groups: number): Tensor {
  const [n, c, ...rest] = x.shape as [number, number, ...number[]];
  if (c % groups !== 0)
    throw new RangeError(
      `channelShuffle: expected channels that divide by groups ${groups}, got ${c} ${show(x.shape)}`,
    );
  return x
    .reshape([n, groups, c / groups, ...rest])
    .transpose(1, 2)
    .reshape(x.shape);
}
