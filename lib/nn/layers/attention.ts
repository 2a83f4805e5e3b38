import { cat, empty, type Tensor, zeros } from "../../tensor/index.ts";
import { additive, attentionWeights } from "../functional/attention.ts";
import * as F from "../functional/index.ts";
import * as init from "../init.ts";
import { fail } from "../module/context.ts";
import { Module } from "../module/module.ts";
import { integer, withDefaults } from "../options.ts";
import { Parameter } from "../parameter.ts";
import { Linear } from "./linear.ts";

export interface MultiheadAttentionOptions {
  /** Probability of dropping an attention weight (0). */
  dropout?: number;
  bias?: boolean;
  /** Learn a key and a value that every query sees. */
  addBiasKv?: boolean;
  /** Let every query see a key and a value of zeros. */
  addZeroAttn?: boolean;
  /** Sizes of keys and values, where they differ from embedDim. */
  kdim?: number | null;
  vdim?: number | null;
  /** Take and return [N, L, E] rather than [L, N, E]. */
  batchFirst?: boolean;
}

export interface AttentionCall {
  /** bool, [N, S]: keys that are padding, to be ignored. */
  keyPaddingMask?: Tensor | null;
  /** Return the attention weights too (true). */
  needWeights?: boolean;
  /** bool: which keys each query must not see; float32: added to the scores. [L, S] or [N * heads, L, S]. */
  attnMask?: Tensor | null;
  /** Return the mean of the heads' weights rather than each head's (true). */
  averageAttnWeights?: boolean;
}

/** PyTorch prints the output layer under this name. */
class NonDynamicallyQuantizableLinear extends Linear {}

/**
 * Attention of several heads.
 *
 * Source: Vaswani et al., "Attention Is All You Need", NeurIPS 2017.
 *
 * @example
 * const attention = new nn.MultiheadAttention(64, 8, { batchFirst: true });
 * const [output, weights] = attention.forward(x, x, x); // [N, L, 64], [N, L, L]
 */
export class MultiheadAttention extends Module {
  static override readonly stateKeys = {
    inProjWeight: "in_proj_weight",
    qProjWeight: "q_proj_weight",
    kProjWeight: "k_proj_weight",
    vProjWeight: "v_proj_weight",
    inProjBias: "in_proj_bias",
    outProj: "out_proj",
    biasK: "bias_k",
    biasV: "bias_v",
  };

  readonly embedDim: number;
  readonly numHeads: number;
  readonly options: Required<MultiheadAttentionOptions>;
  /** Queries', keys' and values' projections in one, [3 embedDim, embedDim], where the sizes agree. */
  inProjWeight: Parameter | null;
  qProjWeight: Parameter | null;
  kProjWeight: Parameter | null;
  vProjWeight: Parameter | null;
  inProjBias: Parameter | null;
  readonly outProj: Linear;
  biasK: Parameter | null;
  biasV: Parameter | null;

  constructor(embedDim: number, numHeads: number, options: MultiheadAttentionOptions = {}) {
    super();
    const given = withDefaults<Required<MultiheadAttentionOptions>>("MultiheadAttention", options, {
      dropout: 0,
      bias: true,
      addBiasKv: false,
      addZeroAttn: false,
      kdim: null,
      vdim: null,
      batchFirst: false,
    });
    this.embedDim = integer("MultiheadAttention", "embedDim", embedDim);
    this.numHeads = integer("MultiheadAttention", "numHeads", numHeads);
    if (embedDim % numHeads !== 0)
      throw new RangeError(`MultiheadAttention: embedDim ${embedDim} must divide by numHeads ${numHeads}`);
    this.options = given;
    const [kdim, vdim] = [given.kdim ?? embedDim, given.vdim ?? embedDim];
    const one = kdim === embedDim && vdim === embedDim;
    this.qProjWeight = one ? null : new Parameter(empty([embedDim, embedDim]));
    this.kProjWeight = one ? null : new Parameter(empty([embedDim, kdim]));
    this.vProjWeight = one ? null : new Parameter(empty([embedDim, vdim]));
    this.inProjWeight = one ? new Parameter(empty([3 * embedDim, embedDim])) : null;
    this.inProjBias = given.bias ? new Parameter(zeros([3 * embedDim])) : null;
    this.outProj = new NonDynamicallyQuantizableLinear(embedDim, embedDim, { bias: given.bias });
    this.biasK = given.addBiasKv ? new Parameter(empty([1, 1, embedDim])) : null;
    this.biasV = given.addBiasKv ? new Parameter(empty([1, 1, embedDim])) : null;
    this.#reset();
  }

