import * as nn from "../../../nn/index.ts";
import type { Tensor } from "../../../tensor/index.ts";
import { type ExtraBlocks, FeaturePyramidNetwork, type Features, LastLevelMaxPool } from "../../ops/feature-pyramid.ts";
import type { NormLayer } from "../layers/conv-norm.ts";
import { IntermediateLayers } from "../layers/intermediate.ts";
import type { ResNet } from "../resnet.ts";

export interface ResNetFpnOptions {
  /** How many of conv1 and the four stages stay trainable, from the last on (3). */
  trainableLayers?: number;
  /** The stages whose features enter the pyramid ([1, 2, 3, 4]). */
  returnedLayers?: readonly number[];
  /** Adds levels below the last (every second pixel of it, "pool"). */
  extraBlocks?: ExtraBlocks;
  /** Normalization of the pyramid's own convolutions (none). */
  norm?: NormLayer | null;
}

/** A network's features and the pyramid made of them, "0" the largest, under torchvision's names. */
export class BackboneWithFpn extends nn.Module {
  readonly body: IntermediateLayers;
  readonly fpn: FeaturePyramidNetwork;
  readonly outChannels: number;

  constructor(
    body: IntermediateLayers,
    inChannels: readonly number[],
    outChannels: number,
    extraBlocks: ExtraBlocks,
    norm: NormLayer | null = null,
  ) {
    super();
    this.body = body;
    this.fpn = new FeaturePyramidNetwork(inChannels, outChannels, { extraBlocks, norm });
    this.outChannels = outChannels;
  }

  forward(images: Tensor): Features {
    return this.fpn.forward(this.body.forward(images));
  }
}

/** A residual network without its classifier, and a pyramid of 256 channels; freezes its first layers. */
export function resnetFpn(resnet: ResNet, options: ResNetFpnOptions = {}): BackboneWithFpn {
  const { trainableLayers = 3, returnedLayers = [1, 2, 3, 4], extraBlocks = new LastLevelMaxPool(), norm } = options;
  if (!Number.isInteger(trainableLayers) || trainableLayers < 0 || trainableLayers > 5)
    throw new RangeError(`resnetFpn: expected trainableLayers from 0 to 5, got ${trainableLayers}`);
  if (returnedLayers.length === 0 || returnedLayers.some((layer) => ![1, 2, 3, 4].includes(layer)))
    throw new RangeError(`resnetFpn: expected returnedLayers among 1, 2, 3 and 4, got [${returnedLayers.join(", ")}]`);
  const trained = ["layer4", "layer3", "layer2", "layer1", "conv1"].slice(0, trainableLayers);
  if (trainableLayers === 5) trained.push("bn1");
  for (const [name, child] of resnet.namedChildren())
    if (!trained.includes(name)) for (const parameter of child.parameters()) parameter.requiresGrad = false;
  const names = Object.fromEntries(returnedLayers.map((layer, i) => [`layer${layer}`, String(i)]));
  const first = (resnet.fc as nn.Linear).inFeatures / 8; // of stage 1; each later stage has twice as many
  const inChannels = returnedLayers.map((layer) => first * 2 ** (layer - 1));
  return new BackboneWithFpn(new IntermediateLayers(resnet, names), inChannels, 256, extraBlocks, norm);
}
