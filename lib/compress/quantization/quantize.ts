import type { Tensor } from "../../tensor/index.ts";
import { noGrad } from "../../tensor/index.ts";
import { record, tracks } from "../../tensor/internal.ts";
import type { QParams } from "./qparams.ts";
import type { QRange } from "./scheme.ts";

export interface QuantizeOptions extends Partial<QRange> {
  /** The dimension that scale and zero point have an entry for each index of; null for one of each. */
  axis?: number | null;
}

/**
 * The integers that stand for real numbers: round(x / scale) + zeroPoint, cut off at the ends of the range.
 *
 * @returns an int32 tensor of x's shape, from quantMin (-128) to quantMax (127)
 * @example
 * quantize(tensor([-1, 0, 0.26, 9]), { scale: tensor(0.5), zeroPoint: tensor(0) }, { quantMax: 7 }).toArray(); // [-2, 0, 1, 7]
 */
export function quantize(x: Tensor, qparams: QParams, options: QuantizeOptions = {}): Tensor {
  const { quantMin = -128, quantMax = 127, axis = null } = options;
  return noGrad(() =>
    levels(x, spread(qparams, x, axis))
      .clamp(quantMin, quantMax)
      .int(),
  );
}

/** The real numbers that integers stand for: (q - zeroPoint) * scale. */
export function dequantize(q: Tensor, qparams: QParams, { axis = null }: { axis?: number | null } = {}): Tensor {
  const { scale, zeroPoint } = spread(qparams, q, axis);
  return q.float().sub(zeroPoint).mul(scale);
}

/**
 * Quantizes and dequantizes at once: what the integers will make of x, for training with it.
 *
 * The gradient passes where x is within the range and is 0 elsewhere (straight-through estimator, Bengio et al. 2013).
 * Values and gradients are `torch.fake_quantize_per_tensor_affine`'s and `_per_channel_affine`'s.
 *
 * @example
 * const x = tensor([0.3, 9], { requiresGrad: true });
 * fakeQuantize(x, { scale: tensor(0.25), zeroPoint: tensor(0) }, { quantMin: -8, quantMax: 7 }).sum().backward();
 * x.grad; // tensor([1., 0.])
 */
export function fakeQuantize(x: Tensor, qparams: QParams, options: QuantizeOptions = {}): Tensor {
  const { quantMin = -128, quantMax = 127, axis = null } = options;
  const { out, inside } = noGrad(() => {
    const { scale, zeroPoint } = spread(qparams, x, axis);
    const q = levels(x, { scale, zeroPoint });
    return {
      out: q.clamp(quantMin, quantMax).sub(zeroPoint).mul(scale),
      inside: q.ge(quantMin).logicalAnd(q.le(quantMax)).float(),
    };
  });
  if (!tracks(x)) return out;
  const name = axis === null ? "FakeQuantizePerTensorAffine" : "FakeQuantizePerChannelAffine";
  return record(`${name}CachemaskBackward0`, out, [x], [inside], (gradient, [mask]) => [gradient.mul(mask!)]);
}

/** Before clamping. PyTorch multiplies by the reciprocal, which may round differently from a division. */
function levels(x: Tensor, { scale, zeroPoint }: QParams): Tensor {
  return x.mul(scale.reciprocal()).round().add(zeroPoint);
}

/** Scale and zero point in a shape that broadcasts over x. */
function spread({ scale, zeroPoint }: QParams, x: Tensor, axis: number | null): QParams {
  if (axis === null) {
    if (scale.numel() === 1) return { scale: scale.reshape([]), zeroPoint: zeroPoint.float().reshape([]) };
    throw new RangeError(
      `quantize: got ${scale.numel()} scales; say which dimension of [${x.shape.join(", ")}] they belong to with axis`,
    );
  }
  const channels = x.shape.at(axis);
  if (channels !== scale.numel() || channels !== zeroPoint.numel())
    throw new RangeError(
      `quantize: expected a scale and a zero point for each of the ${channels} channels in dimension ${axis} of ` +
        `[${x.shape.join(", ")}], got ${scale.numel()} and ${zeroPoint.numel()}`,
    );
  const at = axis < 0 ? axis + x.ndim : axis;
  const shape = x.shape.map((_, i) => (i === at ? channels : 1));
  return { scale: scale.reshape(shape), zeroPoint: zeroPoint.float().reshape(shape) };
}
