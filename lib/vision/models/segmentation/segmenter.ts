import * as nn from "../../../nn/index.ts";
import type { Tensor } from "../../../tensor/index.ts";

/** Class scores for every pixel, as large as the images. */
export interface SegmentationOutput {
  /** [N, numClasses, H, W] */
  out: Tensor;
  /** Of the auxiliary head, where there is one; its loss counts 0.5. */
  aux?: Tensor;
}

export interface SegmentationOptions {
  /** How many classes, the background among them (21). */
  numClasses?: number;
  /** Have a second head on an earlier layer, for training (false). */
  auxLoss?: boolean;
}

/** A backbone that returns features by name, and a head for each. */
export type Backbone = nn.Module & { forward(images: Tensor): Record<"out" | "aux", Tensor> };

/** Features, a head on them, and its scores enlarged to the size of the images. */
export class Segmenter extends nn.Module {
  static override readonly stateKeys = { auxClassifier: "aux_classifier" };
  readonly backbone: Backbone;
  readonly classifier: nn.Layer;
  readonly auxClassifier: nn.Layer | null;

  constructor(backbone: Backbone, classifier: nn.Layer, auxClassifier: nn.Layer | null = null) {
    super();
    this.backbone = backbone;
    this.classifier = classifier;
    this.auxClassifier = auxClassifier;
  }

  forward(images: Tensor): SegmentationOutput {
    const features = this.backbone.forward(images);
    const out = enlarge(this.classifier.forward(features.out), images);
    return this.auxClassifier ? { out, aux: enlarge(this.auxClassifier.forward(features.aux), images) } : { out };
  }
}

/** Bilinear, to the rows and columns of `like`. */
export function enlarge(x: Tensor, like: Tensor): Tensor {
  return nn.functional.interpolate(x, { size: like.shape.slice(-2), mode: "bilinear", alignCorners: false });
}
