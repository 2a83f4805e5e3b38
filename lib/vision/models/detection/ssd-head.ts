import * as nn from "../../../nn/index.ts";
import type { Tensor } from "../../../tensor/index.ts";
import { rowsOf } from "./rows.ts";

/** Makes what predicts so many channels from a map of so many. */
export type Predictor = (inChannels: number, outChannels: number) => nn.Layer;

/** Glorot's uniform numbers for all convolutions, zeros for their biases. */
export function startXavier(model: nn.Module): void {
  for (const module of model.modules()) {
    if (!(module instanceof nn.Conv2d)) continue;
    nn.init.xavierUniform_(module.weight);
    if (module.bias) nn.init.zeros_(module.bias);
  }
}

const convolution: Predictor = (inChannels, outChannels) => {
  const conv = new nn.Conv2d(inChannels, outChannels, 3, { padding: 1 });
  startXavier(conv);
  return conv;
};

/** One predictor for each map, of `columns` numbers for each of its anchors. */
class ScoringHead extends nn.Module {
  static override readonly stateKeys = { moduleList: "module_list" };
  readonly moduleList: nn.ModuleList;
  readonly columns: number;

  constructor(inChannels: readonly number[], numAnchors: readonly number[], columns: number, predictor: Predictor) {
    super();
    this.moduleList = new nn.ModuleList(inChannels.map((channels, i) => predictor(channels, numAnchors[i]! * columns)));
    this.columns = columns;
  }

  forward(maps: readonly Tensor[]): Tensor {
    return rowsOf(
      maps.map((map, i) => this.moduleList.at(i).forward(map)),
      this.columns,
    );
  }
}

/** Logits of classes, and codes of boxes. */
export class SSDHead extends nn.Module {
  static override readonly stateKeys = {
    classificationHead: "classification_head",
    regressionHead: "regression_head",
  };
  readonly classificationHead: ScoringHead;
  readonly regressionHead: ScoringHead;

  constructor(
    inChannels: readonly number[],
    numAnchors: readonly number[],
    numClasses: number,
    predictor: Predictor = convolution,
  ) {
    super();
    this.classificationHead = new ScoringHead(inChannels, numAnchors, numClasses, predictor);
    this.regressionHead = new ScoringHead(inChannels, numAnchors, 4, predictor);
  }

  /** [N, anchors, classes] and [N, anchors, 4] of maps [N, channels, H, W], each with channels of its own. */
  forward(maps: readonly Tensor[]): { clsLogits: Tensor; bboxRegression: Tensor } {
    return { clsLogits: this.classificationHead.forward(maps), bboxRegression: this.regressionHead.forward(maps) };
  }
}
