import type * as nn from "../../../nn/index.ts";
import { Tensor } from "../../../tensor/index.ts";
import type { Features } from "../../ops/feature-pyramid.ts";
import { Detector } from "./detector.ts";
import type { ImageList } from "./image-list.ts";
import type { RoIHeads } from "./roi-heads.ts";
import type { RegionProposalNetwork } from "./rpn.ts";
import type { GeneralizedRCNNTransform } from "./transform.ts";
import type { Detection, Losses, Target } from "./types.ts";

/** Features of images [N, 3, H, W]: one map, or several by name, all of `outChannels` channels. */
export type DetectionBackbone = nn.Module & { outChannels: number; forward(images: Tensor): Features | Tensor };

/** Detectors of two stages: first where objects may be, then what they are. */
export class GeneralizedRCNN extends Detector {
  static override readonly stateKeys: Readonly<Record<string, string>> = { roiHeads: "roi_heads" };
  readonly transform: GeneralizedRCNNTransform;
  readonly backbone: DetectionBackbone;
  readonly rpn: RegionProposalNetwork;
  readonly roiHeads: RoIHeads;

  constructor(
    backbone: DetectionBackbone,
    rpn: RegionProposalNetwork,
    roiHeads: RoIHeads,
    transform: GeneralizedRCNNTransform,
  ) {
    super();
    this.transform = transform;
    this.backbone = backbone;
    this.rpn = rpn;
    this.roiHeads = roiHeads;
  }

  protected override lossesOf(images: ImageList, targets: readonly Target[]): Losses {
    const features = this.#features(images);
    const { proposals, losses } = this.rpn.forward(images, features, targets);
    return { ...this.roiHeads.forward(features, proposals, images.imageSizes, targets).losses, ...losses };
  }

  protected override detectionsOf(images: ImageList): Detection[] {
    const features = this.#features(images);
    const { proposals } = this.rpn.forward(images, features);
    return this.roiHeads.forward(features, proposals, images.imageSizes).detections;
  }

  #features(images: ImageList): Features {
    const features = this.backbone.forward(images.tensors);
    return features instanceof Tensor ? { 0: features } : features;
  }
}
