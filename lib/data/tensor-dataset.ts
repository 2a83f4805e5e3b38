import { type Tensor, tensor } from "../tensor/index.ts";
import { Dataset } from "./dataset.ts";

/** One Tensor for each of the tensors a TensorDataset was made of. */
type Rows<T extends readonly Tensor[]> = { -readonly [K in keyof T]: Tensor };

/**
 * Samples that are the rows of tensors with the same first dimension.
 *
 * @example
 * new TensorDataset(randn([100, 3]), randint(0, 2, [100])).get(0); // [a [3] tensor, a [] tensor]
 */
export class TensorDataset<T extends readonly [Tensor, ...Tensor[]]> extends Dataset<Rows<T>> {
  readonly tensors: T;

  constructor(...tensors: T) {
    super();
    const sizes = tensors.map((t) => t.shape[0]);
    if (sizes.some((size) => size === undefined || size !== sizes[0]))
      throw new RangeError(
        "TensorDataset: expected tensors with the same first dimension, " +
          `got shapes ${tensors.map((t) => `[${t.shape.join(", ")}]`).join(" and ")}`,
      );
    this.tensors = tensors;
  }

  get length(): number {
    return this.tensors[0].shape[0]!;
  }

  get(index: number): Rows<T> {
    return this.tensors.map((t) => t.at(index)) as Rows<T>;
  }

  /** The batch that the samples at these indices make, gathered at once. */
  override getBatch(indices: readonly number[]): Rows<T> {
    const rows = tensor(indices, { dtype: "int32" });
    return this.tensors.map((t) => t.indexSelect(0, rows)) as Rows<T>;
  }
}
