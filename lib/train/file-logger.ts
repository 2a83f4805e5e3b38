import { writeFileSync } from "node:fs";
import { extname } from "node:path";
import type { Callback } from "./callback.ts";
import type { Logged, Trainer } from "./trainer.ts";

/**
 * Writes the numbers of all epochs to a .csv, .json or .jsonl file, after each epoch; a resumed run has them all.
 *
 * @example
 * const trainer = new Trainer(model, { optimizer, callbacks: [new FileLogger("run.csv")], progress: false });
 * await trainer.fit(loader, loader, { maxEpochs: 2 });
 */
export class FileLogger implements Callback {
  readonly path: string;
  readonly #format: (rows: readonly Logged[]) => string;

  constructor(path: string) {
    const format = FORMATS[extname(path).toLowerCase()];
    if (!format)
      throw new RangeError(
        `FileLogger: expected a path that ends in ${Object.keys(FORMATS).join(", ")}, got "${path}"`,
      );
    this.path = path;
    this.#format = format;
  }

  onEpochEnd(trainer: Trainer): void {
    writeFileSync(this.path, this.#format(trainer.history));
  }
}

const FORMATS: Readonly<Record<string, (rows: readonly Logged[]) => string>> = {
  ".csv": (rows) => {
    const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
    const lines = rows.map((row) => columns.map((name) => row[name] ?? "").join(","));
    return `${[columns.join(","), ...lines].join("\n")}\n`;
  },
  ".json": (rows) => `${JSON.stringify(rows, null, 2)}\n`,
  ".jsonl": (rows) => rows.map((row) => `${JSON.stringify(row)}\n`).join(""),
};
