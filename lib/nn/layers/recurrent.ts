import { cat, empty, stack, type Tensor, zeros } from "../../tensor/index.ts";
import * as F from "../functional/index.ts";
import { canRunAtOnce, lstmSequence } from "../functional/lstm.ts";
import * as init from "../init.ts";
import { fail } from "../module/context.ts";
import { Module } from "../module/module.ts";
import { python } from "../module/repr.ts";
import { integer, withDefaults } from "../options.ts";
import { Parameter } from "../parameter.ts";
import { type Cell, gruCell, lstmCell, reluCell, type State, tanhCell } from "./recurrent-cell.ts";

export interface RecurrentOptions {
  /** Layers on top of each other (1). */
  numLayers?: number;
  bias?: boolean;
  /** Take and return [N, L, features] rather than [L, N, features]. */
  batchFirst?: boolean;
  /** Probability of dropping outputs between layers. */
  dropout?: number;
  /** Run over the sequence in both directions. */
  bidirectional?: boolean;
}

const DEFAULTS: Required<RecurrentOptions> = {
  numLayers: 1,
  bias: true,
  batchFirst: false,
  dropout: 0,
  bidirectional: false,
};

/** The parameters of one layer in one direction. */
interface Direction {
  suffix: string;
  reverse: boolean;
}

/** What RNN, GRU and LSTM have in common: layers, directions and the loop over time. */
abstract class Recurrent extends Module {
  readonly inputSize: number;
  readonly hiddenSize: number;
  readonly projSize: number;
  readonly options: Required<RecurrentOptions>;

  constructor(gates: number, inputSize: number, hiddenSize: number, options: Required<RecurrentOptions>, projSize = 0) {
    super();
    const name = this.constructor.name;
    this.inputSize = integer(name, "inputSize", inputSize);
    this.hiddenSize = integer(name, "hiddenSize", hiddenSize);
    this.projSize = integer(name, "projSize", projSize, 0);
    this.options = options;
    integer(name, "numLayers", options.numLayers);
    const outputSize = projSize || hiddenSize;
    for (let layer = 0; layer < options.numLayers; layer++)
      for (const { suffix } of this.#directions(layer)) {
        const width = layer === 0 ? inputSize : outputSize * (options.bidirectional ? 2 : 1);
        const shapes: Record<string, number[]> = {
          [`weight_ih_${suffix}`]: [gates * hiddenSize, width],
          [`weight_hh_${suffix}`]: [gates * hiddenSize, outputSize],
          ...(options.bias && {
            [`bias_ih_${suffix}`]: [gates * hiddenSize],
            [`bias_hh_${suffix}`]: [gates * hiddenSize],
          }),
          ...(projSize > 0 && { [`weight_hr_${suffix}`]: [projSize, hiddenSize] }),
        };
        for (const [key, shape] of Object.entries(shapes)) Object.assign(this, { [key]: new Parameter(empty(shape)) });
      }
    this.resetParameters();
  }

  resetParameters(): void {
    const bound = 1 / Math.sqrt(this.hiddenSize);
    for (const parameter of this.parameters()) init.uniform_(parameter, { a: -bound, b: bound });
  }

