import type { CellResult, Output } from "../evaluate/types.ts";

/** One output as nbformat 4.5 stores it. */
export type StoredOutput =
  | { output_type: "stream"; name: "stdout" | "stderr"; text: string }
  | StoredDisplay
  | { output_type: "error"; ename: string; evalue: string; traceback: string[] };

interface StoredDisplay {
  output_type: "display_data" | "execute_result";
  data: Record<string, unknown>;
  metadata: Record<string, unknown>;
  execution_count?: number | null;
}

/** Displays that can be updated, by id, over all cells of a run. */
export type DisplayIds = Map<string, StoredDisplay[]>;

/** Collects a cell's outputs the way a front end shows them: text joined, displays updated in place. */
export class OutputList {
  readonly outputs: StoredOutput[];
  readonly #ids: DisplayIds;
  #clearOnNext = false;

  constructor(outputs: StoredOutput[], ids: DisplayIds) {
    this.outputs = outputs;
    this.#ids = ids;
  }

  add(output: Output): void {
    if (output.type === "update_display_data") {
      for (const shown of this.#ids.get(output.displayId ?? "") ?? []) {
        shown.data = output.data;
        shown.metadata = output.metadata;
      }
      return;
    }
    if (output.type === "clear_output") {
      this.#clearOnNext = output.wait;
      if (!output.wait) this.outputs.length = 0;
      return;
    }
    if (this.#clearOnNext) this.outputs.length = 0;
    this.#clearOnNext = false;
    if (output.type === "stream") this.#write(output.name, output.text);
    else this.#show(output);
  }

  finish(result: CellResult, executionCount: number): void {
    if (result.status === "error") {
      const { ename, evalue, traceback } = result;
      this.outputs.push({ output_type: "error", ename, evalue, traceback });
    } else if (result.result) {
      this.outputs.push({ output_type: "execute_result", ...result.result, execution_count: executionCount });
    }
  }

  #write(name: "stdout" | "stderr", text: string): void {
    const last = this.outputs.at(-1);
    if (last?.output_type === "stream" && last.name === name) last.text += text;
    else this.outputs.push({ output_type: "stream", name, text });
  }

  #show({ data, metadata, displayId }: Extract<Output, { type: "display_data" | "update_display_data" }>): void {
    const shown: StoredDisplay = { output_type: "display_data", data, metadata };
    this.outputs.push(shown);
    if (displayId !== undefined) this.#ids.set(displayId, [...(this.#ids.get(displayId) ?? []), shown]);
  }
}
