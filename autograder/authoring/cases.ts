import type { Arbitrary } from "fast-check";
import { TensorValue } from "./tensorValue.ts";

type FastCheck = typeof import("fast-check");

/** How to make random values of a kind, and smaller ones of it when one fails. */
export interface Cases<T> {
  /** fast-check is loaded when a property first runs, not with every notebook. */
  make(fc: FastCheck): Arbitrary<T>;
}

const cases = <T>(make: (fc: FastCheck) => Arbitrary<T>): Cases<T> => ({ make });

/** Random cases for `property`; when one fails, smaller ones are tried: shorter lists, sides of 1, numbers near 0. */
export const gen = {
  /** One integer in [low, high). */
  integer: (low: number, high: number) => cases((fc) => fc.integer({ min: low, max: high - 1 })),
  /** One finite number in [low, high]. */
  number: (low: number, high: number) =>
    cases((fc) => fc.double({ min: low, max: high, noNaN: true, noDefaultInfinity: true })),
  boolean: () => cases((fc) => fc.boolean()),
  /** Text of printable characters. */
  text: (options: { min?: number; max?: number } = {}) =>
    cases((fc) => fc.string({ minLength: options.min ?? 0, maxLength: options.max ?? 20 })),
  /** One of the choices; earlier ones count as smaller. */
  pick: <T>(choices: readonly T[]) => cases((fc) => fc.constantFrom(...choices)),
  list: <T>(of: Cases<T>, options: { min?: number; max?: number } = {}) =>
    cases((fc) => fc.array(of.make(fc), { minLength: options.min ?? 0, maxLength: options.max ?? 10 })),
  /** A float32 tensor, its sides given or random: `gen.tensor([2, gen.integer(1, 5)])`. Values are sixteenths in [low, high]. */
  tensor: (sides: readonly (number | Cases<number>)[], { low = -4, high = 4 }: { low?: number; high?: number } = {}) =>
    cases((fc): Arbitrary<TensorValue> => {
      const shapes = fc.tuple(...sides.map((side) => (typeof side === "number" ? fc.constant(side) : side.make(fc))));
      const entry = fc.integer({ min: Math.ceil(low * 16), max: Math.floor(high * 16) });
      return shapes.chain((shape) => {
        const size = shape.reduce((product, side) => product * side, 1);
        return fc.array(entry, { minLength: size, maxLength: size, size: "max" }).map(
          (values) =>
            new TensorValue(
              "float32",
              shape,
              Float32Array.from(values, (value) => value / 16),
            ),
        );
      });
    }),
};

/** A case as a student may read it. */
export function showCase(values: readonly unknown[]): string {
  const text = values.map((value) => {
    if (value instanceof TensorValue) return `tensor(${JSON.stringify(value.toArray())})`;
    return JSON.stringify(value) ?? String(value);
  });
  const shown = text.join(", ");
  return shown.length > 500 ? `${shown.slice(0, 500)}...` : shown;
}
