import { empty, noGrad, type Tensor } from "../../tensor/index.ts";
import * as F from "../functional/index.ts";
import * as init from "../init.ts";
import { fail } from "../module/context.ts";
import { Module } from "../module/module.ts";
import { integer, oneOf, withDefaults } from "../options.ts";
import { Parameter } from "../parameter.ts";

/**
 * A learned vector for each of `numEmbeddings` indices.
 *
 * @example
 * const embedding = new nn.Embedding(1000, 64);
 * embedding.forward(tokens); // [N, L] int32 -> [N, L, 64]
 */
export class Embedding extends Module {
  readonly numEmbeddings: number;
  readonly embeddingDim: number;
  readonly paddingIdx: number | null;
  /** [numEmbeddings, embeddingDim] */
  weight: Parameter;

  constructor(numEmbeddings: number, embeddingDim: number, options: { paddingIdx?: number | null } = {}) {
    super();
    const { paddingIdx } = withDefaults<{ paddingIdx: number | null }>("Embedding", options, { paddingIdx: null });
    this.numEmbeddings = integer("Embedding", "numEmbeddings", numEmbeddings);
    this.embeddingDim = integer("Embedding", "embeddingDim", embeddingDim);
    if (paddingIdx !== null && !(paddingIdx >= -numEmbeddings && paddingIdx < numEmbeddings))
      throw new RangeError(
        `Embedding: expected paddingIdx to be an index of ${numEmbeddings} embeddings, got ${paddingIdx}`,
      );
    this.paddingIdx = paddingIdx !== null && paddingIdx < 0 ? paddingIdx + numEmbeddings : paddingIdx;
    this.weight = new Parameter(empty([numEmbeddings, embeddingDim]));
    this.resetParameters();
  }

  resetParameters(): void {
    init.normal_(this.weight);
    if (this.paddingIdx !== null) noGrad(() => this.weight.at(this.paddingIdx!).zero_());
  }

  forward(indices: Tensor): Tensor {
    if (indices.dtype === "float32")
      fail(
        this,
        `expected int32 indices, got a float32 tensor [${indices.shape.join(", ")}]; convert it with x.to("int32")`,
      );
    return F.embedding(indices, this.weight, { paddingIdx: this.paddingIdx });
  }

  override extraRepr(): string {
    return `${this.numEmbeddings}, ${this.embeddingDim}${this.paddingIdx === null ? "" : `, padding_idx=${this.paddingIdx}`}`;
  }
}

/** The mean, sum or maximum of the embeddings of each row of indices: [N, L] -> [N, embeddingDim]. */
export class EmbeddingBag extends Module {
  readonly numEmbeddings: number;
  readonly embeddingDim: number;
  readonly mode: "sum" | "mean" | "max";
  weight: Parameter;

  constructor(numEmbeddings: number, embeddingDim: number, options: { mode?: "sum" | "mean" | "max" } = {}) {
    super();
    const { mode } = withDefaults<{ mode: "sum" | "mean" | "max" }>("EmbeddingBag", options, { mode: "mean" });
    this.numEmbeddings = integer("EmbeddingBag", "numEmbeddings", numEmbeddings);
    this.embeddingDim = integer("EmbeddingBag", "embeddingDim", embeddingDim);
    this.mode = oneOf("EmbeddingBag", "mode", mode, ["sum", "mean", "max"]);
    this.weight = new Parameter(empty([numEmbeddings, embeddingDim]));
    init.normal_(this.weight);
  }

  forward(indices: Tensor): Tensor {
    if (indices.shape.length !== 2)
      fail(this, `expected [N, L] indices, one row a bag, got [${indices.shape.join(", ")}]`);
    const vectors = F.embedding(indices, this.weight);
    if (this.mode === "max") return vectors.amax(1);
    return this.mode === "mean" ? vectors.mean(1) : vectors.sum(1);
  }

  override extraRepr(): string {
    return `${this.numEmbeddings}, ${this.embeddingDim}, mode='${this.mode}'`;
  }
}