  #directions(layer: number): Direction[] {
    const forward = { suffix: `l${layer}`, reverse: false };
    return this.options.bidirectional ? [forward, { suffix: `l${layer}_reverse`, reverse: true }] : [forward];
  }

  /** Runs all layers over [L, N, features]; `states` holds the start of each layer and direction. */
  protected run(cell: Cell, input: Tensor, states: readonly State[]): { output: Tensor; ends: State[] } {
    const { numLayers, dropout } = this.options;
    let x = input;
    const ends: State[] = [];
    for (let layer = 0; layer < numLayers; layer++) {
      const outputs = this.#directions(layer).map((direction) => {
        const { output, end } = this.#sweep(cell, x, states[ends.length]!, direction);
        ends.push(end);
        return output;
      });
      x = outputs.length === 1 ? outputs[0]! : cat(outputs, -1);
      if (dropout > 0 && layer < numLayers - 1) x = F.dropout(x, { p: dropout, training: this.training });
    }
    return { output: x, ends };
  }

  #sweep(cell: Cell, x: Tensor, start: State, { suffix, reverse }: Direction): { output: Tensor; end: State } {
    const own = this as unknown as Record<string, Tensor | undefined>;
    const recurrent = {
      weight: own[`weight_hh_${suffix}`]!,
      bias: own[`bias_hh_${suffix}`] ?? null,
      projection: own[`weight_hr_${suffix}`] ?? null,
    };
    if (cell === lstmCell && !recurrent.projection && canRunAtOnce(x)) {
      const weight = own[`weight_ih_${suffix}`]!;
      const bias = recurrent.bias && own[`bias_ih_${suffix}`]!.add(recurrent.bias);
      const all = lstmSequence(reverse ? x.flip(0) : x, start.h, start.c!, weight, recurrent.weight, bias);
      return { output: reverse ? all.h.flip(0) : all.h, end: { h: all.h.at(-1), c: all.c.at(-1) } };
    }
    // The inputs' part of all steps is one product.
    const projected = F.linear(x, own[`weight_ih_${suffix}`]!, own[`bias_ih_${suffix}`] ?? null);
    const steps = projected.unbind(0);
    if (reverse) steps.reverse();
    let state = start;
    const outputs = steps.map((step) => {
      state = cell(step, state, recurrent);
      return state.h;
    });
    if (reverse) outputs.reverse();
    return { output: stack(outputs, 0), end: state };
  }

  /** [L, N, features] from what the caller gave, and the way back. */
  protected arrange(input: Tensor): { sequence: Tensor; batched: boolean } {
    if (input.ndim !== 2 && input.ndim !== 3)
      fail(
        this,
        `expected [L, N, ${this.inputSize}], or [L, ${this.inputSize}] without a batch, got [${input.shape.join(", ")}]`,
      );
    if (input.shape.at(-1) !== this.inputSize)
      fail(this, `expected ${this.inputSize} input features, got ${input.shape.at(-1)} [${input.shape.join(", ")}]`);
    if (input.ndim === 2) return { sequence: input.unsqueeze(1), batched: false };
    return { sequence: this.options.batchFirst ? input.transpose(0, 1) : input, batched: true };
  }

  protected restore(output: Tensor, batched: boolean): Tensor {
    if (!batched) return output.squeeze(1);
    return this.options.batchFirst ? output.transpose(0, 1) : output;
  }

  /** One start for each layer and direction, from [layers, N, size] or zeros. */
  protected split(start: Tensor | undefined, batch: number, size: number, batched: boolean): Tensor[] {
    const count = this.options.numLayers * (this.options.bidirectional ? 2 : 1);
    if (!start) {
      const zero = zeros([batch, size]);
      return Array.from({ length: count }, () => zero);
    }
    const whole = batched ? start : start.unsqueeze(1);
    if (whole.shape.join() !== [count, batch, size].join())
      fail(this, `expected a start of shape [${[count, batch, size].join(", ")}], got [${start.shape.join(", ")}]`);
    return whole.unbind(0);
  }

  protected join(parts: readonly Tensor[], batched: boolean): Tensor {
    const whole = stack([...parts], 0);
    return batched ? whole : whole.squeeze(1);
  }

  override extraRepr(): string {
    const { numLayers, bias, batchFirst, dropout, bidirectional } = this.options;
    return [
      `${this.inputSize}, ${this.hiddenSize}`,
      this.projSize !== 0 && `proj_size=${this.projSize}`,
      numLayers !== 1 && `num_layers=${numLayers}`,
      !bias && "bias=False",
      batchFirst && "batch_first=True",
      dropout !== 0 && `dropout=${python(dropout)}`,
      bidirectional && "bidirectional=True",
    ]
      .filter(Boolean)
      .join(", ");
  }
}

