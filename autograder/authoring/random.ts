import { createHash } from "node:crypto";
import { Generator } from "../../lib/random/generator.ts";
import { TensorValue } from "./tensorValue.ts";
import type { Random } from "./types.ts";

/** A stream of inputs that belongs to a text: the same text gives the same inputs. */
export function seededRandom(text: string): Random {
  const generator = new Generator().manualSeed(createHash("sha256").update(text).digest().readUInt32BE(0));
  const size = (shape: readonly number[]) => shape.reduce((product, side) => product * side, 1);
  const integer = (low: number, high: number) => {
    if (!(Number.isInteger(low) && Number.isInteger(high) && low < high)) {
      throw new RangeError(`Expected integers low < high, got ${low} and ${high}`);
    }
    return low + (generator.random() % (high - low));
  };
  return {
    normal: (shape, { mean = 0, std = 1 } = {}) =>
      new TensorValue("float32", shape, generator.normal(size(shape), mean, std)),
    uniform: (shape, { low = 0, high = 1 } = {}) =>
      new TensorValue("float32", shape, generator.uniform(size(shape), low, high)),
    integers: (shape, low, high) =>
      new TensorValue(
        "int32",
        shape,
        Int32Array.from({ length: size(shape) }, () => integer(low, high)),
      ),
    integer,
    pick: (choices) => {
      if (choices.length === 0) throw new RangeError("pick: expected at least one choice");
      return choices[integer(0, choices.length)]!;
    },
  };
}
