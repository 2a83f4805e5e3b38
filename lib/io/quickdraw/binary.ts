import { FormatError } from "../format-error.ts";
import { type ByteSource, withSource } from "../source.ts";
import type { QuickDrawing } from "./types.ts";

/** key_id (8), country code (2), recognized (1), timestamp (4), number of strokes (2). */
const HEAD = 17;
/** How much of the file is in memory. */
const WINDOW = 2 ** 20;

/**
 * The drawings of a .bin file of Quick, Draw!, piece by piece.
 *
 * `from` is a path or the file's bytes. Format: examples/binary_file_parser.py of googlecreativelab/quickdraw-dataset.
 * Throws a FormatError where the file is cut off.
 *
 * @example
 * const drawings = readQuickDrawBin("cat.bin", { limit: 1000 });
 */
export function readQuickDrawBin(from: string | Uint8Array, { limit = Number.POSITIVE_INFINITY } = {}): QuickDrawing[] {
  return withSource(from, (source) => {
    const reader = new Reader(source);
    const drawings: QuickDrawing[] = [];
    while (drawings.length < limit && !reader.done) drawings.push(drawing(reader));
    return drawings;
  });
}

function drawing(reader: Reader): QuickDrawing {
  const head = reader.take(HEAD);
  const view = new DataView(head.buffer, head.byteOffset, HEAD);
  const countryCode = String.fromCharCode(head[8]!, head[9]!);
  if (head[10]! > 1)
    throw new FormatError(reader.name, `expected 0 or 1 for "recognized", got ${head[10]}; it is damaged`);
  const strokes = Array.from({ length: view.getUint16(15, true) }, () => {
    const [low, high] = reader.take(2) as unknown as [number, number];
    const points = low + 256 * high;
    return { x: [...reader.take(points)], y: [...reader.take(points)] };
  });
  return { strokes, recognized: head[10] === 1, countryCode };
}

class Reader {
  readonly name: string;
  readonly #source: ByteSource;
  #window: Uint8Array = new Uint8Array(0);
  #start = 0;
  #at = 0;

  constructor(source: ByteSource) {
    this.#source = source;
    this.name = source.name;
  }

  get done(): boolean {
    return this.#at === this.#source.size;
  }

  take(count: number): Uint8Array {
    const { size } = this.#source;
    if (this.#at + count > size)
      throw new FormatError(
        this.name,
        `expected ${count} bytes at ${this.#at}, but the file ends at ${size}; it is cut off`,
      );
    if (this.#at + count > this.#start + this.#window.length) {
      this.#start = this.#at;
      this.#window = this.#source.read(this.#at, Math.min(Math.max(WINDOW, count), size - this.#at));
    }
    const from = this.#at - this.#start;
    this.#at += count;
    return this.#window.subarray(from, from + count);
  }
}
