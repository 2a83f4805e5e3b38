import { type PaddingArgument, toPadding } from "./functional/arguments.ts";
import { type PadOptions, pad } from "./functional/geometry.ts";
import type { Leaf } from "./sample.ts";
import { LeafTransform } from "./transform.ts";

/**
 * Adds a border: on all sides, [x, y] or [left, top, right, bottom].
 *
 * @example
 * new Pad([1, 2], { paddingMode: "reflect" }).forward(rand([3, 8, 8])).shape; // [3, 12, 10]
 */
export class Pad extends LeafTransform {
  override readonly batched = true;
  readonly padding: PaddingArgument;
  readonly options: PadOptions;

  constructor(padding: PaddingArgument, options: PadOptions = {}) {
    super([padding, options]);
    toPadding("Pad", padding);
    this.padding = padding;
    this.options = { ...options };
  }

  draw(): void {}

  apply<L extends Leaf>(leaf: L): L {
    return pad(leaf, this.padding, this.options);
  }
}
