import * as nn from "../../nn/index.ts";
import type { Tensor } from "../../tensor/index.ts";
import { ConvNormActivation, type NormLayer } from "../models/layers/conv-norm.ts";

/** Feature maps by name, from the largest to the smallest. */
export type Features = Record<string, Tensor>;

/** Adds levels below the last: sees the pyramid and the features it was made of. */
export type ExtraBlocks = nn.Module & { forward(pyramid: Features, features: Features): Features };

const startKaiming = (model: nn.Module) => {
  for (const module of model.modules()) {
    if (!(module instanceof nn.Conv2d)) continue;
    nn.init.kaimingUniform_(module.weight, { a: 1 });
    if (module.bias) nn.init.zeros_(module.bias);
  }
};

/**
 * Feature maps of several sizes, each enriched by the smaller ones.
 *
 * Source: Lin et al., "Feature Pyramid Networks for Object Detection", CVPR 2017; names as in torchvision.
 *
 * @example
 * const fpn = new FeaturePyramidNetwork([8, 16], 4);
 * const maps = fpn.forward({ c1: randn([1, 8, 8, 8]), c2: randn([1, 16, 4, 4]) });
 * maps.c1.shape; // [1, 4, 8, 8]
 */
export class FeaturePyramidNetwork extends nn.Module {
  static override readonly stateKeys = {
    innerBlocks: "inner_blocks",
    layerBlocks: "layer_blocks",
    extraBlocks: "extra_blocks",
  };
  readonly innerBlocks: nn.ModuleList;
  readonly layerBlocks: nn.ModuleList;
  readonly extraBlocks: ExtraBlocks | null;

  constructor(
    inChannels: readonly number[],
    outChannels: number,
    { extraBlocks = null, norm = null }: { extraBlocks?: ExtraBlocks | null; norm?: NormLayer | null } = {},
  ) {
    super();
    this.innerBlocks = new nn.ModuleList();
    this.layerBlocks = new nn.ModuleList();
    for (const channels of inChannels) {
      this.innerBlocks.append(new ConvNormActivation(channels, outChannels, { kernelSize: 1, norm, activation: null }));
      this.layerBlocks.append(new ConvNormActivation(outChannels, outChannels, { norm, activation: null }));
    }
    startKaiming(this);
    this.extraBlocks = extraBlocks;
  }

  forward(features: Features): Features {
    const names = Object.keys(features);
    if (names.length !== this.innerBlocks.length)
      throw new RangeError(
        `FeaturePyramidNetwork: expected ${this.innerBlocks.length} feature maps, got ${names.length}: ${names.join(", ")}`,
      );
    let above: Tensor | null = null;
    const levels: Tensor[] = [];
    for (let i = names.length - 1; i >= 0; i--) {
      let lateral: Tensor = this.innerBlocks.at(i).forward(features[names[i]!]!);
      if (above) lateral = lateral.add(nn.functional.interpolate(above, { size: lateral.shape.slice(-2) }));
      levels.unshift(this.layerBlocks.at(i).forward(lateral));
      above = lateral;
    }
    const pyramid = Object.fromEntries(names.map((name, i) => [name, levels[i]!]));
    return this.extraBlocks ? this.extraBlocks.forward(pyramid, features) : pyramid;
  }
}

/** One more level, "pool": every second pixel of the smallest. */
export class LastLevelMaxPool extends nn.Module {
  forward(pyramid: Features): Features {
    return { ...pyramid, pool: nn.functional.maxPool2d(Object.values(pyramid).at(-1)!, 1, { stride: 2 }) };
  }
}

/** Two more levels, "p6" and "p7", by convolutions. Source: Lin et al., "Focal Loss for Dense Object Detection", ICCV 2017. */
export class LastLevelP6P7 extends nn.Module {
  readonly p6: nn.Conv2d;
  readonly p7: nn.Conv2d;
  /** Whether p6 is made of the pyramid's last level, or of the features'. */
  readonly useP5: boolean;

  constructor(inChannels: number, outChannels: number) {
    super();
    this.p6 = new nn.Conv2d(inChannels, outChannels, 3, { stride: 2, padding: 1 });
    this.p7 = new nn.Conv2d(outChannels, outChannels, 3, { stride: 2, padding: 1 });
    startKaiming(this);
    this.useP5 = inChannels === outChannels;
  }

  forward(pyramid: Features, features: Features): Features {
    const p6 = this.p6.forward(Object.values(this.useP5 ? pyramid : features).at(-1)!);
    return { ...pyramid, p6, p7: this.p7.forward(nn.functional.relu(p6)) };
  }
}
