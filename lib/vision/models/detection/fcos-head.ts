import * as nn from "../../../nn/index.ts";
import type { Tensor } from "../../../tensor/index.ts";
import { ClassificationHead, groupNorm, HEAD_CONVOLUTIONS, predictor, startNormal } from "./dense-heads.ts";
import { rowsOf } from "./rows.ts";

function tower(channels: number, numConvs: number): nn.Sequential {
  const conv = new nn.Sequential();
  for (let i = 0; i < numConvs; i++)
    conv.extend([new nn.Conv2d(channels, channels, 3, { padding: 1 }), groupNorm(channels), new nn.ReLU()]);
  startNormal(conv);
  return conv;
}

class RegressionHead extends nn.Module {
  static override readonly stateKeys = { bboxReg: "bbox_reg", bboxCtrness: "bbox_ctrness" };
  readonly conv: nn.Sequential;
  readonly bboxReg: nn.Conv2d;
  readonly bboxCtrness: nn.Conv2d;

  constructor(inChannels: number, numConvs: number) {
    super();
    this.conv = tower(inChannels, numConvs);
    this.bboxReg = predictor(inChannels, 4);
    this.bboxCtrness = predictor(inChannels, 1);
  }

  forward(maps: readonly Tensor[]): { bboxRegression: Tensor; bboxCtrness: Tensor } {
    const features = maps.map((map) => this.conv.forward(map));
    return {
      bboxRegression: rowsOf(
        features.map((map) => nn.functional.relu(this.bboxReg.forward(map))),
        4,
      ),
      bboxCtrness: rowsOf(
        features.map((map) => this.bboxCtrness.forward(map)),
        1,
      ),
    };
  }
}

/** For every cell: logits of classes, the distances of its box's sides, and how central the cell lies in it. */
export class FCOSHead extends nn.Module {
  static override readonly stateKeys = {
    classificationHead: "classification_head",
    regressionHead: "regression_head",
  };
  readonly classificationHead: ClassificationHead;
  readonly regressionHead: RegressionHead;

  /** `numConvs` convolutions stand before the predictions (4). */
  constructor(inChannels: number, numClasses: number, { numConvs = HEAD_CONVOLUTIONS }: { numConvs?: number } = {}) {
    super();
    this.classificationHead = new ClassificationHead(tower(inChannels, numConvs), inChannels, 1, numClasses);
    this.regressionHead = new RegressionHead(inChannels, numConvs);
  }

  /** [N, cells, classes], [N, cells, 4] and [N, cells, 1] of maps [N, channels, H, W]. */
  forward(maps: readonly Tensor[]): { clsLogits: Tensor; bboxRegression: Tensor; bboxCtrness: Tensor } {
    return { clsLogits: this.classificationHead.forward(maps), ...this.regressionHead.forward(maps) };
  }
}
