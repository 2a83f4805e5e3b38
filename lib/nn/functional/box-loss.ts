// Losses of boxes [N, 4] as corners x1, y1, x2, y2. Formulas and defaults are those of torchvision.ops.
import { maximum, minimum, noGrad, type Tensor } from "../../tensor/index.ts";
import { sameShape, show } from "../../tensor/internal.ts";
import { withDefaults } from "../options.ts";
import { type Reduction, reduce } from "./reduction.ts";

export interface BoxLossOptions {
  /** "none" (default), "mean" or "sum". */
  reduction?: Reduction;
  /** Keeps divisions finite (1e-7). */
  eps?: number;
}

interface Boxes {
  iou: Tensor;
  union: Tensor;
  /** Corners of the smallest box around both. */
  outer: { width: Tensor; height: Tensor };
  corners: { a: Tensor[]; b: Tensor[] };
  eps: number;
}

/** 1 - IoU. Source: Yu et al., "UnitBox", ACM MM 2016. */
export function boxIouLoss(boxes1: Tensor, boxes2: Tensor, options: BoxLossOptions = {}): Tensor {
  return boxLoss("boxIouLoss", boxes1, boxes2, options, () => null);
}

/**
 * IoU loss with a term that draws boxes together which do not overlap.
 *
 * Source: Rezatofighi et al., "Generalized Intersection over Union", CVPR 2019.
 *
 * @example
 * F.generalizedBoxIouLoss(predicted, targets, { reduction: "mean" });
 */
export function generalizedBoxIouLoss(boxes1: Tensor, boxes2: Tensor, options: BoxLossOptions = {}): Tensor {
  return boxLoss("generalizedBoxIouLoss", boxes1, boxes2, options, ({ union, outer, eps }) => {
    const area = outer.width.mul(outer.height);
    return area.sub(union).div(area.add(eps));
  });
}

/** IoU loss with the distance of the centres. Source: Zheng et al., "Distance-IoU Loss", AAAI 2020. */
export function distanceBoxIouLoss(boxes1: Tensor, boxes2: Tensor, options: BoxLossOptions = {}): Tensor {
  return boxLoss("distanceBoxIouLoss", boxes1, boxes2, options, distance);
}

/** IoU loss with the distance of the centres and of the aspect ratios. Source: Zheng et al., AAAI 2020. */
export function completeBoxIouLoss(boxes1: Tensor, boxes2: Tensor, options: BoxLossOptions = {}): Tensor {
  return boxLoss("completeBoxIouLoss", boxes1, boxes2, options, (boxes) => {
    const { a, b } = boxes.corners;
    const ratio = (c: Tensor[]) => c[2]!.sub(c[0]!).div(c[3]!.sub(c[1]!)).atan();
    const v = ratio(b)
      .sub(ratio(a))
      .square()
      .mul(4 / Math.PI ** 2);
    const alpha = noGrad(() => v.div(boxes.iou.rsub(1).add(v).add(boxes.eps)));
    return distance(boxes).add(alpha.mul(v));
  });
}

function distance({ corners: { a, b }, outer, eps }: Boxes): Tensor {
  const diagonal = outer.width.square().add(outer.height.square()).add(eps);
  const apart = (from: number, to: number) => a[from]!.add(a[to]!).sub(b[from]!).sub(b[to]!).div(2).square();
  return apart(0, 2).add(apart(1, 3)).div(diagonal);
}

function boxLoss(
  owner: string,
  boxes1: Tensor,
  boxes2: Tensor,
  options: BoxLossOptions,
  penalty: (boxes: Boxes) => Tensor | null,
): Tensor {
  const { reduction, eps } = withDefaults<Required<BoxLossOptions>>(owner, options, { reduction: "none", eps: 1e-7 });
  if (boxes1.shape.at(-1) !== 4 || !sameShape(boxes1.shape, boxes2.shape))
    throw new RangeError(
      `${owner}: expected two tensors [N, 4] of corners x1, y1, x2, y2, got ${show(boxes1.shape)} and ${show(boxes2.shape)}`,
    );
  const boxes = overlap(boxes1.unbind(-1), boxes2.unbind(-1), eps);
  const extra = penalty(boxes);
  const loss = boxes.iou.rsub(1);
  return reduce(owner, extra === null ? loss : loss.add(extra), reduction);
}

function overlap(a: Tensor[], b: Tensor[], eps: number): Boxes {
  const [ax1, ay1, ax2, ay2] = a as [Tensor, Tensor, Tensor, Tensor];
  const [bx1, by1, bx2, by2] = b as [Tensor, Tensor, Tensor, Tensor];
  const inner = (low: Tensor, high: Tensor) => high.sub(low).clamp(0);
  const intersection = inner(maximum(ax1, bx1), minimum(ax2, bx2)).mul(inner(maximum(ay1, by1), minimum(ay2, by2)));
  const area = (x1: Tensor, y1: Tensor, x2: Tensor, y2: Tensor) => x2.sub(x1).mul(y2.sub(y1));
  const union = area(ax1, ay1, ax2, ay2)
    .add(area(bx1, by1, bx2, by2))
    .sub(intersection);
  const outer = {
    width: maximum(ax2, bx2).sub(minimum(ax1, bx1)),
    height: maximum(ay2, by2).sub(minimum(ay1, by1)),
  };
  return { iou: intersection.div(union.add(eps)), union, outer, corners: { a, b }, eps };
}