  #reset(): void {
    for (const weight of [this.inProjWeight, this.qProjWeight, this.kProjWeight, this.vProjWeight])
      if (weight) init.xavierUniform_(weight);
    if (this.outProj.bias) init.zeros_(this.outProj.bias);
    for (const bias of [this.biasK, this.biasV]) if (bias) init.xavierNormal_(bias);
  }

  forward(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    call: AttentionCall = {},
  ): [output: Tensor, weights: Tensor | null] {
    const given = withDefaults<Required<AttentionCall>>("MultiheadAttention.forward", call, {
      keyPaddingMask: null,
      needWeights: true,
      attnMask: null,
      averageAttnWeights: true,
    });
    if (query.shape.at(-1) !== this.embedDim)
      fail(this, `expected queries of size ${this.embedDim}, got ${query.shape.at(-1)} [${query.shape.join(", ")}]`);
    if (query.ndim === 2) {
      const [output, weights] = this.#attend(
        [query, key, value].map((x) => x.unsqueeze(0)),
        given,
      );
      return [output.squeeze(0), weights?.squeeze(0) ?? null];
    }
    if (this.options.batchFirst) return this.#attend([query, key, value], given);
    const [output, weights] = this.#attend(
      [query, key, value].map((x) => x.transpose(0, 1)),
      given,
    );
    return [output.transpose(0, 1), weights];
  }

  /** Attention over [N, L, E]. */
  #attend(inputs: readonly Tensor[], call: Required<AttentionCall>): [Tensor, Tensor | null] {
    const [n, length] = inputs[0]!.shape as [number, number];
    let [q, k, v] = this.#project(inputs);
    if (this.biasK) k = cat([k!, this.biasK.expand([n, 1, this.embedDim])], 1);
    if (this.biasV) v = cat([v!, this.biasV.expand([n, 1, this.embedDim])], 1);
    if (this.options.addZeroAttn) [k, v] = [k!, v!].map((x) => cat([x, zeros([n, 1, this.embedDim])], 1));
    const [heads, size] = [this.numHeads, this.embedDim / this.numHeads];
    const split = (x: Tensor) => x.reshape([n, -1, heads, size]).transpose(1, 2);
    const weights = attentionWeights(split(q!).mul(1 / Math.sqrt(size)), split(k!), this.#mask(call, n, k!.shape[1]!));
    const kept =
      this.options.dropout > 0 ? F.dropout(weights, { p: this.options.dropout, training: this.training }) : weights;
    const merged = kept.matmul(split(v!)).transpose(1, 2).reshape([n, length, this.embedDim]);
    const output = this.outProj.forward(merged);
    if (!call.needWeights) return [output, null];
    return [output, call.averageAttnWeights ? kept.mean(1) : kept];
  }

  #project(inputs: readonly Tensor[]): Tensor[] {
    const size = this.embedDim;
    const weights = this.inProjWeight
      ? [0, 1, 2].map((i) => this.inProjWeight!.narrow(0, i * size, size))
      : [this.qProjWeight!, this.kProjWeight!, this.vProjWeight!];
    return inputs.map((x, i) => F.linear(x, weights[i]!, this.inProjBias?.narrow(0, i * size, size)));
  }

  /** Both masks as one to add to [N, heads, L, S]; keys that were added last are always seen. */
  #mask({ attnMask, keyPaddingMask }: Required<AttentionCall>, n: number, keys: number): Tensor | null {
    const widen = (mask: Tensor) => {
      const added = keys - mask.shape.at(-1)!;
      return added > 0 ? F.pad(mask, [0, added]) : mask;
    };
    const attention = attnMask && widen(additive(attnMask, false));
    const padding = keyPaddingMask && widen(additive(keyPaddingMask, false)).reshape([-1, 1, 1, keys]);
    const shaped = attention && (attention.ndim === 3 ? attention.reshape([n, this.numHeads, -1, keys]) : attention);
    return shaped && padding ? shaped.add(padding) : (shaped ?? padding);
  }
}
