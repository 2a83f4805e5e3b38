import type { Tensor } from "../../tensor/index.ts";
import * as F from "../functional/index.ts";
import { Module } from "../module/module.ts";
import { python } from "../module/repr.ts";
import { show } from "../options.ts";

/** Elements added at the end of each side, [left, right] or [left, right, top, bottom]; negative ones are cut off. */
export type Padding1d = number | readonly [number, number];
export type Padding2d = number | readonly [number, number, number, number];

/** A layer that surrounds its input in one of F.pad's modes. */
abstract class Pad extends Module {
  readonly padding: readonly number[];
  protected readonly mode: "constant" | "reflect" | "replicate" | "circular";
  protected readonly value: number;

  constructor(padding: number | readonly number[], sides: 2 | 4, mode: Pad["mode"], value = 0) {
    super();
    this.padding = typeof padding === "number" ? Array.from({ length: sides }, () => padding) : padding;
    if (this.padding.length !== sides || !this.padding.every(Number.isInteger))
      throw new RangeError(`${this.constructor.name}: expected an integer or ${sides} of them, got ${show(padding)}`);
    this.mode = mode;
    this.value = value;
  }

  forward(input: Tensor): Tensor {
    return F.pad(input, this.padding, { mode: this.mode, value: this.value });
  }

  override extraRepr(): string {
    return python(this.padding);
  }
}

export class ZeroPad2d extends Pad {
  constructor(padding: Padding2d) {
    super(padding, 4, "constant");
  }
}

export class ConstantPad2d extends Pad {
  constructor(padding: Padding2d, value: number) {
    super(padding, 4, "constant", value);
  }

  override extraRepr(): string {
    return `padding=${python(this.padding)}, value=${python(this.value)}`;
  }
}

export class ConstantPad1d extends Pad {
  constructor(padding: Padding1d, value: number) {
    super(padding, 2, "constant", value);
  }

  override extraRepr(): string {
    return `padding=${python(this.padding)}, value=${python(this.value)}`;
  }
}

/** Mirrors the image at its border, which is not repeated. */
export class ReflectionPad2d extends Pad {
  constructor(padding: Padding2d) {
    super(padding, 4, "reflect");
  }
}

export class ReflectionPad1d extends Pad {
  constructor(padding: Padding1d) {
    super(padding, 2, "reflect");
  }
}

/** Repeats the border. */
export class ReplicationPad2d extends Pad {
  constructor(padding: Padding2d) {
    super(padding, 4, "replicate");
  }
}

export class ReplicationPad1d extends Pad {
  constructor(padding: Padding1d) {
    super(padding, 2, "replicate");
  }
}

/** Continues the image with itself, like a tile. */
export class CircularPad2d extends Pad {
  constructor(padding: Padding2d) {
    super(padding, 4, "circular");
  }
}
