import * as nn from "../../../nn/index.ts";
import type { Tensor } from "../../../tensor/index.ts";
import { IntermediateLayers } from "../layers/intermediate.ts";
import { register } from "../registry/register.ts";
import { mobilenetStages } from "./backbones.ts";
import { segmentationDefaults } from "./fcn.ts";
import { enlarge, type SegmentationOutput } from "./segmenter.ts";

/** Scores from late features, weighed by the whole image, and from early ones. */
class LRASPPHead extends nn.Module {
  static override readonly stateKeys = { lowClassifier: "low_classifier", highClassifier: "high_classifier" };
  readonly cbr: nn.Sequential;
  readonly scale: nn.Sequential;
  readonly lowClassifier: nn.Conv2d;
  readonly highClassifier: nn.Conv2d;

  constructor(lowChannels: number, highChannels: number, numClasses: number, channels: number) {
    super();
    this.cbr = new nn.Sequential(
      new nn.Conv2d(highChannels, channels, 1, { bias: false }),
      new nn.BatchNorm2d(channels),
      new nn.ReLU(),
    );
    this.scale = new nn.Sequential(
      new nn.AdaptiveAvgPool2d(1),
      new nn.Conv2d(highChannels, channels, 1, { bias: false }),
      new nn.Sigmoid(),
    );
    this.lowClassifier = new nn.Conv2d(lowChannels, numClasses, 1);
    this.highClassifier = new nn.Conv2d(channels, numClasses, 1);
  }

  forward({ low, high }: Record<"low" | "high", Tensor>): Tensor {
    const weighed = this.cbr.forward(high).mul(this.scale.forward(high)); // [N, channels, H / 16, W / 16]
    return this.lowClassifier.forward(low).add(this.highClassifier.forward(enlarge(weighed, low)));
  }
}

/** Lite R-ASPP. Source: Howard et al., "Searching for MobileNetV3", ICCV 2019. */
export class LRASPP extends nn.Module {
  readonly backbone: IntermediateLayers<"low" | "high">;
  readonly classifier: LRASPPHead;

  constructor(
    backbone: IntermediateLayers<"low" | "high">,
    lowChannels: number,
    highChannels: number,
    numClasses: number,
  ) {
    super();
    this.backbone = backbone;
    this.classifier = new LRASPPHead(lowChannels, highChannels, numClasses, 128);
  }

  forward(images: Tensor): SegmentationOutput {
    return { out: enlarge(this.classifier.forward(this.backbone.forward(images)), images) };
  }
}

export const lrasppMobilenetV3Large = register(
  "lraspp_mobilenet_v3_large",
  (options: { numClasses?: number }) => {
    const { numClasses } = segmentationDefaults("lraspp_mobilenet_v3_large", options);
    const { features, at } = mobilenetStages();
    // Features at 1/8 and at 1/16 of the image.
    const [low, high] = [at(-4), at(-1)];
    const backbone = new IntermediateLayers<"low" | "high">(features, { [low.name]: "low", [high.name]: "high" });
    return new LRASPP(backbone, low.channels, high.channels, numClasses);
  },
  { task: "segmentation", size: 520 },
);
