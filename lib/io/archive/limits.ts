import { FormatError } from "../format-error.ts";

export interface ArchiveLimits {
  /** Unpacked bytes in all (64 GiB). */
  maxBytes?: number;
  /** Files and folders (2,000,000). */
  maxEntries?: number;
  /** How many times the packed size the unpacked one may be, behind the first 64 MiB (300). */
  maxRatio?: number;
}

const FREE = 64 * 2 ** 20;

/** Counts what comes out of an archive: one that would fill the disk is a bomb. */
export class Budget {
  readonly #name: string;
  readonly #maxBytes: number;
  readonly #maxEntries: number;
  #bytes = 0;
  #entries = 0;

  constructor(
    name: string,
    { maxBytes = 2 ** 36, maxEntries = 2e6, maxRatio = 300 }: ArchiveLimits,
    packedBytes: number,
  ) {
    this.#name = name;
    this.#maxBytes = Math.min(maxBytes, FREE + packedBytes * maxRatio);
    this.#maxEntries = maxEntries;
  }

  entry(): void {
    if (++this.#entries > this.#maxEntries)
      throw new FormatError(
        this.#name,
        `expected at most ${this.#maxEntries} files, got more; it is damaged or a bomb`,
      );
  }

  bytes(count: number): void {
    this.#bytes += count;
    if (this.#bytes > this.#maxBytes)
      throw new FormatError(
        this.#name,
        `expected at most ${this.#maxBytes} unpacked bytes, got more; it is damaged or a bomb. ` +
          "Where it is neither, pass maxBytes and maxRatio",
      );
  }
}
