import * as nn from "../../../nn/index.ts";
import { cat, type Tensor } from "../../../tensor/index.ts";
import { IntermediateLayers } from "../layers/intermediate.ts";
import { register } from "../registry/register.ts";
import { type ResNet, resnet50, resnet101 } from "../resnet.ts";
import { DILATED, mobilenetStages, resnetFeatures } from "./backbones.ts";
import { FCNHead, segmentation, segmentationDefaults } from "./fcn.ts";
import { enlarge, type SegmentationOptions, Segmenter } from "./segmenter.ts";

function conv(inChannels: number, channels: number, kernel: 1 | 3, dilation = 1): [nn.Conv2d, nn.BatchNorm2d, nn.ReLU] {
  const padding = kernel === 3 ? dilation : 0;
  return [
    new nn.Conv2d(inChannels, channels, kernel, { padding, dilation, bias: false }),
    new nn.BatchNorm2d(channels),
    new nn.ReLU(),
  ];
}

/** The mean of the whole image, in every pixel. */
class ImagePooling extends nn.Sequential {
  constructor(inChannels: number, channels: number) {
    super(new nn.AdaptiveAvgPool2d(1), ...conv(inChannels, channels, 1));
  }

  override forward(x: Tensor): Tensor {
    return enlarge(super.forward(x), x);
  }
}

/** Atrous spatial pyramid pooling: the same features seen with several dilations. */
class ASPP extends nn.Module {
  readonly convs: nn.ModuleList;
  readonly project: nn.Sequential;

  constructor(inChannels: number, rates: readonly number[], channels: number) {
    super();
    this.convs = new nn.ModuleList([
      new nn.Sequential(...conv(inChannels, channels, 1)),
      ...rates.map((rate) => new nn.Sequential(...conv(inChannels, channels, 3, rate))),
      new ImagePooling(inChannels, channels),
    ]);
    this.project = new nn.Sequential(...conv(this.convs.length * channels, channels, 1), new nn.Dropout(0.5));
  }

  forward(x: Tensor): Tensor {
    return this.project.forward(
      cat(
        [...this.convs].map((branch) => branch.forward(x)),
        1,
      ),
    );
  }
}

export class DeepLabHead extends nn.Sequential {
  constructor(inChannels: number, numClasses: number, rates: readonly number[] = [12, 24, 36]) {
    super(new ASPP(inChannels, rates, 256), ...conv(256, 256, 3), new nn.Conv2d(256, numClasses, 1));
  }
}

/** Source: Chen et al., "Rethinking Atrous Convolution for Semantic Image Segmentation", arXiv 1706.05587. */
function deeplab(name: string, backbone: ResNet, options: SegmentationOptions): Segmenter {
  const { numClasses, auxLoss } = segmentationDefaults(name, options);
  const aux = auxLoss ? new FCNHead(1024, numClasses) : null;
  return new Segmenter(resnetFeatures(backbone, auxLoss), new DeepLabHead(2048, numClasses), aux);
}

export const deeplabv3Resnet50 = register(
  "deeplabv3_resnet50",
  (options: SegmentationOptions) => deeplab("deeplabv3_resnet50", resnet50(DILATED), options),
  segmentation,
);
export const deeplabv3Resnet101 = register(
  "deeplabv3_resnet101",
  (options: SegmentationOptions) => deeplab("deeplabv3_resnet101", resnet101(DILATED), options),
  segmentation,
);
export const deeplabv3MobilenetV3Large = register(
  "deeplabv3_mobilenet_v3_large",
  (options: SegmentationOptions) => {
    const { numClasses, auxLoss } = segmentationDefaults("deeplabv3_mobilenet_v3_large", options);
    const { features, at } = mobilenetStages();
    const [out, aux] = [at(-1), at(-4)];
    const returns = auxLoss ? { [aux.name]: "aux", [out.name]: "out" } : { [out.name]: "out" };
    const auxHead = auxLoss ? new FCNHead(aux.channels, numClasses) : null;
    const backbone = new IntermediateLayers(features, returns as Record<string, "out" | "aux">);
    return new Segmenter(backbone, new DeepLabHead(out.channels, numClasses), auxHead);
  },
  segmentation,
);
