import * as nn from "../../nn/index.ts";
import { cat, type Tensor } from "../../tensor/index.ts";
import { kaimingConvolutions, normalLinears } from "./layers/init.ts";
import { classifierDefaults } from "./registry/options.ts";
import { register } from "./registry/register.ts";

/** Output channels of the three stages for each number of groups, from the paper's table 1. */
const CHANNELS = {
  1: [144, 288, 576],
  2: [200, 400, 800],
  3: [240, 480, 960],
  4: [272, 544, 1088],
  8: [384, 768, 1536],
} as const;

export interface ShuffleNetV1Options {
  /** How many classes the last layer tells apart (1000). */
  numClasses?: number;
  /** Groups of the 1x1 convolutions (3). */
  groups?: keyof typeof CHANNELS;
}

/** A grouped 1x1, a shuffle, a depthwise 3x3 and a grouped 1x1; at stride 2 the shortcut is pooled and joined, not added. */
class ShuffleUnit extends nn.Module {
  readonly stride: number;
  readonly groups: number;
  readonly conv1: nn.Conv2d;
  readonly bn1: nn.BatchNorm2d;
  readonly conv2: nn.Conv2d;
  readonly bn2: nn.BatchNorm2d;
  readonly conv3: nn.Conv2d;
  readonly bn3: nn.BatchNorm2d;

  constructor(inChannels: number, outChannels: number, stride: number, groups: number, firstGroups: number) {
    super();
    const middle = outChannels / 4;
    const branch = stride === 2 ? outChannels - inChannels : outChannels;
    this.stride = stride;
    this.groups = firstGroups;
    this.conv1 = new nn.Conv2d(inChannels, middle, 1, { groups: firstGroups, bias: false });
    this.bn1 = new nn.BatchNorm2d(middle);
    this.conv2 = new nn.Conv2d(middle, middle, 3, { stride, padding: 1, groups: middle, bias: false });
    this.bn2 = new nn.BatchNorm2d(middle);
    this.conv3 = new nn.Conv2d(middle, branch, 1, { groups, bias: false });
    this.bn3 = new nn.BatchNorm2d(branch);
  }

  forward(x: Tensor): Tensor {
    const F = nn.functional;
    const mixed = F.channelShuffle(F.relu(this.bn1.forward(this.conv1.forward(x))), this.groups);
    const branch = this.bn3.forward(this.conv3.forward(this.bn2.forward(this.conv2.forward(mixed))));
    if (this.stride === 1) return F.relu(x.add(branch));
    const shortcut = F.avgPool2d(x, 3, { stride: 2, padding: 1 });
    return F.relu(cat([shortcut, branch], 1));
  }
}

/** Source: Zhang et al., "ShuffleNet", CVPR 2018, table 1 at scale 1. torchvision has none. */
export class ShuffleNetV1 extends nn.Module {
  readonly conv1: nn.Conv2d;
  readonly bn1: nn.BatchNorm2d;
  readonly maxpool = new nn.MaxPool2d(3, { stride: 2, padding: 1 });
  readonly stages: nn.Sequential;
  fc: nn.Layer;

  constructor(options: ShuffleNetV1Options = {}) {
    super();
    const { numClasses, groups } = classifierDefaults("shufflenetV1", options, { groups: 3 as keyof typeof CHANNELS });
    this.conv1 = new nn.Conv2d(3, 24, 3, { stride: 2, padding: 1, bias: false });
    this.bn1 = new nn.BatchNorm2d(24);
    this.stages = new nn.Sequential();
    let inChannels = 24;
    for (const [stage, channels] of CHANNELS[groups].entries())
      for (let i = 0; i < [4, 8, 4][stage]!; i++) {
        // The first 1x1 of all has few channels to share among groups.
        const firstGroups = inChannels === 24 ? 1 : groups;
        this.stages.append(new ShuffleUnit(inChannels, channels, i === 0 ? 2 : 1, groups, firstGroups));
        inChannels = channels;
      }
    this.fc = new nn.Linear(inChannels, numClasses);
    kaimingConvolutions(this);
    normalLinears(this);
  }

  forward(images: Tensor): Tensor {
    const stem = nn.functional.relu(this.bn1.forward(this.conv1.forward(images))); // [N, 24, H / 2, W / 2]
    const features = this.stages.forward(this.maxpool.forward(stem)); // [N, channels, H / 32, W / 32]
    return this.fc.forward(features.mean([2, 3])); // [N, numClasses]
  }
}

export const shufflenetV1 = register("shufflenet_v1", (options: ShuffleNetV1Options) => new ShuffleNetV1(options));
