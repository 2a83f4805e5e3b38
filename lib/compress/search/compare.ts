import type { Module } from "../../nn/module/module.ts";
import { profile } from "../../profile/index.ts";
import { type Column, type Table, TableReport, textTable } from "../../profile/table.ts";
import { bytes, grouped, scaled } from "../../profile/units.ts";
import type { Tensor } from "../../tensor/index.ts";
import { noGrad } from "../../tensor/index.ts";

export interface LatencyOptions {
  /** Runs that are measured (10). */
  repeats?: number;
  /** Runs before, which compile and allocate (3). */
  warmup?: number;
}

/** Milliseconds of a forward pass. */
export interface Latency {
  median: number;
  min: number;
  /** Nine of ten runs were faster. */
  p90: number;
}

/**
 * How long a forward pass takes here: MACs say what a network ought to cost, this what it does.
 *
 * The model runs as it is: call `model.eval()` before. The output is read, so that the device has really finished.
 *
 * @example
 * measureLatency(new nn.Linear(8, 8), randn([1, 8])).median > 0; // true
 */
export function measureLatency(
  model: Module & { forward(x: Tensor): Tensor },
  input: Tensor,
  { repeats = 10, warmup = 3 }: LatencyOptions = {},
): Latency {
  if (!Number.isInteger(repeats) || repeats < 1)
    throw new RangeError(`measureLatency: expected repeats >= 1, got ${repeats}`);
  const run = () => {
    const start = performance.now();
    noGrad(() => model.forward(input).data);
    return performance.now() - start;
  };
  for (let i = 0; i < warmup; i++) run();
  const times = Array.from({ length: repeats }, run).sort((a, b) => a - b);
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(share * times.length))]!;
  return { median: at(0.5), min: times[0]!, p90: at(0.9) };
}

/** One model beside others. */
export interface ComparisonRow {
  name: string;
  params: number;
  macs: number;
  /** Median milliseconds of a forward pass. */
  latency: number;
  /** Multiply-accumulates a second. */
  macsPerSecond: number;
  /** Share of right answers, where it was given. */
  accuracy: number | null;
}

/** Models side by side. */
export class Comparison extends TableReport<ComparisonRow> {
  readonly rows: readonly ComparisonRow[];

  constructor(rows: readonly ComparisonRow[]) {
    super();
    this.rows = rows;
  }

  override toString(): string {
    return textTable(COLUMNS, this.rows);
  }

  protected override table(): Table<ComparisonRow> {
    return { columns: COLUMNS, rows: this.rows, notes: [] };
  }
}

const COLUMNS: Column<ComparisonRow>[] = [
  { head: "model", text: (row) => row.name },
  { head: "params", right: true, text: (row) => grouped(row.params) },
  { head: "float32", right: true, text: (row) => bytes(row.params * 4) },
  { head: "MACs", right: true, text: (row) => grouped(row.macs) },
  { head: "latency (ms)", right: true, text: (row) => row.latency.toFixed(2) },
  { head: "achieved", right: true, text: (row) => `${scaled(row.macsPerSecond, 1)}MAC/s` },
  {
    head: "accuracy",
    right: true,
    text: (row) => (row.accuracy === null ? "" : `${(100 * row.accuracy).toFixed(1)}%`),
  },
];

/**
 * Parameters, multiply-accumulates, measured latency and accuracy of several models on the same input.
 *
 * @param accuracy shares of right answers by the models' names, where known
 * @example
 * const table = compareModels({ small: new nn.Linear(8, 8), large: new nn.Linear(8, 64) }, randn([1, 8]));
 * table.rows.map(({ macs }) => macs); // [64, 512]
 */
export function compareModels(
  models: Readonly<Record<string, Module & { forward(x: Tensor): Tensor }>>,
  input: Tensor,
  { accuracy = {}, ...options }: LatencyOptions & { accuracy?: Readonly<Record<string, number>> } = {},
): Comparison {
  const rows = Object.entries(models).map(([name, model]) => {
    const { params, macs } = profile(model, [...input.shape], { repeats: 1 }).total;
    const { training } = model;
    const latency = measureLatency(model.eval(), input, options).median;
    model.train(training);
    return { name, params, macs, latency, macsPerSecond: macs / (latency / 1000), accuracy: accuracy[name] ?? null };
  });
  return new Comparison(rows);
}
