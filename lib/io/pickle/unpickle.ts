// Python's pickles, read by a machine that can build data and nothing else: a name is never looked up in this program,
// only in the caller's table, so that a pickle cannot run code. Protocols 0 to 5 as far as torch.save uses them.
import type { Cursor } from "./cursor.ts";
import { type Global, PyDict, Stateful } from "./values.ts";

export interface UnpickleOptions {
  /** What an imported name stands for; throws for names that are not known. */
  find(module: string, name: string): Global;
  /** What a persistent id (a storage) stands for. */
  persistent(id: unknown): unknown;
}

const MARK = Symbol("mark");

export function unpickle(cursor: Cursor, options: UnpickleOptions): unknown {
  return new Machine(cursor, options).run();
}

class Machine {
  readonly #in: Cursor;
  readonly #options: UnpickleOptions;
  readonly #stack: unknown[] = [];
  readonly #memo = new Map<number, unknown>();

  constructor(cursor: Cursor, options: UnpickleOptions) {
    this.#in = cursor;
    this.#options = options;
  }

  run(): unknown {
    for (;;) {
      const code = this.#in.byte();
      if (code === 0x2e) return this.#pop();
      const operation = OPERATIONS[code];
      if (operation === undefined) this.#fail(`operation 0x${code.toString(16)} is not one that saved tensors need`);
      operation.call(this);
    }
  }

  get in(): Cursor {
    return this.#in;
  }

  push(value: unknown): void {
    this.#stack.push(value);
  }

  #pop(): unknown {
    if (this.#stack.length === 0 || this.#stack.at(-1) === MARK) this.#fail("its stack is empty");
    return this.#stack.pop();
  }

  pop(): unknown {
    return this.#pop();
  }

  top(): unknown {
    const value = this.#pop();
    this.push(value);
    return value;
  }

  mark(): void {
    this.#stack.push(MARK);
  }

  /** What stands above the last mark. */
  marked(): unknown[] {
    const at = this.#stack.lastIndexOf(MARK);
    if (at < 0) this.#fail("a mark is missing");
    const items = this.#stack.splice(at);
    items.shift();
    return items;
  }

