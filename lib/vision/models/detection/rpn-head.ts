import * as nn from "../../../nn/index.ts";
import type { Tensor } from "../../../tensor/index.ts";
import { ConvNormActivation } from "../layers/conv-norm.ts";
import { convolutionsOf } from "../layers/init.ts";

/**
 * Objectness and box codes of every anchor, by the same convolutions on every level of the pyramid.
 *
 * @example
 * const [logits, codes] = new RPNHead(8, 3).forward([randn([1, 8, 4, 4])]);
 * [logits[0].shape, codes[0].shape]; // [ [ 1, 3, 4, 4 ], [ 1, 12, 4, 4 ] ]
 */
export class RPNHead extends nn.Module {
  static override readonly stateKeys = { clsLogits: "cls_logits", bboxPred: "bbox_pred" };
  readonly conv: nn.Sequential;
  readonly clsLogits: nn.Conv2d;
  readonly bboxPred: nn.Conv2d;

  constructor(inChannels: number, numAnchors: number, { convDepth = 1 }: { convDepth?: number } = {}) {
    super();
    this.conv = new nn.Sequential();
    for (let i = 0; i < convDepth; i++)
      this.conv.append(new ConvNormActivation(inChannels, inChannels, { norm: null }));
    this.clsLogits = new nn.Conv2d(inChannels, numAnchors, 1);
    this.bboxPred = new nn.Conv2d(inChannels, 4 * numAnchors, 1);
    for (const { weight, bias } of convolutionsOf(this)) {
      nn.init.normal_(weight, { std: 0.01 });
      nn.init.zeros_(bias!);
    }
  }

  /** From maps [N, C, H, W]: logits [N, A, H, W] and codes [N, 4 A, H, W], four of an anchor together, for each. */
  forward(features: readonly Tensor[]): [logits: Tensor[], codes: Tensor[]] {
    const seen = features.map((map) => this.conv.forward(map));
    return [seen.map((map) => this.clsLogits.forward(map)), seen.map((map) => this.bboxPred.forward(map))];
  }
}
