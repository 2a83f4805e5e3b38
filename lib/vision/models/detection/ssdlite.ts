import * as nn from "../../../nn/index.ts";
import type { Tensor } from "../../../tensor/index.ts";
import { DefaultBoxGenerator } from "../../ops/anchors.ts";
import { ConvNormActivation, type NormLayer, relu6 } from "../layers/conv-norm.ts";
import { NamedSequential } from "../layers/named-sequential.ts";
import { type InvertedResidualV3, mobilenetV3Large } from "../mobilenet-v3.ts";
import type { WeightsOption } from "../registry/build.ts";
import { register } from "../registry/register.ts";
import { startNormal } from "./dense-heads.ts";
import { SSD, type SSDOptions } from "./ssd.ts";
import { type Predictor, SSDHead } from "./ssd-head.ts";

/** Spread of the convolutions' first values. */
const STD = 0.03;
/** As the paper's models were trained. */
const slowNorm: NormLayer = (channels) => new nn.BatchNorm2d(channels, { eps: 0.001, momentum: 0.03 });

/** A depthwise convolution, then one of single pixels. */
const separable =
  (norm: NormLayer): Predictor =>
  (inChannels, outChannels) => {
    const block = new nn.Sequential(
      new ConvNormActivation(inChannels, inChannels, { groups: inChannels, norm, activation: relu6 }),
      new nn.Conv2d(inChannels, outChannels, 1),
    );
    startNormal(block, STD);
    return block;
  };

/** A map of half the side. */
function extra(inChannels: number, outChannels: number, norm: NormLayer): nn.Sequential {
  const middle = outChannels / 2;
  const activation = relu6;
  return new nn.Sequential(
    new ConvNormActivation(inChannels, middle, { kernelSize: 1, norm, activation }),
    new ConvNormActivation(middle, middle, { stride: 2, groups: middle, norm, activation }),
    new ConvNormActivation(middle, outChannels, { kernelSize: 1, norm, activation }),
  );
}

/** MobileNetV3 in two parts, the first up to the expansion of the last strided block, and four smaller maps. */
class MobileNetFeatures extends nn.Module {
  readonly outChannels: readonly number[];
  readonly features: nn.Sequential;
  readonly extra: nn.ModuleList;

  /** `trainableLayers` of the six stages stay trainable, from the last on. */
  constructor(blocks: readonly InvertedResidualV3[], trainableLayers: number, norm: NormLayer) {
    super();
    const stages = [0, ...blocks.flatMap((block, i) => (block.strided ? [i] : [])), blocks.length - 1];
    if (!Number.isInteger(trainableLayers) || trainableLayers < 0 || trainableLayers > stages.length)
      throw new RangeError(
        `ssdlite320MobilenetV3Large: expected trainableBackboneLayers from 0 to ${stages.length}, got ${trainableLayers}`,
      );
    const firstTrained = trainableLayers === 0 ? blocks.length : stages[stages.length - trainableLayers]!;
    for (const block of blocks.slice(0, firstTrained))
      for (const parameter of block.parameters()) parameter.requiresGrad = false;
    const last = stages.at(-2)!;
    const [expansion, ...rest] = [...blocks[last]!.block] as [ConvNormActivation, ...nn.Layer[]];
    // The parts keep their numbers in the block, and with them their names in the state dict.
    const depthwise = new NamedSequential(Object.fromEntries(rest.map((layer, i) => [String(i + 1), layer])));
    this.features = new nn.Sequential(
      new nn.Sequential(...blocks.slice(0, last), expansion),
      new nn.Sequential(depthwise, ...blocks.slice(last + 1)),
    );
    const channels = [blocks.at(-1)!.outChannels, 512, 256, 256, 128];
    this.outChannels = [expansion.outChannels, ...channels];
    this.extra = new nn.ModuleList(channels.slice(1).map((out, i) => extra(channels[i]!, out, norm)));
    startNormal(this.extra, STD);
  }

  forward(images: Tensor): Tensor[] {
    let x = images;
    return [...this.features, ...this.extra].map((block) => {
      x = block.forward(x);
      return x;
    });
  }
}

export interface SSDLiteOptions extends SSDOptions {
  /** The background among them (91, as in COCO). */
  numClasses?: number;
  /** Pretrained values for MobileNetV3, as its `weights`; without them its tail has half the channels (null). */
  weightsBackbone?: WeightsOption["weights"];
  /** How many of its six stages stay trainable, from the last on (6). */
  trainableBackboneLayers?: number;
  norm?: NormLayer;
}

/** SSD of depthwise convolutions. Source: Sandler et al., "MobileNetV2", CVPR 2018; Howard et al., "MobileNetV3", ICCV 2019. */
export const ssdlite320MobilenetV3Large = register(
  "ssdlite320_mobilenet_v3_large",
  ({
    numClasses = 91,
    weightsBackbone = null,
    trainableBackboneLayers = 6,
    norm = slowNorm,
    ...rest
  }: SSDLiteOptions) => {
    const mobilenet = mobilenetV3Large({ weights: weightsBackbone, norm, reducedTail: weightsBackbone === null });
    if (weightsBackbone === null) startNormal(mobilenet, STD);
    const blocks = [...mobilenet.features] as InvertedResidualV3[];
    const backbone = new MobileNetFeatures(blocks, trainableBackboneLayers, norm);
    const boxes = new DefaultBoxGenerator(
      backbone.outChannels.map(() => [2, 3]),
      { minRatio: 0.2, maxRatio: 0.95 },
    );
    return new SSD(backbone, boxes, [320, 320], numClasses, {
      head: new SSDHead(backbone.outChannels, boxes.numAnchorsPerLocation(), numClasses, separable(norm)),
      scoreThresh: 0.001,
      nmsThresh: 0.55,
      detectionsPerImg: 300,
      topkCandidates: 300,
      // To values from -1 to 1.
      imageMean: [0.5, 0.5, 0.5],
      imageStd: [0.5, 0.5, 0.5],
      ...rest,
    });
  },
  { task: "detection", size: 320 },
);
