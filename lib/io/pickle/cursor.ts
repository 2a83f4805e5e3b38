import type { ByteSource } from "../source.ts";

const CHUNK = 65536;

/** Reads a source from front to back. */
export class Cursor {
  readonly source: ByteSource;
  position: number;
  #buffer = new Uint8Array(0);
  #start = 0;

  constructor(source: ByteSource, position = 0) {
    this.source = source;
    this.position = position;
  }

  byte(): number {
    return this.bytes(1)[0]!;
  }

  /** A view of the next bytes, good until the next read. */
  bytes(length: number): Uint8Array {
    const offset = this.position - this.#start;
    if (offset < 0 || offset + length > this.#buffer.length) {
      const ahead = Math.min(CHUNK, this.source.size - this.position);
      this.#buffer = new Uint8Array(this.source.read(this.position, Math.max(length, ahead)));
      this.#start = this.position;
    }
    const from = this.position - this.#start;
    this.position += length;
    return this.#buffer.subarray(from, from + length);
  }

  view(length: number): DataView {
    const bytes = this.bytes(length);
    return new DataView(bytes.buffer, bytes.byteOffset, length);
  }

  /** Up to the next line feed, which is read too. */
  line(): string {
    const bytes: number[] = [];
    for (let byte = this.byte(); byte !== 10; byte = this.byte()) {
      bytes.push(byte);
      if (bytes.length > 1000) throw new Error(`${this.source.name}: expected a line of a pickle, got no end of it`);
    }
    return String.fromCharCode(...bytes);
  }
}
