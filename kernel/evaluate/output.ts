import type { Output } from "./types.ts";

const chunkSize = 1 << 16;
const windowMs = 50;
/** Writes passed on at once in each window; what comes beyond is collected, so that floods stay cheap. */
const directWrites = 200;
/** Of text a cell may print: a front end keeps it all, and the notebook's file too. */
const maxCharacters = 20_000_000;
const cutOff =
  "\n[The cell printed more than it may; the rest is left out. Raise the limit before the cell: %env TSGRAD_MAX_OUTPUT=100000000]\n";
const { setTimeout } = globalThis;

/** Passes a cell's output on in order: a few writes at once, many of them together. */
export class CellOutput {
  readonly #emit: (output: Output) => void;
  #name: "stdout" | "stderr" = "stdout";
  #text = "";
  #windowStart = 0;
  #writes = 0;
  #timer: NodeJS.Timeout | undefined;
  #room = Number(process.env.TSGRAD_MAX_OUTPUT) || maxCharacters;

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
    if (this.#room <= 0) return;
    this.#emit({ type: "stream", name: this.#name, text: text.slice(0, this.#room) });
    this.#room -= text.length;
    if (this.#room <= 0) this.#emit({ type: "stream", name: "stderr", text: cutOff });
  }
}
