// What a loader's worker thread imports: the transforms without tensors and engine.
import * as classes from "./classes.ts";
import { BaseTransform } from "./transform.ts";

/** A transform as data that can be sent to another thread. */
export interface TransformSpec {
  readonly transform: string;
  readonly args: readonly unknown[];
}

const made = classes as unknown as Record<string, (new (...args: unknown[]) => BaseTransform) | undefined>;

/**
 * A transform as plain data, for a worker thread; throws where it holds a function, which no thread can be sent.
 *
 * @example
 * describeTransform(new Resize(8)); // { transform: "Resize", args: [8] }
 */
export function describeTransform(transform: BaseTransform): TransformSpec {
  const { name, args } = transform.call;
  if (made[name] !== transform.constructor)
    throw new TypeError(`${name}: only the library's own transforms can be sent to a worker thread; use numWorkers: 0`);
  return { transform: name, args: args.map((value) => pack(value, name)) };
}

function pack(value: unknown, owner: string): unknown {
  if (value instanceof BaseTransform) return describeTransform(value);
  if (typeof value === "function")
    throw new TypeError(
      `${owner}: a function cannot be sent to a worker thread; write it as a dataset's method, or use numWorkers: 0`,
    );
  if (Array.isArray(value)) return value.map((part) => pack(part, owner));
  return value;
}

/**
 * The transform that `describeTransform` told of, made anew.
 *
 * @example
 * reviveTransform({ transform: "Resize", args: [8] }).toString(); // "Resize(8)"
 */
export function reviveTransform({ transform, args }: TransformSpec): BaseTransform {
  const make = made[transform];
  if (!make) throw new TypeError(`reviveTransform: there is no transform ${transform}`);
  return new make(...args.map(unpack));
}

function unpack(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unpack);
  if (typeof value === "object" && value !== null && "transform" in value && "args" in value)
    return reviveTransform(value as TransformSpec);
  return value;
}

export { BoundingBoxes } from "../tv-tensors/bounding-boxes.ts";
export { Image } from "../tv-tensors/image.ts";
export { Mask } from "../tv-tensors/mask.ts";
export * from "./classes.ts";
