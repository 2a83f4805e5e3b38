import type { Generator } from "../../random/index.ts";
import { rand } from "./draw.ts";
import { type Leaf, leavesOf } from "./sample.ts";
import { LeafTransform } from "./transform.ts";

/** A transform that changes a sample with probability `p`. */
export abstract class MaybeTransform<Params = void> extends LeafTransform<Params> {
  readonly p: number;

  constructor(args: readonly unknown[], p: number) {
    super(args);
    this.p = checkProbability(this.constructor.name, p);
  }

  override run(sample: unknown, generator: Generator): unknown {
    const leaves = leavesOf(sample);
    this.check(leaves);
    if (rand(generator) >= this.p) return sample;
    return this.change(sample, this.draw(leaves, generator));
  }

  draw(_leaves: readonly Leaf[], _generator: Generator): Params {
    return undefined as Params;
  }
}

export function checkProbability(op: string, p: number): number {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`${op}: expected a probability p in [0, 1], got ${p}`);
  return p;
}
