import { noGrad, type Tensor } from "../../tensor/index.ts";
import { download, rawOf, record, run, show, tracks, wrap } from "../../tensor/internal.ts";
import { withDefaults } from "../options.ts";

/**
 * The rows of `weight` at the indices; `paddingIdx` learns nothing.
 *
 * @example
 * F.embedding(tokens, weight); // [N, L] int32, [V, D] -> [N, L, D]
 */
export function embedding(indices: Tensor, weight: Tensor, options: { paddingIdx?: number | null } = {}): Tensor {
  const { paddingIdx } = withDefaults<{ paddingIdx: number | null }>("embedding", options, { paddingIdx: null });
  const [count, width] = weight.shape as [number, number];
  checkIndices(indices, count);
  const flat = indices.int().reshape([-1]);
  const rows = weight.indexSelect(0, flat);
  const out = rows.reshape([...indices.shape, width]);
  if (paddingIdx === null || !tracks(weight)) return out;
  const kept = noGrad(() => indices.ne(paddingIdx).float().unsqueeze(-1));
  const masked = noGrad(() => out.clone());
  return record("EmbeddingBackward0", masked, [out], [kept], (g, [kept]) => [g.mul(kept!)]);
}

function checkIndices(indices: Tensor, count: number): void {
  if (indices.dtype === "float32" || indices.dtype === "bool")
    throw new TypeError(`embedding: expected int32 indices, got ${indices.dtype}; convert them with x.int()`);
  for (const index of download(rawOf(indices)))
    if (index < 0 || index >= count)
      throw new RangeError(
        `embedding: index ${index} is out of range for ${count} embeddings, 0 to ${count - 1}, in ${show(indices.shape)} indices`,
      );
}

/**
 * A new last dimension with 1 at the class and 0 elsewhere, as int32 like PyTorch's int64.
 *
 * @example
 * F.oneHot(tensor([0, 2], { dtype: "int32" }), 3); // tensor([[1, 0, 0], [0, 0, 1]])
 */
export function oneHot(classes: Tensor, numClasses = -1): Tensor {
  if (classes.dtype === "float32")
    throw new TypeError("oneHot: expected int32 class numbers, got float32; convert them with x.int()");
  const values = download(rawOf(classes));
  let [least, most] = [0, -1];
  for (const value of values) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  const depth = numClasses === -1 ? most + 1 : numClasses;
  if (least < 0 || most >= depth)
    throw new RangeError(`oneHot: expected class numbers in [0, ${depth}), got ${least < 0 ? least : most}`);
  const indices = rawOf(classes.int().reshape([-1]));
  const raw = run("OneHot", { indices }, { depth, onValue: 1, offValue: 0, dtype: "int32" });
  return wrap(raw, "int32").reshape([...classes.shape, depth]);
}
