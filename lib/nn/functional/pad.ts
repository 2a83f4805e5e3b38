import { type Tensor, tensor } from "../../tensor/index.ts";
import { record, run, show, tracks } from "../../tensor/internal.ts";
import { withRaws, wrapIn } from "../layout.ts";
import { oneOf, withDefaults } from "../options.ts";

export type PadMode = "constant" | "reflect" | "replicate" | "circular";

/**
 * Adds elements around a tensor: [left, right] for the last dimension, then [top, bottom] for the one before, and so on.
 * Negative numbers cut elements off.
 *
 * @example
 * F.pad(images, [1, 1, 2, 2], { mode: "reflect" }); // [N, C, H, W] -> [N, C, H + 4, W + 2]
 */
export function pad(x: Tensor, padding: readonly number[], options: { mode?: PadMode; value?: number } = {}): Tensor {
  const { mode, value } = withDefaults<{ mode: PadMode; value: number }>("pad", options, {
    mode: "constant",
    value: 0,
  });
  oneOf("pad", "mode", mode, ["constant", "reflect", "replicate", "circular"]);
  if (padding.length % 2 !== 0 || padding.length / 2 > x.ndim || !padding.every(Number.isInteger))
    throw new RangeError(
      `pad: expected two integers for each padded dimension, the last one first, got ${show(padding)} for shape ${show(x.shape)}`,
    );
  const sides: [dim: number, before: number, after: number][] = [];
  for (let i = 0; i < padding.length; i += 2) sides.push([x.ndim - 1 - i / 2, padding[i]!, padding[i + 1]!]);
  if (mode === "constant") return constantPad(x, sides, value);
  let out = x;
  for (const [dim, before, after] of sides) {
    if (before === 0 && after === 0) continue;
    out = out.indexSelect(dim, tensor(sources(mode, x.shape[dim]!, before, after, x), { dtype: "int32" }));
  }
  return out;
}

function constantPad(x: Tensor, sides: readonly [number, number, number][], value: number): Tensor {
  let cut = x;
  for (const [dim, before, after] of sides) {
    const start = Math.max(-before, 0);
    const length = cut.shape[dim]! - start - Math.max(-after, 0);
    if (length < 0)
      throw new RangeError(`pad: cutting ${-before} and ${-after} leaves nothing of dimension ${dim} ${show(x.shape)}`);
    if (length !== cut.shape[dim]) cut = cut.narrow(dim, start, length);
  }
  const paddings = x.shape.map(() => [0, 0]);
  for (const [dim, before, after] of sides) paddings[dim] = [Math.max(before, 0), Math.max(after, 0)];
  if (paddings.every(([before, after]) => before === 0 && after === 0)) return cut;
  return surround(cut, paddings, value);
}

function surround(x: Tensor, paddings: number[][], value: number): Tensor {
  // In the order in which the dimensions lie already, so that channels-last images stay so.
  const order = x._layout?.order ?? x.shape.map((_, i) => i);
  const physical = order.map((dim) => paddings[dim]!);
  const [raw] = withRaws([[x, order]], (raw) => [
    run("PadV2", { x: raw }, { paddings: physical, constantValue: value }),
  ]);
  const shape = x.shape.map((n, dim) => n + paddings[dim]![0]! + paddings[dim]![1]!);
  const out = wrapIn(raw!, shape, order, x.dtype);
  if (!tracks(x)) return out;
  const inner = x.shape;
  return record("ConstantPadNdBackward0", out, [x], [], (g) => [
    paddings.reduce((part, [before], dim) => part.narrow(dim, before!, inner[dim]!), g),
  ]);
}

/** Where each element of a padded dimension comes from. */
function sources(mode: PadMode, size: number, before: number, after: number, x: Tensor): number[] {
  const limit = mode === "reflect" ? size - 1 : mode === "circular" ? size : Number.POSITIVE_INFINITY;
  if (before > limit || after > limit)
    throw new RangeError(
      `pad: ${mode} padding of ${Math.max(before, after)} is too much for a dimension of size ${size} ${show(x.shape)}, the most is ${limit}`,
    );
  return Array.from({ length: before + size + after }, (_, i) => {
    const at = i - before;
    if (mode === "replicate") return Math.min(Math.max(at, 0), size - 1);
    if (mode === "circular") return (at + size) % size;
    return at < 0 ? -at : at >= size ? 2 * (size - 1) - at : at;
  });
}
