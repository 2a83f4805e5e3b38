// How objects reach another thread: values as they are, objects of the library's classes as a class and how to make one.
import { Generator } from "../../random/index.ts";
import { type DType, Tensor } from "../../tensor/index.ts";
import { fromValues } from "../../tensor/internal.ts";

/** A method with this name returns the constructor's arguments; classes with private fields need it. */
export const argumentsOf: unique symbol = Symbol.for("tsgrad.arguments") as never;

/** A value that survives structured cloning; what is no plain value is an array that begins with its kind. */
export type Packed = unknown;

type Class = abstract new (...args: never[]) => object;

interface Place {
  module: string;
  name: string;
}

const places = new Map<unknown, Place>();
const classes = new Map<string, Class>();

/** Makes the classes among a module's exports known: another thread finds them there again. */
export function portable(module: string, exports: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(exports)) {
    if (typeof value !== "function" || places.has(value)) continue;
    places.set(value, { module, name });
    classes.set(`${module} ${name}`, value as unknown as Class);
  }
}

export function pack(value: unknown, path: string): Packed {
  if (value === null || ["undefined", "number", "string", "boolean", "bigint"].includes(typeof value)) return value;
  if (Array.isArray(value)) return ["array", ...value.map((entry, i) => pack(entry, `${path}[${i}]`))];
  if (ArrayBuffer.isView(value)) return ["bytes", value];
  if (value instanceof Tensor) return ["tensor", value.shape.slice(), value.dtype, value.data];
  if (typeof value === "object" && Object.getPrototypeOf(value) === Object.prototype)
    return ["object", packFields(value as Record<string, unknown>, path)];
  const place = typeof value === "object" ? places.get(value.constructor) : undefined;
  if (value instanceof Generator)
    throw new NotPortable(`${path} has a generator of its own; leave it out: the loader seeds each sample`);
  if (!place || typeof value !== "object") throw new NotPortable(`${path} is ${describe(value)}`);
  const given = (value as { [argumentsOf]?: () => unknown[] })[argumentsOf]?.();
  if (given) return ["made", place, pack(given, path)];
  if (/(?<![\w"'`])#\w/.test(value.constructor.toString()))
    throw new NotPortable(`${path} is a ${place.name}, which keeps its settings to itself`);
  return ["copied", place, packFields(value as Record<string, unknown>, path)];
}

/** Makes the value again; classes must be known here. */
export function unpack(packed: Packed): unknown {
  if (!Array.isArray(packed)) return packed;
  const [kind, ...rest] = packed as [string, ...unknown[]];
  if (kind === "array") return rest.map(unpack);
  if (kind === "bytes") return rest[0];
  if (kind === "object") return unpackFields(rest[0] as Record<string, Packed>);
  if (kind === "tensor") {
    const [shape, dtype, data] = rest as [number[], DType, Float32Array];
    return fromValues(data, shape, dtype);
  }
  const { module, name } = rest[0] as Place;
  const made = classes.get(`${module} ${name}`)!;
  if (kind === "made")
    return new (made as unknown as new (...args: unknown[]) => object)(...(unpack(rest[1]) as unknown[]));
  return Object.assign(Object.create(made.prototype), unpackFields(rest[1] as Record<string, Packed>));
}

/** Loads the modules of all classes in a packed value, so that `unpack` knows them. */
export async function loadClasses(packed: Packed): Promise<void> {
  if (!Array.isArray(packed)) return;
  const [kind, first, second] = packed as [string, unknown, unknown];
  if (kind === "made" || kind === "copied") {
    const { module } = first as Place;
    portable(module, (await import(module)) as Record<string, unknown>);
  }
  const inner = kind === "array" ? packed.slice(1) : kind === "object" ? Object.values(first as object) : [];
  const fields = kind === "made" ? [second] : kind === "copied" ? Object.values(second as object) : inner;
  for (const entry of fields) await loadClasses(entry);
}

/** The memory in a packed value that can change hands in place of being copied. */
export function buffersOf(packed: Packed, found = new Set<ArrayBuffer>()): Set<ArrayBuffer> {
  if (ArrayBuffer.isView(packed)) {
    if (packed.buffer instanceof ArrayBuffer && packed.byteLength === packed.buffer.byteLength)
      found.add(packed.buffer);
  } else if (typeof packed === "object" && packed !== null)
    for (const entry of Array.isArray(packed) ? packed : Object.values(packed)) buffersOf(entry, found);
  return found;
}

/** What cannot go to another thread, and where it stands. */
export class NotPortable extends Error {}

function packFields(value: Record<string, unknown>, path: string): Record<string, Packed> {
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, pack(entry, `${path}.${key}`)]));
}

function unpackFields(fields: Record<string, Packed>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([key, entry]) => [key, unpack(entry)]));
}

function describe(value: unknown): string {
  if (typeof value === "function") return "a function, whose variables would stay behind";
  if (typeof value === "symbol") return "a symbol";
  return `an object of class ${(value as object).constructor?.name ?? "unknown"}, which is defined in a cell or a file of yours`;
}
