import type { Module } from "../nn/module/module.ts";
import type { StateDict } from "../nn/module/state-dict.ts";
import { withDefaults } from "../nn/options.ts";
import { noGrad, type Tensor } from "../tensor/index.ts";
import { keep } from "../tensor/internal.ts";

export interface EMAOptions {
  /** Part of the average that stays at each update (0.999); null gives all updates one weight (SWA). */
  decay?: number | null;
  /** Average running statistics too, rather than copy them (false). */
  useBuffers?: boolean;
}

/**
 * A moving average of a model's weights, often better than the weights themselves.
 *
 * Source: Polyak and Juditsky, 1992; Izmailov et al., 2018 for SWA. Numbers as PyTorch's `AveragedModel`.
 *
 * @example
 * const ema = new optim.EMA(model, { decay: 0.999 });
 * optimizer.step();
 * ema.update();
 * const accuracy = ema.average(() => evaluate(model));
 */
export class EMA {
  readonly model: Module;
  readonly decay: number | null;
  readonly useBuffers: boolean;
  /** How many updates there were; the first copies. */
  updates = 0;
  readonly #shadow: Map<string, Tensor>;

  constructor(model: Module, options: EMAOptions = {}) {
    const { decay, useBuffers } = withDefaults<Required<EMAOptions>>("EMA", options, {
      decay: 0.999,
      useBuffers: false,
    });
    if (decay !== null && !(decay >= 0 && decay <= 1))
      throw new RangeError(`EMA: expected decay in [0, 1] or null, got ${decay}`);
    this.model = model;
    this.decay = decay;
    this.useBuffers = useBuffers;
    this.#shadow = new Map(this.#live().map(([name, x]) => [name, keep(x.detach().clone())]));
  }

  /** Takes the model's weights into the average; call it after `optimizer.step()`. */
  update(): void {
    const parameters = new Set(this.model.namedParameters().map(([name]) => name));
    const weight = this.decay === null ? 1 / (this.updates + 1) : 1 - this.decay;
    noGrad(() => {
      for (const [name, x] of this.#live()) {
        const averaged = (parameters.has(name) || this.useBuffers) && x.dtype === "float32" && this.updates > 0;
        if (averaged) this.#shadow.get(name)!.lerp_(x, weight);
        else this.#shadow.get(name)!.copy_(x);
      }
    });
    this.updates++;
  }

  /** Runs `fn` while the model has the averaged weights, and gives it its own back. */
  average<T>(fn: () => T): T {
    const own = this.#live().map(([, x]) => x.detach().clone());
    this.copyTo(this.model);
    try {
      return fn();
    } finally {
      noGrad(() => {
        for (const [i, [, x]] of this.#live().entries()) x.copy_(own[i]!);
      });
    }
  }

  /** Writes the averaged weights into a model of the same kind. */
  copyTo(model: Module): void {
    model.loadStateDict({ ...model.stateDict(), ...Object.fromEntries(this.#shadow) });
  }

  /** The averaged weights under the model's own names: a state dict for `model.loadStateDict`. */
  stateDict(): StateDict {
    return Object.fromEntries(this.#shadow);
  }

  /** Continues from averaged weights. */
  loadStateDict(state: Readonly<StateDict>): void {
    const missing = [...this.#shadow.keys()].filter((name) => !(name in state));
    if (missing.length > 0) throw new RangeError(`EMA.loadStateDict: the state lacks ${missing.join(", ")}`);
    noGrad(() => {
      for (const [name, x] of this.#shadow) x.copy_(state[name]!);
    });
    this.updates = Math.max(this.updates, 1);
  }

  #live(): [string, Tensor][] {
    return [...this.model.namedParameters(), ...this.model.namedBuffers()];
  }
}
