import { maximum, minimum, noGrad, type Tensor, where, zerosLike } from "../../tensor/index.ts";
import { isSymmetric, type Quantizer } from "./scheme.ts";

/** real = (integer - zeroPoint) * scale; one of each, or one a channel. */
export interface QParams {
  /** [] or [C], float32 */
  scale: Tensor;
  /** [] or [C], whole numbers as float32 */
  zeroPoint: Tensor;
}

/**
 * Scale and zero point for values between `min` and `max`, in PyTorch's order of float32 operations.
 *
 * Zero is always representable, since padding and ReLU make it. Scale 1 and zero point 0 where nothing was observed.
 */
export function qparamsOf(min: Tensor, max: Tensor, quantizer: Quantizer): QParams {
  const { quantMin, quantMax, eps, qscheme, dtype, customRange } = quantizer;
  return noGrad(() => {
    // Never read back: a captured training step computes this too.
    const unseen = min.gt(max);
    const low = minimum(min, zerosLike(min)).maskedFill(unseen, 0);
    const high = maximum(max, zerosLike(max)).maskedFill(unseen, 0);
    if (isSymmetric(qscheme)) {
      const scale = maximum(low.neg(), high).div((quantMax - quantMin) / 2);
      const middle = dtype === "qint8" ? 0 : customRange ? Math.floor((quantMin + quantMax) / 2) : 128;
      return finish(scale, zerosLike(min).add(middle));
    }
    const scale = high
      .sub(low)
      .div(quantMax - quantMin)
      .clamp(eps);
    const zeroPoint = low.div(scale).round().rsub(quantMin).clamp(quantMin, quantMax);
    return finish(scale, zeroPoint);

    function finish(scale: Tensor, zeroPoint: Tensor): QParams {
      return { scale: where(unseen, 1, scale.clamp(eps)), zeroPoint: where(unseen, 0, zeroPoint) };
    }
  });
}
