import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { type Column, type Table, TableReport, textTable } from "../profile/table.ts";
import type { Chart } from "../viz/chart.ts";
import { lineChart } from "../viz/charts/line-chart.ts";
import type { Logged } from "./trainer.ts";

/** What a run was made with: numbers, texts and switches by name. */
export type Settings = Readonly<Record<string, number | string | boolean | null>>;

/** A run of an experiment. */
export interface Run {
  name: string;
  settings: Settings;
  /** The numbers of each epoch, as `Trainer.fit` returns them. */
  history: Logged[];
  seconds: number;
}

/**
 * Compares runs, each beside the first: what was changed, and what came of it.
 *
 * Change one thing at a time: of runs that differ in two settings nobody can say which of them helped, and the table says so.
 *
 * @example
 * const log = new ExperimentLog({ monitor: "valLoss" });
 * log.add("baseline", { lr: 0.1, batchSize: 64 }, [{ epoch: 1, valLoss: 0.5 }]);
 * log.add("slower", { lr: 0.01, batchSize: 64 }, [{ epoch: 1, valLoss: 0.7 }]);
 * log.changes("slower"); // ["lr: 0.1 -> 0.01"]
 */
export class ExperimentLog extends TableReport<Run> {
  readonly runs: Run[] = [];
  readonly monitor: string;
  readonly mode: "min" | "max";
  readonly #path: string | null;

  /** `monitor` is what runs are compared by; with `path`, a .json file keeps the runs. */
  constructor({
    monitor = "valLoss",
    mode = /loss|error/i.test(monitor) ? "min" : "max",
    path = null,
  }: { monitor?: string; mode?: "min" | "max"; path?: string | null } = {}) {
    super();
    this.monitor = monitor;
    this.mode = mode;
    this.#path = path;
    if (path !== null && existsSync(path)) this.runs.push(...(JSON.parse(readFileSync(path, "utf8")) as Run[]));
  }

  /** Runs `body` with the settings and keeps the history it returns. */
  async run<S extends Settings>(
    name: string,
    settings: S,
    body: (settings: S) => Promise<Logged[]>,
  ): Promise<Logged[]> {
    const start = performance.now();
    const history = await body(settings);
    this.add(name, settings, history, (performance.now() - start) / 1000);
    return history;
  }

  /** Adds a run; one of the same name is replaced. */
  add(name: string, settings: Settings, history: readonly Logged[], seconds = Number.NaN): void {
    if (history.length === 0) throw new RangeError(`ExperimentLog.add: run "${name}" has no epochs`);
    const run: Run = { name, settings: { ...settings }, history: history.map((row) => ({ ...row })), seconds };
    const at = this.runs.findIndex((other) => other.name === name);
    if (at < 0) this.runs.push(run);
    else this.runs[at] = run;
    if (this.#path !== null) writeFileSync(this.#path, `${JSON.stringify(this.runs, null, 2)}\n`);
  }

  /** In what a run differs from the first one. */
  changes(name: string): string[] {
    const base = this.runs[0]!.settings;
    const { settings } = this.#named(name);
    return [...new Set([...Object.keys(base), ...Object.keys(settings)])]
      .filter((key) => base[key] !== settings[key])
      .map((key) => `${key}: ${base[key] ?? "none"} -> ${settings[key] ?? "none"}`);
  }

  /** The best value of a run, and its epoch. */
  best(name: string): { value: number; epoch: number } {
    const { history } = this.#named(name);
    const values = history.map((row) => row[this.monitor] ?? Number.NaN);
    const known = values.filter((value) => !Number.isNaN(value));
    if (known.length === 0)
      throw new RangeError(
        `ExperimentLog: run "${name}" has no "${this.monitor}", only ${Object.keys(history[0]!).join(", ")}`,
      );
    const value = this.mode === "min" ? Math.min(...known) : Math.max(...known);
    return { value, epoch: values.indexOf(value) + 1 };
  }

  /** A curve of each run. */
  toChart(name: string = this.monitor): Chart {
    const series = this.runs.map(({ name: run, history }) => [
      run,
      history.map((row, i) => [row.epoch ?? i + 1, row[name] ?? Number.NaN] as const),
    ]);
    return lineChart(Object.fromEntries(series), { title: "Experiments", x: "epoch", y: name });
  }

  override toString(): string {
    return [textTable(this.#columns(), this.runs), ...this.#notes()].join("\n");
  }

  /** The table in Markdown, for a report. */
  toMarkdown(): string {
    const columns = this.#columns();
    const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
    return [
      line(columns.map(({ head }) => head)),
      line(columns.map(({ right }) => (right ? "---:" : "---"))),
      ...this.runs.map((run) => line(columns.map(({ text }) => text(run)))),
      ...this.#notes().map((note) => `\n${note}`),
    ].join("\n");
  }

  protected override table(): Table<Run> {
    return { columns: this.#columns(), rows: this.runs, notes: this.#notes() };
  }

  #columns(): Column<Run>[] {
    const base = this.runs.length > 0 ? this.best(this.runs[0]!.name).value : 0;
    return [
      { head: "run", text: ({ name }) => name },
      {
        head: "changed",
        text: ({ name }) => (name === this.runs[0]!.name ? "" : this.changes(name).join(", ") || "nothing"),
      },
      { head: `best ${this.monitor}`, text: ({ name }) => short(this.best(name).value), right: true },
      { head: "difference", text: ({ name }) => signed(this.best(name).value - base), right: true },
      { head: "epoch", text: ({ name, history }) => `${this.best(name).epoch} of ${history.length}`, right: true },
      { head: "seconds", text: ({ seconds }) => (Number.isFinite(seconds) ? seconds.toFixed(1) : ""), right: true },
    ];
  }

  #notes(): string[] {
    const mixed = this.runs.filter(({ name }) => this.changes(name).length > 1).map(({ name }) => name);
    const notes =
      mixed.length === 0
        ? []
        : [`More than one thing changed in ${mixed.join(", ")}: which of them made the difference cannot be told.`];
    if (this.runs.length > 1 && !this.runs.some(({ settings }) => "seed" in settings))
      notes.push("One run each: small differences may be chance. Repeat with other seeds (a setting named seed).");
    return notes;
  }

  #named(name: string): Run {
    const run = this.runs.find((other) => other.name === name);
    if (run) return run;
    throw new RangeError(
      `ExperimentLog: no run "${name}", only ${this.runs.map((other) => other.name).join(", ") || "none at all"}`,
    );
  }
}

function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}

function signed(value: number): string {
  return value === 0 ? "" : `${value > 0 ? "+" : ""}${short(value)}`;
}