  take(count: number): unknown[] {
    return Array.from({ length: count }, () => this.#pop()).reverse();
  }

  put(at: number): void {
    this.#memo.set(at, this.top());
  }

  memoize(): void {
    this.put(this.#memo.size);
  }

  get(at: number): void {
    if (!this.#memo.has(at)) this.#fail(`it reads value ${at}, which it has not stored`);
    this.push(this.#memo.get(at));
  }

  text(length: number): void {
    this.push(new TextDecoder().decode(this.#in.bytes(length)));
  }

  binary(length: number): void {
    this.push(this.#in.bytes(length).slice());
  }

  /** A length in eight bytes. */
  long(): number {
    return Number(this.#in.view(8).getBigUint64(0, true));
  }

  integer(bytes: Uint8Array): void {
    if (bytes.length > 16) this.#fail("it holds an integer of more than 128 bits");
    let value = 0n;
    for (const [i, byte] of bytes.entries()) value |= BigInt(byte) << BigInt(8 * i);
    value = bytes.length === 0 ? 0n : BigInt.asIntN(8 * bytes.length, value);
    this.push(Number.isSafeInteger(Number(value)) ? Number(value) : value);
  }

  global(module: unknown, name: unknown): void {
    this.push(this.#options.find(String(module), String(name)));
  }

  reduce(): void {
    const args = this.#pop();
    const fn = this.#pop() as Global | null;
    if (typeof fn !== "object" || fn === null || typeof fn.call !== "function" || !Array.isArray(args))
      this.#fail("it calls something that is no function");
    this.push(fn.call(args));
  }

  persistent(): void {
    this.push(this.#options.persistent(this.#pop()));
  }

  /** An object's attributes: a dict's own ones (PyTorch's `_metadata`) are of no use here. */
  build(): void {
    const state = this.#pop();
    const target = this.top();
    if (target instanceof PyDict) return;
    if (!(target instanceof Stateful)) this.#fail("it sets attributes of an object");
    try {
      target.setState(state);
    } catch (error) {
      this.#fail((error as Error).message);
    }
  }

  append(items: unknown[]): void {
    const list = this.top();
    if (!Array.isArray(list)) this.#fail("it appends to something that is no list");
    for (const item of items) list.push(item);
  }

  set(items: unknown[]): void {
    const dict = this.top();
    if (!(dict instanceof PyDict) || items.length % 2 !== 0) this.#fail("it sets items of something that is no dict");
    for (let i = 0; i < items.length; i += 2) dict.items.set(items[i], items[i + 1]);
  }

  #fail(why: string): never {
    throw new Error(`${this.#in.source.name}: refused to read the pickle: ${why}`);
  }
}

type Operation = (this: Machine) => void;

function dictOf(machine: Machine, items: unknown[]): void {
  machine.push(new PyDict());
  machine.set(items);
}

const OPERATIONS: Readonly<Record<number, Operation>> = byCharacter({
  "(": (m) => m.mark(),
  ")": (m) => m.push([]),
  "]": (m) => m.push([]),
  "}": (m) => m.push(new PyDict()),
  N: (m) => m.push(null),
  "\x88": (m) => m.push(true),
  "\x89": (m) => m.push(false),
  "0": (m) => m.pop(),
  "1": (m) => m.marked(),
  "2": (m) => m.push(m.top()),
  t: (m) => m.push(m.marked()),
  l: (m) => m.push(m.marked()),
  d: (m) => dictOf(m, m.marked()),
  "\x85": (m) => m.push(m.take(1)),
  "\x86": (m) => m.push(m.take(2)),
  "\x87": (m) => m.push(m.take(3)),
  a: (m) => m.append(m.take(1)),
  e: (m) => m.append(m.marked()),
  s: (m) => m.set(m.take(2)),
  u: (m) => m.set(m.marked()),
  J: (m) => m.push(m.in.view(4).getInt32(0, true)),
  K: (m) => m.push(m.in.byte()),
  M: (m) => m.push(m.in.view(2).getUint16(0, true)),
  "\x8a": (m) => m.integer(m.in.bytes(m.in.byte())),
  "\x8b": (m) => m.integer(m.in.bytes(m.in.view(4).getUint32(0, true))),
  G: (m) => m.push(m.in.view(8).getFloat64(0, false)),
  X: (m) => m.text(m.in.view(4).getUint32(0, true)),
  "\x8c": (m) => m.text(m.in.byte()),
  "\x8d": (m) => m.text(m.long()),
  U: (m) => m.text(m.in.byte()),
  T: (m) => m.text(m.in.view(4).getUint32(0, true)),
  C: (m) => m.binary(m.in.byte()),
  B: (m) => m.binary(m.in.view(4).getUint32(0, true)),
  "\x8e": (m) => m.binary(m.long()),
  q: (m) => m.put(m.in.byte()),
  r: (m) => m.put(m.in.view(4).getUint32(0, true)),
  "\x94": (m) => m.memoize(),
  h: (m) => m.get(m.in.byte()),
  j: (m) => m.get(m.in.view(4).getUint32(0, true)),
  c: (m) => m.global(m.in.line(), m.in.line()),
  "\x93": (m) => {
    const [module, name] = m.take(2);
    m.global(module, name);
  },
  R: (m) => m.reduce(),
  Q: (m) => m.persistent(),
  b: (m) => m.build(),
  "\x80": (m) => void m.in.byte(),
  "\x95": (m) => void m.in.bytes(8),
});

function byCharacter(operations: Record<string, (machine: Machine) => void>): Record<number, Operation> {
  return Object.fromEntries(
    Object.entries(operations).map(([character, run]) => [
      character.charCodeAt(0),
      function (this: Machine) {
        run(this);
      },
    ]),
  );
}
