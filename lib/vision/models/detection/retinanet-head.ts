import * as nn from "../../../nn/index.ts";
import type { Tensor } from "../../../tensor/index.ts";
import { ConvNormActivation, type NormLayer } from "../layers/conv-norm.ts";
import { ClassificationHead, HEAD_CONVOLUTIONS, predictor, startNormal } from "./dense-heads.ts";
import { rowsOf } from "./rows.ts";

function tower(channels: number, norm: NormLayer | null): nn.Sequential {
  const convolutions = Array.from(
    { length: HEAD_CONVOLUTIONS },
    () => new ConvNormActivation(channels, channels, { norm }),
  );
  const conv = new nn.Sequential(...convolutions);
  startNormal(conv);
  return conv;
}

class RegressionHead extends nn.Module {
  static override readonly stateKeys = { bboxReg: "bbox_reg" };
  readonly conv: nn.Sequential;
  readonly bboxReg: nn.Conv2d;

  constructor(inChannels: number, numAnchors: number, norm: NormLayer | null) {
    super();
    this.conv = tower(inChannels, norm);
    this.bboxReg = predictor(inChannels, numAnchors * 4);
  }

  forward(maps: readonly Tensor[]): Tensor {
    return rowsOf(
      maps.map((map) => this.bboxReg.forward(this.conv.forward(map))),
      4,
    );
  }
}

/** The same convolutions on every level of a pyramid: logits of classes, and codes of boxes. */
export class RetinaNetHead extends nn.Module {
  static override readonly stateKeys = {
    classificationHead: "classification_head",
    regressionHead: "regression_head",
  };
  readonly classificationHead: ClassificationHead;
  readonly regressionHead: RegressionHead;

  constructor(
    inChannels: number,
    numAnchors: number,
    numClasses: number,
    { norm = null }: { norm?: NormLayer | null } = {},
  ) {
    super();
    this.classificationHead = new ClassificationHead(tower(inChannels, norm), inChannels, numAnchors, numClasses);
    this.regressionHead = new RegressionHead(inChannels, numAnchors, norm);
  }

  /** [N, anchors, classes] and [N, anchors, 4] of maps [N, channels, H, W]. */
  forward(maps: readonly Tensor[]): { clsLogits: Tensor; bboxRegression: Tensor } {
    return { clsLogits: this.classificationHead.forward(maps), bboxRegression: this.regressionHead.forward(maps) };
  }
}
