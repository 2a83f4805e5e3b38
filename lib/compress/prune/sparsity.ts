import type { Module } from "../../nn/module/module.ts";
import { type Column, type Table, TableReport } from "../../profile/table.ts";
import { bytes, grouped, shape } from "../../profile/units.ts";
import { noGrad, type Tensor } from "../../tensor/index.ts";
import { pruningMethods } from "./apply.ts";

/** One parameter's zeros. */
export interface SparsityRow {
  name: string;
  shape: readonly number[];
  total: number;
  zeros: number;
  /** zeros / total */
  sparsity: number;
  /** Whole filters (entries of the first dimension) that are 0; null for vectors. */
  zeroChannels: number | null;
}

/** How many of a model's weights are 0. */
export class SparsityReport extends TableReport<SparsityRow> {
  readonly rows: readonly SparsityRow[];
  readonly total: number;
  readonly zeros: number;
  readonly sparsity: number;

  constructor(rows: readonly SparsityRow[]) {
    super();
    this.rows = rows;
    this.total = rows.reduce((sum, row) => sum + row.total, 0);
    this.zeros = rows.reduce((sum, row) => sum + row.zeros, 0);
    this.sparsity = this.total === 0 ? 0 : this.zeros / this.total;
  }

  get #notes(): string[] {
    const left = this.total - this.zeros;
    return [
      `${grouped(this.zeros)} of ${grouped(this.total)} weights are 0 (${percent(this.sparsity)}). Stored densely they take ` +
        `${bytes(this.total * 4)} all the same; as values with 32-bit positions the ${grouped(left)} others take ${bytes(left * 8)}.`,
    ];
  }

  protected override table(): Table<SparsityRow> {
    return { columns: COLUMNS, rows: this.rows, notes: this.#notes };
  }
}

const COLUMNS: Column<SparsityRow>[] = [
  { head: "parameter", text: (row) => row.name },
  { head: "shape", text: (row) => shape(row.shape) },
  { head: "weights", right: true, text: (row) => grouped(row.total) },
  { head: "zeros", right: true, text: (row) => grouped(row.zeros) },
  { head: "sparsity", right: true, text: (row) => percent(row.sparsity) },
  { head: "zero filters", right: true, text: (row) => (row.zeroChannels === null ? "" : grouped(row.zeroChannels)) },
];

const percent = (share: number) => `${(100 * share).toFixed(1)}%`;

/**
 * Counts the zeros of each parameter; of a pruned one after its mask.
 *
 * @example
 * const net = new nn.Sequential(l1Unstructured(new nn.Linear(10, 10, { bias: false }), "weight", 0.9));
 * sparsity(net).sparsity; // 0.9
 */
export function sparsity(model: Module): SparsityReport {
  const rows = model.namedModules().flatMap(([path, module]) =>
    module.ownParameters().map(([own, parameter]) => {
      const name = own.replace(/_orig$/, "");
      const pruned = pruningMethods(module, name).length > 0;
      const value = pruned ? (module as unknown as Record<string, Tensor>)[name]! : parameter;
      const label = pruned ? name : own;
      return noGrad(() => rowOf(path ? `${path}.${label}` : label, value.detach()));
    }),
  );
  return new SparsityReport(rows);
}

function rowOf(name: string, value: Tensor): SparsityRow {
  const data = value.data;
  let zeros = 0;
  for (let i = 0; i < data.length; i++) if (data[i] === 0) zeros++;
  const total = data.length;
  const channels = value.ndim < 2 ? null : value.reshape([value.shape[0]!, -1]).abs().amax(1).data;
  return {
    name,
    shape: value.shape,
    total,
    zeros,
    sparsity: total === 0 ? 0 : zeros / total,
    zeroChannels: channels && Array.from(channels).filter((size) => size === 0).length,
  };
}
