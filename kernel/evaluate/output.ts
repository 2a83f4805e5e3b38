import type { Output } from "./types.ts";

const chunkSize = 1 << 16;
const windowMs = 50;
/** Writes passed on at once in each window; what comes beyond is collected, so that floods stay cheap. */
const directWrites = 200;
const { setTimeout } = globalThis;

/** Passes a cell's output on in order: a few writes at once, many of them together. */
export class CellOutput {
  readonly #emit: (output: Output) => void;
  #name: "stdout" | "stderr" = "stdout";
  #text = "";
  #windowStart = 0;
  #writes = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(emit: (output: Output) => void) {
    this.#emit = emit;
  }

  write(name: "stdout" | "stderr", text: string): void {
    if (text === "") return;
    if (name !== this.#name) this.flush();
    this.#name = name;
    this.#text += text;
    const now = performance.now();
    if (now - this.#windowStart > windowMs) {
      this.#windowStart = now;
      this.#writes = 0;
    }
    if (this.#writes++ < directWrites || this.#text.length > chunkSize) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), windowMs);
  }

  emit(output: Output): void {
    this.flush();
    this.#emit(output);
  }

  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#text === "") return;
    const text = this.#text;
    this.#text = "";
    this.#emit({ type: "stream", name: this.#name, text });
  }
}
