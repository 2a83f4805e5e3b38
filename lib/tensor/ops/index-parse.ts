import type { Shape } from "../shape.ts";
import { show } from "../shape.ts";
import { Tensor } from "../tensor.ts";

/**
 * One item of an index: a number, a slice `"start:stop:step"`, `"..."`, `null` for a new dimension, a list of numbers or
 * booleans, or a tensor of indices or a mask.
 */
export type Index = number | string | null | boolean | readonly number[] | readonly boolean[] | Tensor;

/** An index item brought to one form. */
export type Item =
  | { kind: "select"; index: number }
  | { kind: "slice"; start: number | null; stop: number | null; step: number }
  | { kind: "new" }
  | { kind: "tensor"; tensor: Tensor };

/** Reads `"1:5:2"`; parts may be left out. */
export function parseSlice(text: string): Item {
  const parts = text.split(":").map((part) => part.trim());
  const valid = parts.length >= 2 && parts.length <= 3 && parts.every((part) => /^([+-]?\d+)?$/.test(part));
  if (!valid) {
    throw new SyntaxError(`at: expected a slice such as "1:5", "::2" or ":-1" (or "..."), got ${JSON.stringify(text)}`);
  }
  const [start, stop, step] = parts.map((part) => (part === "" ? null : Number(part)));
  if (step != null && step <= 0) {
    throw new RangeError(`at: expected a step > 0 in ${JSON.stringify(text)}, got ${step}. Reverse with flip()`);
  }
  return { kind: "slice", start: start ?? null, stop: stop ?? null, step: step ?? 1 };
}

/** Where a slice begins and ends on a dimension, as in Python. */
export function resolveSlice(item: Extract<Item, { kind: "slice" }>, size: number): { start: number; end: number } {
  const clip = (value: number) => Math.min(Math.max(value < 0 ? value + size : value, 0), size);
  const start = item.start === null ? 0 : clip(item.start);
  return { start, end: Math.max(item.stop === null ? size : clip(item.stop), start) };
}

/** Brings index items to one form, with `"..."` spelt out as full slices. */
export function parseIndex(
  indices: readonly Index[],
  shape: Shape,
  tensorOf: (list: readonly (number | boolean)[]) => Tensor,
): Item[] {
  const items: (Item | "...")[] = indices.map((index) => parseItem(index, tensorOf));
  const used = items.reduce((total, item) => total + dimsOf(item), 0);
  if (used > shape.length) {
    throw new RangeError(
      `at: too many indices: ${used} for a tensor of shape ${show(shape)} with ${shape.length} dimensions`,
    );
  }
  const ellipses = items.filter((item) => item === "...").length;
  if (ellipses > 1) throw new SyntaxError(`at: expected at most one "...", got ${ellipses}`);
  const rest = Array.from(
    { length: shape.length - used },
    (): Item => ({ kind: "slice", start: null, stop: null, step: 1 }),
  );
  const out = items.flatMap((item) => (item === "..." ? rest : [item]));
  return ellipses === 1 ? out : [...out, ...rest];
}

function parseItem(index: Index, tensorOf: (list: readonly (number | boolean)[]) => Tensor): Item | "..." {
  if (typeof index === "number") return { kind: "select", index };
  if (index === null) return { kind: "new" };
  if (typeof index === "string") return index === "..." ? "..." : parseSlice(index);
  if (typeof index === "boolean") return { kind: "tensor", tensor: tensorOf([index]).reshape([]) };
  if (index instanceof Tensor) {
    if (index.dtype === "float32") {
      throw new TypeError(
        "at: expected an index tensor of type int32 or bool, got float32. Convert it with int(), or compare it",
      );
    }
    return { kind: "tensor", tensor: index };
  }
  if (Array.isArray(index)) return { kind: "tensor", tensor: tensorOf(index as readonly number[]) };
  throw new TypeError(`at: expected numbers, slice strings, "...", null, lists or tensors, got ${typeof index}`);
}

/** How many of the tensor's dimensions an item uses up. */
function dimsOf(item: Item | "..."): number {
  if (item === "..." || item.kind === "new") return 0;
  return item.kind === "tensor" && item.tensor.dtype === "bool" ? item.tensor.shape.length : 1;
}
