import { stack, type Tensor } from "../../tensor/index.ts";
import { corners } from "./boxes.ts";

type Columns = [Tensor, Tensor, Tensor, Tensor];

/** Centre and size. */
function centred([x1, y1, x2, y2]: Columns): { x: Tensor; y: Tensor; w: Tensor; h: Tensor } {
  const [w, h] = [x2.sub(x1), y2.sub(y1)];
  return { x: x1.add(w.mul(0.5)), y: y1.add(h.mul(0.5)), w, h };
}

/**
 * Boxes as offsets from others: shifts in sizes, and logarithms of scales.
 *
 * Source: Girshick et al., "Rich Feature Hierarchies", CVPR 2014; torchvision's BoxCoder.
 *
 * @example
 * const coder = new BoxCoder();
 * const codes = coder.encode(tensor([[1, 1, 3, 5]]), tensor([[0, 0, 2, 4]]));
 * coder.decode(codes, tensor([[0, 0, 2, 4]])); // tensor([[1., 1., 3., 5.]])
 */
export class BoxCoder {
  readonly weights: readonly [number, number, number, number];
  /** The largest logarithm of a scale that is believed (log 62.5). */
  readonly clip: number;

  constructor(weights: readonly [number, number, number, number] = [1, 1, 1, 1], clip = Math.log(1000 / 16)) {
    this.weights = weights;
    this.clip = clip;
  }

  /** What leads from `proposals` [N, 4] to `boxes` [N, 4], as [N, 4]. */
  encode(boxes: Tensor, proposals: Tensor): Tensor {
    const [wx, wy, ww, wh] = this.weights;
    const [to, from] = [centred(corners("BoxCoder", boxes)), centred(corners("BoxCoder", proposals))];
    return stack(
      [
        to.x.sub(from.x).mul(wx).div(from.w),
        to.y.sub(from.y).mul(wy).div(from.h),
        to.w.div(from.w).log().mul(ww),
        to.h.div(from.h).log().mul(wh),
      ],
      1,
    );
  }

  /** Boxes [N, 4 classes] from codes [N, 4 classes] and `proposals` [N, 4]. */
  decode(codes: Tensor, proposals: Tensor): Tensor {
    const [wx, wy, ww, wh] = this.weights;
    const from = centred(corners("BoxCoder", proposals).map((column) => column.unsqueeze(1)) as Columns);
    const [dx, dy, dw, dh] = codes.reshape([codes.shape[0]!, codes.shape[1]! / 4, 4]).unbind(-1) as Columns; // [N, classes]
    const [x, y] = [dx.div(wx).mul(from.w).add(from.x), dy.div(wy).mul(from.h).add(from.y)];
    const half = (code: Tensor, weight: number, size: Tensor) =>
      code.div(weight).clamp(null, this.clip).exp().mul(size).mul(0.5);
    const [w, h] = [half(dw, ww, from.w), half(dh, wh, from.h)];
    return stack([x.sub(w), y.sub(h), x.add(w), y.add(h)], 2).flatten(1);
  }
}

/**
 * Boxes as the distances of their four sides from the centre of others, in sizes of those.
 *
 * Source: Tian et al., "FCOS", ICCV 2019; torchvision's BoxLinearCoder.
 *
 * @example
 * new BoxLinearCoder().encode(tensor([[0, 0, 2, 2]]), tensor([[0, -1, 4, 1]])); // tensor([[0.5000, 1.0000, 1.5000, 0.0000]])
 */
export class BoxLinearCoder {
  readonly normalizeBySize: boolean;

  constructor({ normalizeBySize = true }: { normalizeBySize?: boolean } = {}) {
    this.normalizeBySize = normalizeBySize;
  }

  /** Left, top, right and bottom distances of `boxes` [..., 4] from the centres of `anchors` [..., 4]. */
  encode(anchors: Tensor, boxes: Tensor): Tensor {
    const { x, y, w, h } = this.#centres(anchors);
    const [x1, y1, x2, y2] = corners("BoxLinearCoder", boxes);
    const sides = [x.sub(x1).div(w), y.sub(y1).div(h), x2.sub(x).div(w), y2.sub(y).div(h)];
    return stack(sides, -1);
  }

  /** Boxes [..., 4] from distances [..., 4]. */
  decode(codes: Tensor, anchors: Tensor): Tensor {
    const { x, y, w, h } = this.#centres(anchors);
    const [left, top, right, bottom] = corners("BoxLinearCoder", codes);
    return stack([x.sub(left.mul(w)), y.sub(top.mul(h)), x.add(right.mul(w)), y.add(bottom.mul(h))], -1);
  }

  #centres(anchors: Tensor): { x: Tensor; y: Tensor; w: Tensor | 1; h: Tensor | 1 } {
    const [x1, y1, x2, y2] = corners("BoxLinearCoder", anchors);
    const [x, y] = [x1.add(x2).mul(0.5), y1.add(y2).mul(0.5)];
    return this.normalizeBySize ? { x, y, w: x2.sub(x1), h: y2.sub(y1) } : { x, y, w: 1, h: 1 };
  }
}
