import type { Tensor } from "../../tensor/index.ts";
import { decodeTensor, ELEMENT_TYPES } from "../elements.ts";
import { type ByteSource, bytesSource, fileSource, withSource } from "../source.ts";
import { type Header, readHeader } from "./header.ts";

/**
 * A safetensors file whose tensors are read one by one, when they are asked for.
 *
 * @example
 * const file = new SafetensorsFile("model.safetensors");
 * file.keys(); // ["fc.weight", "fc.bias"]
 * file.get("fc.bias").shape; // [10]
 * file.close();
 */
export class SafetensorsFile {
  readonly #source: ByteSource;
  readonly #header: Header;

  /** Reads the header alone; throws if the file is no safetensors file or its offsets do not fit. */
  constructor(from: string | Uint8Array) {
    this.#source = typeof from === "string" ? fileSource(from) : bytesSource(from, "the bytes");
    try {
      this.#header = readHeader(this.#source);
    } catch (error) {
      this.#source.close();
      throw error;
    }
  }

  /** Strings that the writer added. */
  get metadata(): Record<string, string> {
    return this.#header.metadata;
  }

  keys(): string[] {
    return [...this.#header.entries.keys()];
  }

  /** Shape and stored type of a tensor, without reading it. */
  info(key: string): { shape: number[]; dtype: string } {
    const { shape, dtype } = this.#entry(key);
    return { shape: [...shape], dtype };
  }

  /** Reads one tensor. */
  get(key: string): Tensor {
    const { dtype, shape, offset, bytes } = this.#entry(key);
    return decodeTensor(
      ELEMENT_TYPES[dtype],
      this.#source.read(offset, bytes),
      shape,
      `${this.#source.name}: "${key}"`,
    );
  }

  close(): void {
    this.#source.close();
  }

  #entry(key: string) {
    const entry = this.#header.entries.get(key);
    if (entry) return entry;
    throw new RangeError(
      `${this.#source.name}: no tensor "${key}"; it holds ${this.keys().slice(0, 5).join(", ")} ...`,
    );
  }
}

/**
 * Reads all tensors of a safetensors file (or of its bytes).
 *
 * @throws {Error} for offsets out of range, gaps, overlaps, or a header larger than the file, before anything is allocated
 * @example
 * model.loadStateDict(readSafetensors("model.safetensors"));
 */
export function readSafetensors(from: string | Uint8Array): Record<string, Tensor> {
  return withSource(from, (source) => {
    const { entries } = readHeader(source);
    const tensors = [...entries].map(([key, { dtype, shape, offset, bytes }]) => {
      const name = `${source.name}: "${key}"`;
      return [key, decodeTensor(ELEMENT_TYPES[dtype], source.read(offset, bytes), shape, name)] as const;
    });
    return Object.fromEntries(tensors);
  });
}
