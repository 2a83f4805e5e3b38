import { copyOf, rawOf } from "../access.ts";
import { mode } from "../autograd/mode.ts";
import { inPlace } from "../inplace.ts";
import { download } from "../raw.ts";
import { broadcastShapes, type Shape, show, sizeOf } from "../shape.ts";
import { flatIndices } from "../strided.ts";
import { defineFluent, Tensor } from "../tensor.ts";
import { tensor } from "./creation.ts";
import { type Index, type Item, parseIndex, resolveSlice } from "./index-parse.ts";
import { addRows, putRows, takeRows } from "./rows.ts";
import { select, slice } from "./slice.ts";
import { expand, permute, reshape, unsqueeze } from "./view.ts";

/**
 * Elements by index, one item a dimension: numbers, slice strings, `"..."`, `null` for a new dimension, lists, index or
 * mask tensors. Without lists and tensors the result is a view.
 *
 * @example
 * x.at(0); // the first row
 * x.at("1:5:2", -1); // rows 1 and 3 of the last column
 * x.at("...", null); // a new last dimension
 * x.at(x.gt(0)); // the positive elements
 */
export function at(x: Tensor, ...indices: Index[]): Tensor {
  const { view, tensors } = basic(x, indices);
  if (tensors.every((index) => index === null)) return view === x ? x.view(x.shape) : view;
  const plan = planOf(view, tensors);
  return restore(takeRows(grouped(view, plan), plan.rows), plan);
}

/**
 * Writes `value`, broadcast, to the elements that `x.at(...index)` reads, and returns `x`.
 *
 * @example
 * x.setAt(["...", 0], 1);
 * x.setAt([x.lt(0)], 0);
 */
export function setAt(
  x: Tensor,
  index: readonly Index[],
  value: number | boolean | Tensor,
  options: SetOptions = {},
): Tensor {
  if (!Array.isArray(index)) throw new TypeError("setAt: expected a list of index items, as in x.setAt([0], 1)");
  const { view, tensors } = basic(x, index as readonly Index[]);
  const source = value instanceof Tensor ? value.to(x.dtype) : tensor(value, { dtype: x.dtype });
  if (tensors.every((item) => item === null)) {
    const target = view === x ? x : view;
    inPlace("setAt", target, () => withValues(target, source, options));
    return x;
  }
  const plan = planOf(view, tensors);
  inPlace("setAt", view, () => {
    const rows = grouped(view, plan);
    const values = arranged(source, plan);
    const next = options.accumulate
      ? rows.add(addRows(values, plan.rows, rows.shape[0]!))
      : putRows(rows, plan.rows, values);
    return ungrouped(next, plan);
  });
  return x;
}

export interface SetOptions {
  /** Add to the elements instead of replacing them; elements that are named twice get both values. */
  accumulate?: boolean;
}

function withValues(target: Tensor, source: Tensor, options: SetOptions): Tensor {
  const lead = Math.max(source.shape.length - target.shape.length, 0);
  const trimmed = source.shape.slice(0, lead).every((n) => n === 1)
    ? reshape(source, source.shape.slice(lead))
    : source;
  const full = expand(trimmed, target.shape);
  return options.accumulate ? target.add(full) : full.clone();
}

/** Applies numbers, slices and new dimensions as views; what is left are the tensors, one entry a dimension. */
function basic(x: Tensor, indices: readonly Index[]): { view: Tensor; tensors: (Tensor | null)[] } {
  const items: Item[] = parseIndex(indices, x.shape, (list) => listIndex(list));
  const tensors: (Tensor | null)[] = [];
  let view = x;
  for (const item of items) {
    const dim = tensors.length;
    if (item.kind === "select") view = select(view, dim, item.index);
    else if (item.kind === "slice") {
      const { start, end } = resolveSlice(item, view.shape[dim]!);
      if (start !== 0 || end !== view.shape[dim] || item.step !== 1) view = slice(view, dim, start, end, item.step);
      tensors.push(null);
    } else if (item.kind === "new") {
      view = unsqueeze(view, dim);
      tensors.push(null);
    } else if (item.tensor.dtype === "bool") view = pushMask(view, item.tensor, tensors);
    else tensors.push(item.tensor);
  }
  return { view, tensors };
}

/** A list of indices, or of booleans as a mask. */
function listIndex(list: readonly (number | boolean)[]): Tensor {
  return typeof list[0] === "boolean" ? tensor([...list]) : tensor([...list], { dtype: "int32" });
}

/** A mask of k dimensions stands for k lists of the places where it is true. */
function pushMask(view: Tensor, mask: Tensor, tensors: (Tensor | null)[]): Tensor {
  const dim = tensors.length;
  if (mask.shape.length === 0) {
    tensors.push(tensor(mask.item() ? [0] : [], { dtype: "int32" }));
    return unsqueeze(view, dim);
  }
  const covered = view.shape.slice(dim, dim + mask.shape.length);
  if (covered.length !== mask.shape.length || covered.some((n, i) => n !== mask.shape[i])) {
    throw new RangeError(
      `at: the mask's shape ${show(mask.shape)} does not match ${show(view.shape)} from dimension ${dim} on`,
    );
  }
  tensors.push(...places(mask));
  return view;
}

