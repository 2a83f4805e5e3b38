import { empty, type Tensor, zeros } from "../../tensor/index.ts";
import * as F from "../functional/index.ts";
import * as init from "../init.ts";
import { fail } from "../module/context.ts";
import { Module } from "../module/module.ts";
import { integer, oneOf, withDefaults } from "../options.ts";
import { Parameter } from "../parameter.ts";

/** What a cell hands from one step to the next. */
export interface State {
  h: Tensor;
  /** The memory of an LSTM. */
  c?: Tensor;
}

interface RecurrentWeights {
  weight: Tensor;
  bias: Tensor | null;
  projection: Tensor | null;
}

/** One step: from the inputs' part of the gates, [N, gates * size], and the state to the next state. */
export type Cell = (input: Tensor, state: State, recurrent: RecurrentWeights) => State;

export const tanhCell: Cell = (input, { h }, { weight, bias }) => ({ h: input.add(F.linear(h, weight, bias)).tanh() });

export const reluCell: Cell = (input, { h }, { weight, bias }) => ({ h: input.add(F.linear(h, weight, bias)).relu() });

/** Gates: reset, update, new. The reset gate acts on the recurrent part with its bias, as in cuDNN and PyTorch. */
export const gruCell: Cell = (input, { h }, { weight, bias }) => {
  const size = h.shape[1]!;
  const recurrent = F.linear(h, weight, bias);
  const both = input
    .narrow(1, 0, 2 * size)
    .add(recurrent.narrow(1, 0, 2 * size))
    .sigmoid();
  const [reset, update] = [both.narrow(1, 0, size), both.narrow(1, size, size)];
  const fresh = input
    .narrow(1, 2 * size, size)
    .add(reset.mul(recurrent.narrow(1, 2 * size, size)))
    .tanh();
  return { h: fresh.add(update.mul(h.sub(fresh))) };
};

/** Gates: input, forget, new, output. */
export const lstmCell: Cell = (input, { h, c }, { weight, bias, projection }) => {
  const size = c!.shape[1]!;
  const gates = input.add(F.linear(h, weight, bias));
  const inputAndForget = gates.narrow(1, 0, 2 * size).sigmoid();
  const fresh = gates.narrow(1, 2 * size, size).tanh();
  const output = gates.narrow(1, 3 * size, size).sigmoid();
  const memory = inputAndForget
    .narrow(1, size, size)
    .mul(c!)
    .add(inputAndForget.narrow(1, 0, size).mul(fresh));
  const hidden = output.mul(memory.tanh());
  return { h: projection ? F.linear(hidden, projection) : hidden, c: memory };
};

/** A recurrent layer's single step as a module of its own. */
abstract class RecurrentCell extends Module {
  static override readonly stateKeys = {
    weightIh: "weight_ih",
    weightHh: "weight_hh",
    biasIh: "bias_ih",
    biasHh: "bias_hh",
  };

  readonly inputSize: number;
  readonly hiddenSize: number;
  weightIh: Parameter;
  weightHh: Parameter;
  biasIh: Parameter | null;
  biasHh: Parameter | null;

  constructor(gates: number, inputSize: number, hiddenSize: number, bias: boolean) {
    super();
    this.inputSize = integer(this.constructor.name, "inputSize", inputSize);
    this.hiddenSize = integer(this.constructor.name, "hiddenSize", hiddenSize);
    this.weightIh = new Parameter(empty([gates * hiddenSize, inputSize]));
    this.weightHh = new Parameter(empty([gates * hiddenSize, hiddenSize]));
    this.biasIh = bias ? new Parameter(empty([gates * hiddenSize])) : null;
    this.biasHh = bias ? new Parameter(empty([gates * hiddenSize])) : null;
    const bound = 1 / Math.sqrt(hiddenSize);
    for (const parameter of this.parameters()) init.uniform_(parameter, { a: -bound, b: bound });
  }

  protected advance(cell: Cell, input: Tensor, state: Partial<State> = {}): State {
    if (input.shape.at(-1) !== this.inputSize || input.ndim > 2)
      fail(this, `expected a [N, ${this.inputSize}] or [${this.inputSize}] input, got [${input.shape.join(", ")}]`);
    const batched = input.ndim === 2;
    const x = batched ? input : input.unsqueeze(0);
    const start = (given: Tensor | undefined) =>
      given ? (batched ? given : given.unsqueeze(0)) : zeros([x.shape[0]!, this.hiddenSize]);
    const next = cell(
      F.linear(x, this.weightIh, this.biasIh),
      { h: start(state.h), c: start(state.c) },
      {
        weight: this.weightHh,
        bias: this.biasHh,
        projection: null,
      },
    );
    return batched ? next : { h: next.h.squeeze(0), c: next.c?.squeeze(0) };
  }

  override extraRepr(): string {
    return `${this.inputSize}, ${this.hiddenSize}${this.biasIh ? "" : ", bias=False"}`;
  }
}

/** One step of an LSTM: forward(x, [h, c]) returns the next [h, c]. */
export class LSTMCell extends RecurrentCell {
  constructor(inputSize: number, hiddenSize: number, options: { bias?: boolean } = {}) {
    super(4, inputSize, hiddenSize, withDefaults("LSTMCell", options, { bias: true }).bias);
  }

  forward(input: Tensor, state?: readonly [h: Tensor, c: Tensor]): [h: Tensor, c: Tensor] {
    const { h, c } = this.advance(lstmCell, input, state && { h: state[0], c: state[1] });
    return [h, c!];
  }
}

/** One step of a GRU: forward(x, h) returns the next h. */
export class GRUCell extends RecurrentCell {
  constructor(inputSize: number, hiddenSize: number, options: { bias?: boolean } = {}) {
    super(3, inputSize, hiddenSize, withDefaults("GRUCell", options, { bias: true }).bias);
  }

  forward(input: Tensor, h?: Tensor): Tensor {
    return this.advance(gruCell, input, { h }).h;
  }
}

/** One step of an RNN: forward(x, h) returns the next h. */
export class RNNCell extends RecurrentCell {
  readonly nonlinearity: "tanh" | "relu";

  constructor(inputSize: number, hiddenSize: number, options: { bias?: boolean; nonlinearity?: "tanh" | "relu" } = {}) {
    const { bias, nonlinearity } = withDefaults<{ bias: boolean; nonlinearity: "tanh" | "relu" }>("RNNCell", options, {
      bias: true,
      nonlinearity: "tanh",
    });
    super(1, inputSize, hiddenSize, bias);
    this.nonlinearity = oneOf("RNNCell", "nonlinearity", nonlinearity, ["tanh", "relu"]);
  }

  forward(input: Tensor, h?: Tensor): Tensor {
    return this.advance(this.nonlinearity === "relu" ? reluCell : tanhCell, input, { h }).h;
  }

  override extraRepr(): string {
    return super.extraRepr() + (this.nonlinearity === "tanh" ? "" : `, nonlinearity=${this.nonlinearity}`);
  }
}
