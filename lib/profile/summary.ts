import type * as nn from "../nn/index.ts";
import { withDefaults } from "../nn/options.ts";
import { type Column, type Table, TableReport } from "./table.ts";
import { type ProfileInput, trace } from "./trace.ts";
import { bytes, grouped, scaled, shape } from "./units.ts";

export interface SummaryRow {
  path: string;
  type: string;
  depth: number;
  outputShape: number[];
  /** Parameters of the module and all below it; 0 where they were counted before. */
  params: number;
  /** How many of them are trained. */
  trainable: number;
  /** Multiply-accumulates of the module and all below it. */
  macs: number;
}

/** What `summary` found. */
export class Summary extends TableReport<SummaryRow> {
  readonly rows: readonly SummaryRow[];
  readonly params: number;
  readonly trainable: number;
  readonly macs: number;
  /** Deepest level that is printed. */
  readonly depth: number;

  constructor(rows: readonly SummaryRow[], depth: number) {
    super();
    const [top] = rows as [SummaryRow];
    this.rows = rows;
    this.depth = depth;
    this.params = top.params;
    this.trainable = top.trainable;
    this.macs = top.macs;
  }

  get #shown(): SummaryRow[] {
    return this.rows.filter(({ depth }) => depth <= this.depth);
  }

  get #notes(): string[] {
    return [
      `Parameters: ${grouped(this.params)} (${bytes(this.params * 4)}), trained: ${grouped(this.trainable)}, ` +
        `frozen: ${grouped(this.params - this.trainable)}. MACs: ${scaled(this.macs)}.`,
    ];
  }

  protected override table(): Table<SummaryRow> {
    return { columns: COLUMNS, rows: this.#shown, notes: this.#notes };
  }
}

const COLUMNS: Column<SummaryRow>[] = [
  { head: "layer", text: ({ path, depth, type }) => `${"  ".repeat(depth)}${type} (${path || "model"})` },
  { head: "output", text: ({ outputShape }) => shape(outputShape) },
  { head: "params", right: true, text: ({ params, type }) => (params || type ? grouped(params) : "") },
  { head: "trained", right: true, text: ({ trainable, params }) => (params === 0 ? "" : grouped(trainable)) },
  { head: "MACs", right: true, text: ({ macs }) => (macs === 0 ? "" : grouped(macs)) },
];

/**
 * A model as a tree: each module with its output shape, parameters, how many of them are trained, and multiply-accumulates.
 *
 * `depth` limits what is printed (3), not what `rows` holds. Throws what the model's forward throws.
 *
 * @example
 * summary(new nn.Sequential(new nn.Linear(4, 16), new nn.ReLU(), new nn.Linear(16, 3)), [1, 4]).params; // 131
 */
export function summary(model: nn.Module, input: ProfileInput, options: { depth?: number } = {}): Summary {
  const { depth: shown } = withDefaults("summary", options, { depth: 3 });
  const { calls, error } = trace(model, input);
  if (error) throw error;
  const seen = new Set<nn.Module>();
  const rows = calls.map(({ path, module, depth, outputShapes }, at) => {
    const again = seen.has(module);
    seen.add(module);
    const own = again ? [] : module.parameters();
    const count = (parameters: readonly nn.Parameter[]) => parameters.reduce((sum, p) => sum + p.numel(), 0);
    return {
      path,
      type: module.constructor.name,
      depth,
      outputShape: outputShapes[0] ?? [],
      params: count(own),
      trainable: count(own.filter((parameter) => parameter.requiresGrad)),
      macs: macsBelow(calls, at),
    };
  });
  return new Summary(rows, shown);
}

/** The multiply-accumulates of a call: its own, or those of the calls inside. */
function macsBelow(calls: readonly { depth: number; macs: number | null }[], at: number): number {
  const { depth, macs } = calls[at]!;
  if (macs !== null) return macs;
  let sum = 0;
  for (let i = at + 1; i < calls.length && calls[i]!.depth > depth; ) {
    const inner = calls[i]!;
    sum += inner.macs ?? 0;
    i++;
    // What a counted layer calls is counted with it.
    if (inner.macs !== null) while (i < calls.length && calls[i]!.depth > inner.depth) i++;
  }
  return sum;
}
