import type { Module } from "../../nn/module/module.ts";
import { type Column, type Table, TableReport } from "../../profile/table.ts";
import { noGrad, type Tensor } from "../../tensor/index.ts";
import { quantizedLayers, setFakeQuant } from "./prepare.ts";

/**
 * Signal to quantization noise, in decibels: 20 log10(|x| / |x - y|). 6 dB are one bit; below about 10 dB little is left.
 *
 * @example
 * sqnr(tensor([10, 0]), tensor([9, 0])); // 20
 */
export function sqnr(reference: Tensor, quantized: Tensor): number {
  const [x, y] = [reference.data, quantized.data];
  if (x.length !== y.length)
    throw new RangeError(`sqnr: expected tensors of one size, got [${reference.shape}] and [${quantized.shape}]`);
  let [signal, noise] = [0, 0];
  for (let i = 0; i < x.length; i++) {
    signal += x[i]! ** 2;
    noise += (x[i]! - y[i]!) ** 2;
  }
  return 10 * Math.log10(signal / noise);
}

/** One layer's loss by quantization, in decibels. */
export interface SqnrRow {
  path: string;
  type: string;
  /** Of the weights. */
  weight: number;
  /** Of the layer's output, with the errors of all layers before it. */
  output: number;
}

/** What quantization costs each layer. */
export class SqnrReport extends TableReport<SqnrRow> {
  readonly rows: readonly SqnrRow[];

  constructor(rows: readonly SqnrRow[]) {
    super();
    this.rows = rows;
  }

  get #notes(): string[] {
    const worst = this.rows.toSorted((a, b) => a.output - b.output)[0];
    return worst
      ? [`dB, higher is better; 6 dB are one bit. ${worst.path} suffers most: ${worst.output.toFixed(1)} dB.`]
      : [];
  }

  protected override table(): Table<SqnrRow> {
    return { columns: COLUMNS, rows: this.rows, notes: this.#notes };
  }
}

const COLUMNS: Column<SqnrRow>[] = [
  { head: "layer", text: (row) => row.path },
  { head: "type", text: (row) => row.type },
  { head: "weight SQNR (dB)", right: true, text: (row) => row.weight.toFixed(1) },
  { head: "output SQNR (dB)", right: true, text: (row) => row.output.toFixed(1) },
];

/**
 * Compares each quantized layer of a converted model with its float32 self on the same batch.
 *
 * @example
 * const small = prepare(new nn.Sequential(new nn.Linear(4, 8), new nn.Linear(8, 2)));
 * small.forward(randn([64, 4]));
 * layerSqnr(convert(small), randn([8, 4])).rows.length; // 2
 */
export function layerSqnr(model: Module & { forward(x: Tensor): unknown }, input: Tensor): SqnrReport {
  const layers = quantizedLayers(model);
  if (layers.some(([, layer]) => layer.weightFakeQuant.observerEnabled))
    throw new Error("layerSqnr: the model is not converted yet; call convert(model) first");
  const outputs = () =>
    noGrad(() => {
      const seen = new Map<string, Tensor>();
      const handles = layers.map(([path, layer]) =>
        layer.registerForwardHook((_, __, output) => void seen.set(path, output as Tensor)),
      );
      try {
        model.forward(input);
      } finally {
        for (const handle of handles) handle.remove();
      }
      return seen;
    });
  const rounded = outputs();
  setFakeQuant(model, false);
  const exact = (() => {
    try {
      return outputs();
    } finally {
      setFakeQuant(model, true);
    }
  })();
  return new SqnrReport(
    layers.flatMap(([path, layer]) => {
      const [before, after] = [exact.get(path), rounded.get(path)];
      if (!before || !after) return [];
      const weight = noGrad(() => sqnr(layer.weight, layer.weightFakeQuant.round(layer.weight)));
      return [{ path, type: layer.constructor.name, weight, output: sqnr(before, after) }];
    }),
  );
}
