import { binary } from "./binary.ts";

interface Memory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

// Node's types leave out what the browser's have.
const { Instance, Module } = (globalThis as unknown as { WebAssembly: WebAssemblyClasses }).WebAssembly;

interface WebAssemblyClasses {
  readonly Module: new (binary: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
}

/** What loops.wat exports, and its memory: a thread has one copy. */
export interface Loops {
  readonly memory: Memory;
  readonly bytes: Uint8Array;
  split(from: number, to: number, pixels: number, plane: number): void;
  alongRows: WeightedSums;
  alongColumns: WeightedSums;
}

type WeightedSums = (
  from: number,
  stride: number,
  to: number,
  height: number,
  width: number,
  starts: number,
  weights: number,
  groups: number,
  precision: number,
) => void;

const PAGE = 65536;
/** What loops may touch behind the end. */
const SLACK = 64;

let made: Omit<Loops, "bytes"> | undefined;

/** The loops, with at least so many bytes of memory. */
export function loopsWith(least: number): Loops {
  made ??= new Instance(new Module(Buffer.from(binary, "base64"))).exports as Omit<Loops, "bytes">;
  const { memory, split, alongRows, alongColumns } = made;
  const lacking = least - memory.buffer.byteLength;
  if (lacking > 0) memory.grow(Math.ceil(lacking / PAGE));
  return { memory, split, alongRows, alongColumns, bytes: new Uint8Array(memory.buffer) };
}

/** Addresses one behind the other, each with room for the slack. */
export class Places {
  end = 0;

  take(bytes: number): number {
    const at = this.end;
    this.end = (at + bytes + SLACK + 15) & ~15;
    return at;
  }
}

/** [pixels, 3] -> [3, pixels] */
export function splitBytes(interleaved: Uint8Array): Uint8Array {
  const pixels = interleaved.length / 3;
  const places = new Places();
  const from = places.take(interleaved.length);
  const to = places.take(pixels);
  const plane = places.end - to;
  const { bytes, split } = loopsWith(places.end + 2 * plane);
  bytes.set(interleaved, from);
  split(from, to, pixels, plane);
  const out = new Uint8Array(interleaved.length);
  for (let c = 0; c < 3; c++) out.set(bytes.subarray(to + c * plane, to + c * plane + pixels), c * pixels);
  return out;
}
