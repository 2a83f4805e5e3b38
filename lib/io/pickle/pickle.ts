// Writes pickles of protocol 2, the one that torch.save uses.

/** A call that Python makes on reading: `module.name(...args)`. */
export class Call {
  readonly module: string;
  readonly name: string;
  readonly args: readonly unknown[];

  constructor(module: string, name: string, args: readonly unknown[]) {
    this.module = module;
    this.name = name;
    this.args = args;
  }
}

/** A Python tuple. */
export class Tuple {
  readonly items: readonly unknown[];

  constructor(...items: unknown[]) {
    this.items = items;
  }
}

/** A name that Python imports on reading. */
export class Name {
  readonly module: string;
  readonly name: string;

  constructor(module: string, name: string) {
    this.module = module;
    this.name = name;
  }
}

/** A persistent id. */
export class Persistent {
  readonly id: Tuple;

  constructor(id: Tuple) {
    this.id = id;
  }
}

/** Turns a value that is none of Python's into one of the classes above; undefined where it cannot. */
export type Replace = (value: object, path: string) => unknown;

export function pickle(value: unknown, replace: Replace): Uint8Array {
  const out = new Writer();
  out.ascii("\x80\x02");
  new Pickler(out, replace).write(value, "value");
  out.ascii(".");
  return out.finish();
}

class Pickler {
  readonly #out: Writer;
  readonly #replace: Replace;
  /** The containers that are being written, to find cycles. */
  readonly #open = new Set<object>();

  constructor(out: Writer, replace: Replace) {
    this.#out = out;
    this.#replace = replace;
  }

  write(value: unknown, path: string): void {
    const out = this.#out;
    if (value === null) out.ascii("N");
    else if (typeof value === "boolean") out.ascii(value ? "\x88" : "\x89");
    else if (typeof value === "number") writeNumber(out, value);
    else if (typeof value === "string") writeText(out, value);
    else if (typeof value === "object") this.#object(value, path);
    else throw new TypeError(`save: ${path} is a ${typeof value}, which a file cannot hold; leave it out`);
  }

  #object(value: object, path: string): void {
    if (this.#open.has(value)) throw new TypeError(`save: ${path} contains itself`);
    this.#open.add(value);
    if (Array.isArray(value)) this.#list(value, path);
    else if (value instanceof Map) this.#dict([...value], path);
    else if (Object.getPrototypeOf(value) === Object.prototype || Object.getPrototypeOf(value) === null)
      this.#dict(keyed(value), path);
    else this.#special(value, path);
    this.#open.delete(value);
  }

  #list(items: readonly unknown[], path: string): void {
    this.#out.ascii("](");
    for (const [i, item] of items.entries()) this.write(item, `${path}[${i}]`);
    this.#out.ascii("e");
  }

  #dict(entries: readonly (readonly [unknown, unknown])[], path: string): void {
    this.#out.ascii("}(");
    for (const [key, item] of entries) {
      if (item === undefined) continue;
      this.write(key, `${path}'s key`);
      this.write(item, `${path}.${key}`);
    }
    this.#out.ascii("u");
  }

  #special(value: object, path: string): void {
    const out = this.#out;
    if (value instanceof Name) out.ascii(`c${value.module}\n${value.name}\n`);
    else if (value instanceof Tuple) this.#tuple(value, path);
    else if (value instanceof Persistent) {
      this.#tuple(value.id, path);
      out.ascii("Q");
    } else if (value instanceof Call) {
      out.ascii(`c${value.module}\n${value.name}\n`);
      this.#tuple(new Tuple(...value.args), path);
      out.ascii("R");
    } else {
      this.write(this.#replaced(value, path), path);
    }
  }

  #replaced(value: object, path: string): unknown {
    const replaced = this.#replace(value, path);
    if (replaced !== undefined) return replaced;
    throw new TypeError(
      `save: ${path} is a ${value.constructor.name}, which a file cannot hold` +
        ("stateDict" in value ? "; save its stateDict() instead" : ""),
    );
  }

  #tuple(tuple: Tuple, path: string): void {
    this.#out.ascii("(");
    for (const item of tuple.items) this.write(item, path);
    this.#out.ascii("t");
  }
}

/** Keys that are whole numbers were numbers in Python: an optimizer's state is kept by the number of its parameter. */
function keyed(value: object): [string | number, unknown][] {
  const entries = Object.entries(value);
  const numbered = entries.length > 0 && entries.every(([key]) => /^(0|[1-9]\d{0,8})$/.test(key));
  return numbered ? entries.map(([key, item]) => [Number(key), item]) : entries;
}

function writeNumber(out: Writer, value: number): void {
  if (!Number.isSafeInteger(value) || Object.is(value, -0)) {
    out.ascii("G");
    out.view(8, (view) => view.setFloat64(0, value, false));
  } else if (value >= 0 && value < 256) {
    out.ascii("K");
    out.bytes(Uint8Array.of(value));
  } else if (value === (value | 0)) {
    out.ascii("J");
    out.view(4, (view) => view.setInt32(0, value, true));
  } else {
    out.ascii("\x8a\x08");
    out.view(8, (view) => view.setBigInt64(0, BigInt(value), true));
  }
}

function writeText(out: Writer, text: string): void {
  const bytes = new TextEncoder().encode(text);
  out.ascii("X");
  out.view(4, (view) => view.setUint32(0, bytes.length, true));
  out.bytes(bytes);
}

class Writer {
  readonly #parts: Uint8Array[] = [];

  bytes(bytes: Uint8Array): void {
    this.#parts.push(bytes);
  }

  /** Characters as bytes. */
  ascii(text: string): void {
    this.bytes(Uint8Array.from(text, (character) => character.charCodeAt(0)));
  }

  view(length: number, fill: (view: DataView) => void): void {
    const bytes = new Uint8Array(length);
    fill(new DataView(bytes.buffer));
    this.bytes(bytes);
  }

  finish(): Uint8Array {
    return new Uint8Array(Buffer.concat(this.#parts));
  }
}
