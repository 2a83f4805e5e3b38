/** A Python dict while it is being filled. */
export class PyDict {
  readonly items = new Map<unknown, unknown>();
}

/** An object that a pickle makes in two steps: by a call, and by a state that is set afterwards. */
export abstract class Stateful {
  /** Throws for a state that is none. */
  abstract setState(state: unknown): void;
  /** What the object is to the reader. */
  abstract plain(): unknown;
}

/** A name that a pickle may import: what it stands for, and what calling it makes. */
export interface Global {
  readonly name: string;
  readonly call?: (args: readonly unknown[]) => unknown;
}

/** Dicts become objects where all keys are strings or numbers, else maps; everything inside likewise. */
export function toPlain(value: unknown, done = new Map<unknown, unknown>()): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (done.has(value)) return done.get(value);
  if (Array.isArray(value)) {
    done.set(value, value);
    for (let i = 0; i < value.length; i++) value[i] = toPlain(value[i], done);
    return value;
  }
  if (value instanceof Stateful) return value.plain();
  if (!(value instanceof PyDict)) return value;
  const simple = [...value.items.keys()].every((key) => typeof key === "string" || typeof key === "number");
  const out: object = simple ? {} : new Map();
  done.set(value, out);
  for (const [key, item] of value.items) {
    const plain = toPlain(item, done);
    if (out instanceof Map) out.set(toPlain(key, done), plain);
    // Defined, not assigned: "__proto__" is a name like any other.
    else
      Object.defineProperty(out, String(key), { value: plain, writable: true, enumerable: true, configurable: true });
  }
  return out;
}
