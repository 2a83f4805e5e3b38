// Overlaps of every box of one list with every box of another. Formulas and names are torchvision.ops's.
import { maximum, minimum, noGrad, type Tensor } from "../../tensor/index.ts";
import { boxArea, corners } from "./boxes.ts";

type Columns = [Tensor, Tensor, Tensor, Tensor];

interface Pairs {
  /** Columns of the first boxes as [N, 1], of the second as [M]. */
  a: Columns;
  b: Columns;
  union: Tensor;
  iou: Tensor;
}

function pairsOf(owner: string, boxes1: Tensor, boxes2: Tensor): Pairs {
  const a = corners(owner, boxes1).map((column) => column.unsqueeze(-1)) as Columns;
  const b = corners(owner, boxes2);
  const along = (low: 0 | 1) =>
    minimum(a[low + 2]!, b[low + 2]!)
      .sub(maximum(a[low]!, b[low]!))
      .clamp(0);
  const intersection = along(0).mul(along(1)); // [N, M]
  const union = boxArea(boxes1).unsqueeze(-1).add(boxArea(boxes2)).sub(intersection);
  return { a, b, union, iou: intersection.div(union) };
}

/** Width or height of the smallest box around each pair. */
function outer({ a, b }: Pairs, low: 0 | 1): Tensor {
  return maximum(a[low + 2]!, b[low + 2]!)
    .sub(minimum(a[low]!, b[low]!))
    .clamp(0);
}

/**
 * Intersection over union of boxes [N, 4] and [M, 4] of corners, as [N, M].
 *
 * @example
 * boxIou(tensor([[0, 0, 2, 2]]), tensor([[0, 0, 2, 2], [1, 0, 3, 2]])); // tensor([[1.0000, 0.3333]])
 */
export function boxIou(boxes1: Tensor, boxes2: Tensor): Tensor {
  return pairsOf("boxIou", boxes1, boxes2).iou;
}

/** IoU less the share of the surrounding box that neither fills, [N, M]. Source: Rezatofighi et al., CVPR 2019. */
export function generalizedBoxIou(boxes1: Tensor, boxes2: Tensor): Tensor {
  const pairs = pairsOf("generalizedBoxIou", boxes1, boxes2);
  const area = outer(pairs, 0).mul(outer(pairs, 1));
  return pairs.iou.sub(area.sub(pairs.union).div(area));
}

/** IoU less the squared distance of the centres over the surrounding box's diagonal, [N, M]. Source: Zheng et al., AAAI 2020. */
export function distanceBoxIou(boxes1: Tensor, boxes2: Tensor, { eps = 1e-7 }: { eps?: number } = {}): Tensor {
  return distance(pairsOf("distanceBoxIou", boxes1, boxes2), eps);
}

function distance(pairs: Pairs, eps: number): Tensor {
  const { a, b, iou } = pairs;
  const diagonal = outer(pairs, 0).square().add(outer(pairs, 1).square()).add(eps);
  const apart = (low: 0 | 1) =>
    a[low]!.add(a[low + 2]!)
      .div(2)
      .sub(b[low]!.add(b[low + 2]!).div(2))
      .square();
  return iou.sub(apart(0).add(apart(1)).div(diagonal));
}

/** Distance IoU less a term for different aspect ratios, [N, M]. Source: Zheng et al., AAAI 2020. */
export function completeBoxIou(boxes1: Tensor, boxes2: Tensor, { eps = 1e-7 }: { eps?: number } = {}): Tensor {
  const pairs = pairsOf("completeBoxIou", boxes1, boxes2);
  const angle = ([x1, y1, x2, y2]: Columns) => x2.sub(x1).div(y2.sub(y1)).atan();
  const v = angle(pairs.a)
    .sub(angle(pairs.b))
    .square()
    .mul(4 / Math.PI ** 2);
  const alpha = noGrad(() => v.div(pairs.iou.rsub(1).add(v).add(eps)));
  return distance(pairs, eps).sub(alpha.mul(v));
}
