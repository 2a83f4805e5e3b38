import type { Tensor } from "../../tensor/index.ts";
import { fromValues, show } from "../../tensor/internal.ts";
import { withDefaults } from "../options.ts";
import { dropout } from "./dropout.ts";

export interface AttentionOptions {
  /** bool: which keys each query may see; float32: added to the scores. Broadcast to [..., L, S]. */
  attnMask?: Tensor | null;
  /** Probability of dropping a weight (0). */
  dropoutP?: number;
  /** Each query sees keys up to its own place only. */
  isCausal?: boolean;
  /** Factor of the scores (1 / sqrt(size)). */
  scale?: number | null;
}

const MASKED = Number.NEGATIVE_INFINITY;

/**
 * softmax(q k^T / sqrt(size)) v.
 *
 * Source: Vaswani et al., "Attention Is All You Need", NeurIPS 2017.
 *
 * @example
 * F.scaledDotProductAttention(q, k, v, { isCausal: true }); // [N, heads, L, E]
 */
export function scaledDotProductAttention(q: Tensor, k: Tensor, v: Tensor, options: AttentionOptions = {}): Tensor {
  const { attnMask, dropoutP, isCausal, scale } = withDefaults<Required<AttentionOptions>>(
    "scaledDotProductAttention",
    options,
    {
      attnMask: null,
      dropoutP: 0,
      isCausal: false,
      scale: null,
    },
  );
  if (isCausal && attnMask)
    throw new TypeError("scaledDotProductAttention: give either attnMask or isCausal, not both");
  const mask = isCausal ? causalMask(q.shape.at(-2)!, k.shape.at(-2)!) : attnMask && additive(attnMask, true);
  const weights = attentionWeights(q.mul(scale ?? 1 / Math.sqrt(q.shape.at(-1)!)), k, mask);
  return (dropoutP > 0 ? dropout(weights, { p: dropoutP }) : weights).matmul(v);
}

/** softmax(q k^T + mask) along the keys. */
export function attentionWeights(q: Tensor, k: Tensor, mask: Tensor | null): Tensor {
  if (q.shape.at(-1) !== k.shape.at(-1))
    throw new RangeError(`attention: queries ${show(q.shape)} and keys ${show(k.shape)} differ in their last size`);
  const scores = q.matmul(k.transpose(-2, -1));
  return (mask ? scores.add(mask) : scores).softmax(-1);
}

/** A mask as numbers to add: 0 where a key is seen, -infinity where not. */
export function additive(mask: Tensor, trueMeansSeen: boolean): Tensor {
  if (mask.dtype !== "bool") return mask;
  const hidden = trueMeansSeen ? mask.logicalNot() : mask;
  return hidden.float().mul(0).where(hidden.logicalNot(), MASKED);
}

/** [queries, keys]: 0 up to the diagonal, -infinity above. */
export function causalMask(queries: number, keys: number): Tensor {
  const values = new Float32Array(queries * keys);
  for (let i = 0; i < queries; i++) values.fill(MASKED, i * keys + Math.min(i + 1, keys), (i + 1) * keys);
  return fromValues(values, [queries, keys], "float32");
}
