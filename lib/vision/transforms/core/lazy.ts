// Pixels whose values are made when somebody asks for them: most transforms of a photo never need all of them.
import { splitBytes } from "./loops/loops.ts";
import type { PixelArray, Pixels, Size } from "./pixels.ts";

export abstract class LazyPixels implements Pixels {
  abstract readonly dtype: "uint8" | "float32";
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  #data: PixelArray | undefined;

  constructor(channels: number, { height, width }: Size) {
    this.channels = channels;
    this.height = height;
    this.width = width;
  }

  /** The number of values. */
  abstract get length(): number;

  protected abstract make(): PixelArray;

  get data(): PixelArray {
    this.#data ??= this.make();
    return this.#data;
  }
}

/** One image as files hold it, [H, W, 3]. */
export class Interleaved extends LazyPixels {
  readonly dtype = "uint8";
  readonly interleaved: Uint8Array;

  constructor(interleaved: Uint8Array, size: Size) {
    super(3, size);
    this.interleaved = interleaved;
  }

  get length(): number {
    return this.interleaved.length;
  }

  protected make(): Uint8Array {
    return splitBytes(this.interleaved);
  }
}

/** Floats that depend on a byte and its channel alone, each channel with a table of 256. */
export class LookedUp extends LazyPixels {
  readonly dtype = "float32";
  readonly bytes: Uint8Array;
  readonly tables: readonly Float32Array[];

  constructor(bytes: Uint8Array, tables: readonly Float32Array[], size: Size) {
    super(tables.length, size);
    this.bytes = bytes;
    this.tables = tables;
  }

  get length(): number {
    return this.bytes.length;
  }

  /** Other floats of the same bytes. */
  map(change: (value: number, channel: number) => number): LookedUp {
    const tables = this.tables.map((table, c) => table.map((value) => change(value, c)));
    return new LookedUp(this.bytes, tables, this);
  }

  protected make(): Float32Array {
    const out = new Float32Array(this.bytes.length);
    this.copyTo(out, 0);
    return out;
  }

  copyTo(out: Float32Array, at: number): void {
    const area = this.height * this.width;
    for (let start = 0, c = 0; start < this.length; start += area, c = (c + 1) % this.channels)
      lookUp(this.bytes, start, area, this.tables[c]!, out, at + start);
  }
}

function lookUp(bytes: Uint8Array, start: number, count: number, table: Float32Array, out: Float32Array, at: number) {
  for (let i = 0; i < count; i++) out[at + i] = table[bytes[start + i]!]!;
}
