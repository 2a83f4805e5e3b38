import * as nn from "../../nn/index.ts";
import { cat, type Tensor } from "../../tensor/index.ts";
import { classifierDefaults } from "./registry/options.ts";
import { register } from "./registry/register.ts";

const conv1x1 = (inChannels: number, outChannels: number) => [
  new nn.Conv2d(inChannels, outChannels, 1, { bias: false }),
  new nn.BatchNorm2d(outChannels),
  new nn.ReLU(),
];
const depthwise = (channels: number, stride: number) => [
  new nn.Conv2d(channels, channels, 3, { stride, padding: 1, groups: channels, bias: false }),
  new nn.BatchNorm2d(channels),
];

/** At stride 1 half of the channels pass as they are; at stride 2 both halves are computed from all channels. */
class ShuffleUnit extends nn.Module {
  readonly stride: number;
  readonly branch1: nn.Sequential;
  readonly branch2: nn.Sequential;

  constructor(inChannels: number, outChannels: number, stride: number) {
    super();
    const half = outChannels / 2;
    this.stride = stride;
    this.branch1 =
      stride > 1
        ? new nn.Sequential(...depthwise(inChannels, stride), ...conv1x1(inChannels, half))
        : new nn.Sequential();
    this.branch2 = new nn.Sequential(
      ...conv1x1(stride > 1 ? inChannels : half, half),
      ...depthwise(half, stride),
      ...conv1x1(half, half),
    );
  }

  forward(x: Tensor): Tensor {
    const [first, second] = this.stride === 1 ? (x.chunk(2, 1) as [Tensor, Tensor]) : [x, x];
    const both = cat([this.branch1.forward(first), this.branch2.forward(second)], 1);
    return nn.functional.channelShuffle(both, 2);
  }
}

/** Source: Ma et al., "ShuffleNet V2: Practical Guidelines for Efficient CNN Architecture Design", ECCV 2018. */
export class ShuffleNetV2 extends nn.Module {
  readonly conv1: nn.Sequential;
  readonly maxpool = new nn.MaxPool2d(3, { stride: 2, padding: 1 });
  readonly stage2: nn.Sequential;
  readonly stage3: nn.Sequential;
  readonly stage4: nn.Sequential;
  readonly conv5: nn.Sequential;
  fc: nn.Layer;

  /** `counts` are the units of the three stages, `channels` those of the stem, the stages and the last convolution. */
  constructor(
    counts: readonly [number, number, number],
    channels: readonly [number, number, number, number, number],
    options: { numClasses?: number } = {},
  ) {
    super();
    const { numClasses } = classifierDefaults("shufflenetV2", options, {});
    const [stem, c2, c3, c4, last] = channels;
    this.conv1 = new nn.Sequential(
      new nn.Conv2d(3, stem, 3, { stride: 2, padding: 1, bias: false }),
      new nn.BatchNorm2d(stem),
      new nn.ReLU(),
    );
    this.stage2 = stage(counts[0], stem, c2);
    this.stage3 = stage(counts[1], c2, c3);
    this.stage4 = stage(counts[2], c3, c4);
    this.conv5 = new nn.Sequential(...conv1x1(c4, last));
    this.fc = new nn.Linear(last, numClasses);
  }

  forward(images: Tensor): Tensor {
    let x = this.maxpool.forward(this.conv1.forward(images)); // [N, stem, H / 4, W / 4]
    x = this.stage4.forward(this.stage3.forward(this.stage2.forward(x))); // [N, c4, H / 32, W / 32]
    return this.fc.forward(this.conv5.forward(x).mean([2, 3])); // [N, numClasses]
  }
}

function stage(count: number, inChannels: number, outChannels: number): nn.Sequential {
  const units = new nn.Sequential(new ShuffleUnit(inChannels, outChannels, 2));
  for (let i = 1; i < count; i++) units.append(new ShuffleUnit(outChannels, outChannels, 1));
  return units;
}

type Options = { numClasses?: number };
const COUNTS = [4, 8, 4] as const;

export const shufflenetV2_x0_5 = register(
  "shufflenet_v2_x0_5",
  (options: Options) => new ShuffleNetV2(COUNTS, [24, 48, 96, 192, 1024], options),
);
export const shufflenetV2_x1_0 = register(
  "shufflenet_v2_x1_0",
  (options: Options) => new ShuffleNetV2(COUNTS, [24, 116, 232, 464, 1024], options),
);
export const shufflenetV2_x1_5 = register(
  "shufflenet_v2_x1_5",
  (options: Options) => new ShuffleNetV2(COUNTS, [24, 176, 352, 704, 1024], options),
);
export const shufflenetV2_x2_0 = register(
  "shufflenet_v2_x2_0",
  (options: Options) => new ShuffleNetV2(COUNTS, [24, 244, 488, 976, 2048], options),
);
