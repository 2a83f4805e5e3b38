import * as nn from "../../nn/index.ts";
import { type Pair, pairOf, withDefaults } from "../../nn/options.ts";
import { cat, type Tensor, tensor } from "../../tensor/index.ts";
import type { Size } from "./anchors.ts";
import { boxArea } from "./boxes.ts";
import type { Features } from "./feature-pyramid.ts";
import { roiAlign } from "./roi-align.ts";
import { regionsOf } from "./rois.ts";

export interface MultiScaleRoIAlignOptions {
  /** Side in pixels of a square box that is pooled from `canonicalLevel` (224). */
  canonicalScale?: number;
  /** Level, as the logarithm of its stride (4). */
  canonicalLevel?: number;
}

const { fround } = Math;

/**
 * RoIAlign from a pyramid: large boxes are pooled from coarse maps, small ones from fine maps, [K, C, height, width].
 *
 * Maps that `names` does not list are left out. Source: Lin et al., "Feature Pyramid Networks for Object Detection",
 * CVPR 2017, equation 1; torchvision's MultiScaleRoIAlign, which keeps the first call's strides where this one infers
 * them from each call's sizes.
 *
 * @example
 * const pool = new MultiScaleRoIAlign(["0", "1"], 2, 2);
 * const maps = { 0: randn([1, 8, 16, 16]), 1: randn([1, 8, 8, 8]) };
 * pool.forward(maps, [tensor([[0, 0, 40, 30]])], [[64, 64]]).shape; // [1, 8, 2, 2]
 */
export class MultiScaleRoIAlign extends nn.Module {
  readonly names: readonly string[];
  readonly outputSize: Pair;
  readonly samplingRatio: number;
  readonly canonicalScale: number;
  readonly canonicalLevel: number;

  constructor(
    names: readonly string[],
    outputSize: Pair,
    samplingRatio: number,
    options: MultiScaleRoIAlignOptions = {},
  ) {
    super();
    const { canonicalScale, canonicalLevel } = withDefaults<Required<MultiScaleRoIAlignOptions>>(
      "MultiScaleRoIAlign",
      options,
      { canonicalScale: 224, canonicalLevel: 4 },
    );
    pairOf("MultiScaleRoIAlign", "outputSize", outputSize, 1);
    this.names = names;
    this.outputSize = outputSize;
    this.samplingRatio = samplingRatio;
    this.canonicalScale = canonicalScale;
    this.canonicalLevel = canonicalLevel;
  }

  /** From maps by name, boxes [L, 4] for each image in its pixels, and the images' [height, width] before padding. */
  forward(features: Features, boxes: readonly Tensor[], imageSizes: readonly Size[]): Tensor {
    const maps = Object.keys(features).filter((name) => this.names.includes(name));
    if (maps.length === 0 || imageSizes.length === 0)
      throw new RangeError(
        `MultiScaleRoIAlign: expected an image and a map named ${this.names.join(" or ")}, got ${imageSizes.length} images and the maps ${Object.keys(features).join(", ") || "(none)"}`,
      );
    const rows = Math.max(...imageSizes.map(([height]) => height));
    const levels = maps.map((name) => -Math.round(Math.log2(features[name]!.shape[2]! / rows)));
    const regions = regionsOf("MultiScaleRoIAlign", boxes); // [K, 5]
    const pool = (map: number, members: Tensor) =>
      roiAlign(features[maps[map]!]!, members, this.outputSize, {
        spatialScale: 2 ** -levels[map]!,
        samplingRatio: this.samplingRatio,
      });
    if (maps.length === 1 || regions.shape[0] === 0) return pool(0, regions);

    const places = this.#levelsOf(regions).map((level) => Math.min(Math.max(level, levels[0]!), levels.at(-1)!));
    const parts: Tensor[] = [];
    const order: number[] = [];
    for (const map of maps.keys()) {
      const members = [...places.keys()].filter((k) => places[k]! - levels[0]! === map);
      if (members.length === 0) continue;
      order.push(...members);
      parts.push(pool(map, regions.indexSelect(0, indices(members))));
    }
    if (parts.length === 1) return parts[0]!;
    const back = new Array<number>(order.length);
    for (const [at, k] of order.entries()) back[k] = at;
    return cat(parts, 0).indexSelect(0, indices(back));
  }

  /** In float32, as in PyTorch, so that boxes on a border between levels fall to the same side. */
  #levelsOf(regions: Tensor): number[] {
    return Array.from(boxArea(regions.narrow(1, 1, 4)).data, (area) => {
      const size = fround(fround(Math.sqrt(area)) / this.canonicalScale);
      return Math.floor(fround(fround(this.canonicalLevel + fround(Math.log2(size))) + fround(1e-6)));
    });
  }
}

const indices = (numbers: readonly number[]) => tensor(Int32Array.from(numbers), { dtype: "int32" });