/** The indices of true elements, one int32 tensor a dimension. */
export function places(mask: Tensor): Tensor[] {
  const values = download(rawOf(mask));
  const found: number[] = [];
  for (let i = 0; i < values.length; i++) if (values[i]) found.push(i);
  let block = values.length;
  return mask.shape.map((n) => {
    block /= n || 1;
    return tensor(Int32Array.from(found, (i) => Math.floor(i / block) % n));
  });
}

/** How advanced indexing rearranges: indexed dimensions first and joined, then rows taken by number. */
interface Plan {
  /** The view's dimensions in the order: indexed, kept. */
  order: number[];
  shape: Shape;
  indexed: number;
  /** The common shape of the index tensors. */
  selected: number[];
  kept: number[];
  rows: Int32Array;
  /** Where the selected dimensions go in the result, among the kept ones. */
  position: number;
}

function planOf(view: Tensor, tensors: readonly (Tensor | null)[]): Plan {
  const dims = tensors.flatMap((index, dim) => (index === null ? [] : [dim]));
  const rest = tensors.flatMap((index, dim) => (index === null ? [dim] : []));
  const selected = dims.map((dim) => tensors[dim]!.shape).reduce<number[]>((a, b) => broadcastShapes(a, b, "at"), []);
  const rows = new Int32Array(sizeOf(selected));
  for (const dim of dims) addIndices(rows, tensors[dim]!, selected, view.shape[dim]!, dim, view.shape);
  const adjacent = dims.every((dim, i) => i === 0 || dim === dims[i - 1]! + 1);
  return {
    order: [...dims, ...rest],
    shape: view.shape,
    indexed: dims.length,
    selected,
    kept: rest.map((dim) => view.shape[dim]!),
    rows,
    position: adjacent ? rest.filter((dim) => dim < dims[0]!).length : 0,
  };
}

/** rows = rows * size + index, with negative indices resolved and all checked. */
function addIndices(rows: Int32Array, index: Tensor, selected: Shape, size: number, dim: number, shape: Shape): void {
  const values = download(rawOf(index));
  const full = expandedPlaces(index.shape, selected);
  for (let i = 0; i < rows.length; i++) {
    const value = values[full[i]!]!;
    if (value < -size || value >= size) {
      throw new RangeError(
        `Index ${value} is out of bounds for dimension ${dim} with size ${size} (shape ${show(shape)})`,
      );
    }
    rows[i] = rows[i]! * size + (value < 0 ? value + size : value);
  }
}

/** For each element of the broadcast shape, its place in the smaller tensor. */
function expandedPlaces(from: Shape, to: Shape): Int32Array {
  const lead = to.length - from.length;
  let step = 1;
  const strides = to.map(() => 0);
  for (let i = from.length - 1; i >= 0; i--) {
    if (from[i] !== 1) strides[i + lead] = step;
    step *= from[i]!;
  }
  return flatIndices(to, strides, 0);
}

function grouped(view: Tensor, plan: Plan): Tensor {
  const front = permute(view, plan.order);
  return reshape(front, [sizeOf(front.shape.slice(0, plan.indexed)), ...plan.kept]);
}

function ungrouped(rows: Tensor, plan: Plan): Tensor {
  const front = reshape(
    rows,
    plan.order.map((dim) => plan.shape[dim]!),
  );
  const back = permute(
    front,
    plan.order.map((_, i) => plan.order.indexOf(i)),
  );
  return mode.grad && back.requiresGrad ? back.clone() : copyOf(back);
}

/** Brings the result's selected dimensions to where PyTorch has them. */
function restore(taken: Tensor, plan: Plan): Tensor {
  const out = reshape(taken, [...plan.selected, ...plan.kept]);
  if (plan.position === 0) return out;
  const count = plan.selected.length;
  const before = Array.from({ length: plan.position }, (_, i) => count + i);
  const moved = Array.from({ length: count }, (_, i) => i);
  const after = plan.kept.slice(plan.position).map((_, i) => count + plan.position + i);
  return permute(out, [...before, ...moved, ...after]);
}

/** The opposite of `restore` for values to be written: [rows, ...kept]. */
function arranged(source: Tensor, plan: Plan): Tensor {
  const target = [...plan.kept.slice(0, plan.position), ...plan.selected, ...plan.kept.slice(plan.position)];
  const full = expand(source, target);
  const count = plan.selected.length;
  const selected = Array.from({ length: count }, (_, i) => plan.position + i);
  const rest = target.map((_, i) => i).filter((i) => !selected.includes(i));
  return reshape(permute(full, [...selected, ...rest]), [sizeOf(plan.selected), ...plan.kept]);
}

interface IndexMethods {
  /** Elements by index: `x.at(0)`, `x.at("1:5:2", -1)`, `x.at("...", null, mask)`; see `at`. */
  at(...indices: Index[]): Tensor;
  /** Writes `value`, broadcast, to the elements that `x.at(...index)` reads, and returns `x`. */
  setAt(index: readonly Index[], value: number | boolean | Tensor, options?: SetOptions): Tensor;
}

declare module "../tensor.ts" {
  interface Tensor extends IndexMethods {}
}

defineFluent<Pick<IndexMethods, "setAt">>({ setAt });
Object.defineProperty(Tensor.prototype, "at", {
  value(this: Tensor, ...indices: Index[]) {
    return at(this, ...indices);
  },
  writable: true,
  configurable: true,
});