/** A recurrent layer whose state is one tensor. */
abstract class SimpleRecurrent extends Recurrent {
  protected sweepAll(cell: Cell, input: Tensor, h0?: Tensor): [output: Tensor, hidden: Tensor] {
    const { sequence, batched } = this.arrange(input);
    const starts = this.split(h0, sequence.shape[1]!, this.hiddenSize, batched);
    const { output, ends } = this.run(
      cell,
      sequence,
      starts.map((h) => ({ h })),
    );
    return [
      this.restore(output, batched),
      this.join(
        ends.map(({ h }) => h),
        batched,
      ),
    ];
  }
}

/**
 * A plain recurrent network: h' = tanh(W x + U h).
 *
 * @example
 * const [output, hidden] = new nn.RNN(10, 20).forward(sequence); // [L, N, 10] -> [L, N, 20], [1, N, 20]
 */
export class RNN extends SimpleRecurrent {
  readonly nonlinearity: "tanh" | "relu";

  constructor(
    inputSize: number,
    hiddenSize: number,
    options: RecurrentOptions & { nonlinearity?: "tanh" | "relu" } = {},
  ) {
    const { nonlinearity, ...rest } = withDefaults<Required<RecurrentOptions> & { nonlinearity: "tanh" | "relu" }>(
      "RNN",
      options,
      {
        ...DEFAULTS,
        nonlinearity: "tanh",
      },
    );
    super(1, inputSize, hiddenSize, rest);
    this.nonlinearity = nonlinearity;
  }

  forward(input: Tensor, h0?: Tensor): [output: Tensor, hidden: Tensor] {
    return this.sweepAll(this.nonlinearity === "relu" ? reluCell : tanhCell, input, h0);
  }
}

/**
 * Gated recurrent units.
 *
 * Source: Cho et al., "Learning Phrase Representations using RNN Encoder-Decoder", EMNLP 2014.
 */
export class GRU extends SimpleRecurrent {
  constructor(inputSize: number, hiddenSize: number, options: RecurrentOptions = {}) {
    super(3, inputSize, hiddenSize, withDefaults("GRU", options, DEFAULTS));
  }

  forward(input: Tensor, h0?: Tensor): [output: Tensor, hidden: Tensor] {
    return this.sweepAll(gruCell, input, h0);
  }
}

/**
 * Long short-term memory.
 *
 * Source: Hochreiter and Schmidhuber, "Long Short-Term Memory", 1997.
 *
 * @example
 * const lstm = new nn.LSTM(10, 20, { batchFirst: true });
 * const [output, [hidden, cell]] = lstm.forward(sequence);
 */
export class LSTM extends Recurrent {
  constructor(inputSize: number, hiddenSize: number, options: RecurrentOptions & { projSize?: number } = {}) {
    const { projSize, ...rest } = withDefaults<Required<RecurrentOptions> & { projSize: number }>("LSTM", options, {
      ...DEFAULTS,
      projSize: 0,
    });
    super(4, inputSize, hiddenSize, rest, projSize);
  }

  forward(
    input: Tensor,
    start?: readonly [h0: Tensor, c0: Tensor],
  ): [output: Tensor, state: [hidden: Tensor, cell: Tensor]] {
    const { sequence, batched } = this.arrange(input);
    const batch = sequence.shape[1]!;
    const hs = this.split(start?.[0], batch, this.projSize || this.hiddenSize, batched);
    const cs = this.split(start?.[1], batch, this.hiddenSize, batched);
    const { output, ends } = this.run(
      lstmCell,
      sequence,
      hs.map((h, i) => ({ h, c: cs[i]! })),
    );
    return [
      this.restore(output, batched),
      [
        this.join(
          ends.map(({ h }) => h),
          batched,
        ),
        this.join(
          ends.map(({ c }) => c!),
          batched,
        ),
      ],
    ];
  }
}
