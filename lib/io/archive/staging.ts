import { closeSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import { FormatError } from "../format-error.ts";
import { type ArchiveLimits, Budget } from "./limits.ts";
import { safePath } from "./safe-path.ts";

/** A folder that is filled aside and gets its name only when everything is in it. */
export class Staging {
  readonly budget: Budget;
  readonly #name: string;
  readonly #folder: string;
  readonly #aside: string;
  readonly #made = new Set<string>();

  /** @param name stands in errors */
  constructor(name: string, folder: string, limits: ArchiveLimits, packedBytes: number) {
    this.#name = name;
    this.#folder = folder;
    this.#aside = `${folder}.part-${process.pid}-${crypto.randomUUID().slice(0, 8)}`;
    this.budget = new Budget(name, limits, packedBytes);
    mkdirSync(this.#aside, { recursive: true });
  }

  folder(entry: string): void {
    const parts = safePath(this.#name, entry);
    if (parts.length > 0) this.#makeFolder(parts, entry);
  }

  async file(entry: string, chunks: AsyncIterable<Uint8Array>): Promise<void> {
    const parts = safePath(this.#name, entry);
    if (parts.length === 0)
      throw new FormatError(this.#name, `it holds a file without a name (${JSON.stringify(entry)})`);
    this.#makeFolder(parts.slice(0, -1), entry);
    const file = this.#do(entry, () => openSync(join(this.#aside, ...parts), "wx"));
    try {
      for await (const chunk of chunks) {
        this.budget.bytes(chunk.length);
        writeSync(file, chunk);
      }
    } finally {
      closeSync(file);
    }
  }

  /** Another process may have been quicker: its folder stays. */
  finish(): void {
    mkdirSync(dirname(this.#folder), { recursive: true });
    try {
      renameSync(this.#aside, this.#folder);
    } catch (error) {
      if (!["ENOTEMPTY", "EEXIST"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
    }
    this.discard();
  }

  discard(): void {
    rmSync(this.#aside, { recursive: true, force: true });
  }

  #makeFolder(parts: readonly string[], entry: string): void {
    const path = join(this.#aside, ...parts);
    if (this.#made.has(path)) return;
    this.#do(entry, () => mkdirSync(path, { recursive: true }));
    this.#made.add(path);
  }

  #do<T>(entry: string, body: () => T): T {
    try {
      return body();
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === "EEXIST" || code === "ENOTDIR")
        throw new FormatError(this.#name, `it holds "${entry}" twice, or as a file and as a folder`);
      if (code === "ENAMETOOLONG") throw new FormatError(this.#name, `it holds a name that is too long`);
      throw new Error(`${this.#name}: could not write "${entry}": ${message}`, { cause: error });
    }
  }
}
