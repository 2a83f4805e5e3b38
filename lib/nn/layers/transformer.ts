import type { Tensor } from "../../tensor/index.ts";
import * as F from "../functional/index.ts";
import { Module } from "../module/module.ts";
import { integer, withDefaults } from "../options.ts";
import { MultiheadAttention } from "./attention.ts";
import { ModuleList } from "./container.ts";
import { Dropout } from "./dropout.ts";
import { Linear } from "./linear.ts";
import { LayerNorm } from "./normalization.ts";

export interface TransformerLayerOptions {
  /** Width of the hidden layer (2048). */
  dimFeedforward?: number;
  dropout?: number;
  activation?: "relu" | "gelu";
  layerNormEps?: number;
  /** Take and return [N, L, E] rather than [L, N, E]. */
  batchFirst?: boolean;
  /** Normalize before each part rather than after. */
  normFirst?: boolean;
  bias?: boolean;
}

const DEFAULTS: Required<TransformerLayerOptions> = {
  dimFeedforward: 2048,
  dropout: 0.1,
  activation: "relu",
  layerNormEps: 1e-5,
  batchFirst: false,
  normFirst: false,
  bias: true,
};

/**
 * Self-attention and a small network, each with a residual connection and normalization.
 *
 * Source: Vaswani et al., "Attention Is All You Need", NeurIPS 2017.
 *
 * @example
 * const layer = new nn.TransformerEncoderLayer(64, 8, { batchFirst: true });
 * layer.forward(x); // [N, L, 64]
 */
export class TransformerEncoderLayer extends Module {
  static override readonly stateKeys = { selfAttn: "self_attn" };

  readonly options: Required<TransformerLayerOptions>;
  readonly selfAttn: MultiheadAttention;
  readonly linear1: Linear;
  readonly dropout: Dropout;
  readonly linear2: Linear;
  readonly norm1: LayerNorm;
  readonly norm2: LayerNorm;
  readonly dropout1: Dropout;
  readonly dropout2: Dropout;

  constructor(dModel: number, nhead: number, options: TransformerLayerOptions = {}) {
    super();
    const given = withDefaults("TransformerEncoderLayer", options, DEFAULTS);
    const { dimFeedforward, dropout, batchFirst, bias, layerNormEps: eps } = given;
    this.options = given;
    this.selfAttn = new MultiheadAttention(dModel, nhead, { dropout, batchFirst, bias });
    this.linear1 = new Linear(dModel, dimFeedforward, { bias });
    this.dropout = new Dropout(dropout);
    this.linear2 = new Linear(dimFeedforward, dModel, { bias });
    this.norm1 = new LayerNorm(dModel, { eps, bias });
    this.norm2 = new LayerNorm(dModel, { eps, bias });
    this.dropout1 = new Dropout(dropout);
    this.dropout2 = new Dropout(dropout);
  }

  /** `srcMask` hides keys from queries ([L, L]), `srcKeyPaddingMask` padding ([N, L]); bool, true hides. */
  forward(src: Tensor, masks: { srcMask?: Tensor | null; srcKeyPaddingMask?: Tensor | null } = {}): Tensor {
    const { srcMask, srcKeyPaddingMask } = masks;
    const attend = (x: Tensor) =>
      this.dropout1.forward(
        this.selfAttn.forward(x, x, x, { attnMask: srcMask, keyPaddingMask: srcKeyPaddingMask, needWeights: false })[0],
      );
    if (this.options.normFirst) {
      const x = src.add(attend(this.norm1.forward(src)));
      return x.add(this.#feedForward(this.norm2.forward(x)));
    }
    const x = this.norm1.forward(src.add(attend(src)));
    return this.norm2.forward(x.add(this.#feedForward(x)));
  }

  #feedForward(x: Tensor): Tensor {
    const activate = this.options.activation === "gelu" ? F.gelu : F.relu;
    return this.dropout2.forward(this.linear2.forward(this.dropout.forward(activate(this.linear1.forward(x)))));
  }
}

/**
 * Encoder layers on top of each other. `makeLayer` builds one; PyTorch copies one layer, so that all start alike.
 *
 * @example
 * const encoder = new nn.TransformerEncoder(() => new nn.TransformerEncoderLayer(64, 8), 6);
 */
export class TransformerEncoder extends Module {
  readonly layers: ModuleList<TransformerEncoderLayer>;
  readonly norm: LayerNorm | null;

  constructor(makeLayer: () => TransformerEncoderLayer, numLayers: number, options: { norm?: LayerNorm | null } = {}) {
    super();
    integer("TransformerEncoder", "numLayers", numLayers);
    this.layers = new ModuleList(Array.from({ length: numLayers }, makeLayer));
    this.norm = options.norm ?? null;
  }

  forward(src: Tensor, masks: { srcMask?: Tensor | null; srcKeyPaddingMask?: Tensor | null } = {}): Tensor {
    let x = src;
    for (const layer of this.layers) x = layer.forward(x, masks);
    return this.norm ? this.norm.forward(x) : x;
  }
}
