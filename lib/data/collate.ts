import { stack, Tensor, tensor } from "../tensor/index.ts";
import { fromValues } from "../tensor/internal.ts";
import { isPlainArray, joinArrays, type PlainArray } from "./plain-array.ts";

/** What a batch of samples of type T is: tensors with a leading batch dimension, in the samples' own structure. */
export type Collated<T> = T extends Tensor | number | boolean
  ? Tensor
  : T extends string
    ? string[]
    : T extends readonly unknown[] | Record<string, unknown>
      ? { -readonly [K in keyof T]: Collated<T[K]> }
      : T[];

/**
 * Puts samples together into a batch: tensors are stacked, numbers and booleans become a tensor, strings an array, and
 * arrays and plain objects of these are taken apart and put together field by field.
 *
 * Numbers that are all whole make an int32 tensor (class labels), others float32; return a tensor to fix the type.
 *
 * @example
 * defaultCollate([[zeros([3]), 1], [ones([3]), 0]]); // [a [2, 3] tensor, an int32 tensor with 1, 0]
 */
export function defaultCollate<T>(samples: readonly T[]): Collated<T> {
  return collateWith(samples, tensorCollation) as Collated<T>;
}

/** What a batch is made of. */
export interface Collation {
  stack(tensors: readonly Tensor[]): unknown;
  join(arrays: readonly PlainArray[]): unknown;
  numbers(values: readonly number[], dtype: "int32" | "float32"): unknown;
  booleans(values: readonly boolean[]): unknown;
  strings(values: readonly string[]): unknown;
  list(values: readonly unknown[]): unknown;
  fields(values: Readonly<Record<string, unknown>>): unknown;
}

const tensorCollation: Collation = {
  stack: (tensors) => stack([...tensors], 0),
  join: (arrays) => fromValues(joinArrays(arrays), [arrays.length, ...arrays[0]!.shape], arrays[0]!.dtype),
  numbers: (values, dtype) => tensor([...values], { dtype }),
  booleans: (values) => tensor([...values]),
  strings: (values) => values,
  list: (values) => values,
  fields: (values) => values,
};

/** Puts samples together by the rules of `defaultCollate` into whatever `to` makes. */
export function collateWith(samples: readonly unknown[], to: Collation): unknown {
  return collate(samples, "sample", to);
}

function collate(samples: readonly unknown[], path: string, to: Collation): unknown {
  const first = samples[0];
  if (samples.every((sample) => sample instanceof Tensor)) {
    checkShapes(samples, path);
    return to.stack(samples);
  }
  if (samples.every(isPlainArray)) {
    checkShapes(samples, path);
    return to.join(samples);
  }
  if (samples.every((sample) => typeof sample === "number"))
    return to.numbers(samples, samples.every(Number.isInteger) ? "int32" : "float32");
  if (samples.every((sample) => typeof sample === "boolean")) return to.booleans(samples);
  if (samples.every((sample) => typeof sample === "string")) return to.strings(samples);
  if (Array.isArray(first)) return collateArrays(samples, first.length, path, to);
  if (isPlainObject(first)) {
    const fields = samples as Record<string, unknown>[];
    const entries = Object.keys(first).map((key) => {
      const values = fields.map((sample) => sample[key]);
      return [key, collate(values, `${path}.${key}`, to)] as const;
    });
    return to.fields(Object.fromEntries(entries));
  }
  throw new TypeError(
    `DataLoader: cannot put ${path} values of type ${kindOf(first)} together into a batch; ` +
      "return tensors, numbers, strings, or arrays and objects of these, or pass collateFn",
  );
}

function checkShapes(tensors: readonly { shape: readonly number[] }[], path: string): void {
  const shape = tensors[0]!.shape;
  const other = tensors.findIndex((t) => t.shape.join() !== shape.join());
  if (other !== -1)
    throw new RangeError(
      `DataLoader: expected ${path} tensors of one shape, but the first is [${shape.join(", ")}] and number ${other} of ` +
        `the batch is [${tensors[other]!.shape.join(", ")}]; crop or resize the samples to one size, or pass collateFn`,
    );
}

function collateArrays(samples: readonly unknown[], length: number, path: string, to: Collation): unknown {
  const other = samples.find((sample) => !Array.isArray(sample) || sample.length !== length);
  if (other !== undefined)
    throw new RangeError(
      `DataLoader: expected each ${path} to have ${length} elements like the first, got ${
        Array.isArray(other) ? other.length : kindOf(other)
      }`,
    );
  const columns = Array.from({ length }, (_, i) =>
    collate(
      (samples as unknown[][]).map((sample) => sample[i]),
      `${path}[${i}]`,
      to,
    ),
  );
  return to.list(columns);
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function kindOf(value: unknown): string {
  return typeof value === "object" && value !== null
    ? value.constructor.name
    : String(value === null ? null : typeof value);
}
