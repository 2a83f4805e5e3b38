// What the heads of RetinaNet and FCOS have in common.
import * as nn from "../../../nn/index.ts";
import type { Tensor } from "../../../tensor/index.ts";
import type { NormLayer } from "../layers/conv-norm.ts";
import { rowsOf } from "./rows.ts";

/** Convolutions in front of each prediction. */
export const HEAD_CONVOLUTIONS = 4;
/** How likely an object is before anything was learned: most anchors have none. */
const PRIOR = 0.01;

export const groupNorm: NormLayer = (channels) => new nn.GroupNorm(32, channels);

/** Normal numbers for all convolutions, zeros for their biases. */
export function startNormal(model: nn.Module, std = 0.01): void {
  for (const module of model.modules()) {
    if (!(module instanceof nn.Conv2d)) continue;
    nn.init.normal_(module.weight, { std });
    if (module.bias) nn.init.zeros_(module.bias);
  }
}

/** A 3x3 convolution to predictions. */
export function predictor(inChannels: number, outChannels: number): nn.Conv2d {
  const conv = new nn.Conv2d(inChannels, outChannels, 3, { padding: 1 });
  startNormal(conv);
  return conv;
}

/** One for the logits of classes, which begin at the prior. Source: Lin et al., "Focal Loss", ICCV 2017, section 4.1. */
function classPredictor(inChannels: number, outChannels: number): nn.Conv2d {
  const conv = predictor(inChannels, outChannels);
  nn.init.constant_(conv.bias!, -Math.log((1 - PRIOR) / PRIOR));
  return conv;
}

/** Logits of classes for every prediction on every map, behind the same convolutions `conv`. */
export class ClassificationHead extends nn.Module {
  static override readonly stateKeys = { clsLogits: "cls_logits" };
  readonly conv: nn.Sequential;
  readonly clsLogits: nn.Conv2d;
  readonly numClasses: number;

  /** With `perCell` predictions for each pixel of a map. */
  constructor(conv: nn.Sequential, inChannels: number, perCell: number, numClasses: number) {
    super();
    this.conv = conv;
    this.clsLogits = classPredictor(inChannels, perCell * numClasses);
    this.numClasses = numClasses;
  }

  forward(maps: readonly Tensor[]): Tensor {
    return rowsOf(
      maps.map((map) => this.clsLogits.forward(this.conv.forward(map))),
      this.numClasses,
    );
  }
}
