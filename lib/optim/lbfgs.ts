import { withDefaults } from "../nn/options.ts";
import { parametersToVector, vectorToParameters } from "../nn/utils.ts";
import { enableGrad as enabled, noGrad, Tensor, zerosLike } from "../tensor/index.ts";
import type { Raw } from "../tensor/internal.ts";
import { strongWolfe } from "./line-search.ts";
import { Optimizer, type Params } from "./optimizer.ts";

export interface LBFGSOptions {
  /** Step size (1). */
  lr?: number;
  /** Iterations of one step (20). */
  maxIter?: number;
  /** Evaluations of one step (1.25 maxIter). */
  maxEval?: number | null;
  /** Ends at gradients below this (1e-7). */
  toleranceGrad?: number;
  /** Ends at changes below this (1e-9). */
  toleranceChange?: number;
  /** Steps that are remembered (100). */
  historySize?: number;
  /** null takes steps of `lr`; "strongWolfe" searches along the direction. */
  lineSearchFn?: "strongWolfe" | null;
}

interface History {
  steps: Tensor[];
  changes: Tensor[];
  curvatures: number[];
  scale: number;
  direction: Tensor | null;
  size: number;
  gradient: Tensor | null;
  loss: number;
  iterations: number;
}

/**
 * L-BFGS: steps by an estimate of the curvature, for small problems whose loss is not random. `step` needs a closure.
 *
 * Source: Nocedal and Wright, "Numerical Optimization", 2006 (PyTorch's form).
 *
 * @example
 * optimizer.step(() => {
 *   optimizer.zeroGrad();
 *   const loss = F.mseLoss(model.forward(x), y);
 *   loss.backward();
 *   return loss;
 * });
 */
export class LBFGS extends Optimizer<Required<LBFGSOptions>> {
  readonly #history: History = {
    steps: [],
    changes: [],
    curvatures: [],
    scale: 1,
    direction: null,
    size: 1,
    gradient: null,
    loss: 0,
    iterations: 0,
  };

  constructor(params: Params<Required<LBFGSOptions>>, options: LBFGSOptions = {}) {
    const defaults: Required<LBFGSOptions> = {
      lr: 1,
      maxIter: 20,
      maxEval: null,
      toleranceGrad: 1e-7,
      toleranceChange: 1e-9,
      historySize: 100,
      lineSearchFn: null,
    };
    super(params, withDefaults("LBFGS", options, defaults));
    if (this.paramGroups.length > 1) throw new RangeError("LBFGS: takes no parameter groups, only parameters");
  }

  protected check({ lineSearchFn }: Required<LBFGSOptions>): void {
    if (lineSearchFn !== null && lineSearchFn !== "strongWolfe")
      throw new RangeError(`LBFGS: expected lineSearchFn to be null or "strongWolfe", got "${lineSearchFn}"`);
  }

  protected update(): Raw {
    throw new Error("LBFGS moves all parameters together");
  }

  /** Runs the closure, which computes loss and gradients, as often as it needs to; returns its first loss. */
  override step(): never;
  override step<L>(closure: () => L): L;
  override step<L>(closure?: () => L): L {
    if (closure === undefined)
      throw new TypeError("LBFGS: step needs a function that computes the loss and its gradients: step(() => { ... })");
    const first = closure();
    noGrad(() => this.#minimize(closure as () => unknown, lossOf(first)));
    return first;
  }

  #minimize(closure: () => unknown, start: number): void {
    const options = this.paramGroups[0]!;
    const { lr, maxIter, toleranceGrad, toleranceChange, lineSearchFn } = options;
    const maxEval = options.maxEval ?? Math.floor((maxIter * 5) / 4);
    const history = this.#history;
    let loss = start;
    let gradient = this.#gradient();
    if (largest(gradient) <= toleranceGrad) return;
    let evaluations = 1;
    for (let i = 1; i <= maxIter; i++) {
      history.iterations++;
      const direction = this.#direction(gradient);
      history.gradient = gradient;
      const before = loss;
      history.loss = loss;
      let size = history.iterations === 1 ? Math.min(1, 1 / gradient.abs().sum().item()) * lr : lr;
      const slope = gradient.dot(direction).item();
      if (slope > -toleranceChange) break;
      if (lineSearchFn === "strongWolfe") {
        const origin = parametersToVector(this.#params).clone();
        const at = (t: number) => {
          this.#moveTo(origin.add(direction.mul(t)));
          const value = lossOf(enabled(closure));
          return { loss: value, gradient: this.#gradient() };
        };
        const found = strongWolfe(at, { size, direction, loss, gradient, slope });
        this.#moveTo(origin.add(direction.mul(found.size)));
        ({ loss, gradient, size } = found);
        evaluations += found.evaluations;
      } else {
        this.#moveTo(parametersToVector(this.#params).add(direction.mul(size)));
        if (i !== maxIter) {
          loss = lossOf(enabled(closure));
          gradient = this.#gradient();
          evaluations++;
        }
      }
      history.size = size;
      if (i === maxIter || evaluations >= maxEval || largest(gradient) <= toleranceGrad) break;
      if (largest(direction) * Math.abs(size) <= toleranceChange || Math.abs(loss - before) < toleranceChange) break;
    }
  }

  /** Minus the gradient, bent by the steps remembered. */
  #direction(gradient: Tensor): Tensor {
    const history = this.#history;
    if (history.direction === null || history.gradient === null) history.direction = gradient.neg();
    else {
      this.#remember(gradient.sub(history.gradient), history.direction.mul(history.size));
      let q = gradient.neg();
      const weights: number[] = [];
      for (let i = history.steps.length - 1; i >= 0; i--) {
        weights[i] = history.steps[i]!.dot(q).item() * history.curvatures[i]!;
        q = q.sub(history.changes[i]!.mul(weights[i]!));
      }
      let r = q.mul(history.scale);
      for (let i = 0; i < history.steps.length; i++) {
        const part = history.changes[i]!.dot(r).item() * history.curvatures[i]!;
        r = r.add(history.steps[i]!.mul(weights[i]! - part));
      }
      history.direction = r;
    }
    return history.direction;
  }

  #remember(change: Tensor, step: Tensor): void {
    const history = this.#history;
    const product = change.dot(step).item();
    if (product <= 1e-10) return;
    if (history.steps.length === this.paramGroups[0]!.historySize) {
      history.steps.shift();
      history.changes.shift();
      history.curvatures.shift();
    }
    history.changes.push(change);
    history.steps.push(step);
    history.curvatures.push(1 / product);
    history.scale = product / change.dot(change).item();
  }

  get #params(): Tensor[] {
    return this.paramGroups[0]!.params;
  }

  #gradient(): Tensor {
    return parametersToVector(this.#params.map((param) => param.grad ?? zerosLike(param))).clone();
  }

  #moveTo(vector: Tensor): void {
    vectorToParameters(vector, this.#params);
  }
}

function lossOf(loss: unknown): number {
  if (loss instanceof Tensor) return loss.item();
  if (typeof loss === "number") return loss;
  throw new TypeError(`LBFGS: expected the closure to return the loss, got ${typeof loss}`);
}

function largest(x: Tensor): number {
  return x.abs().amax().item();
}
