import type { Module } from "../nn/module/module.ts";
import { integer } from "../nn/options.ts";
import type { Parameter } from "../nn/parameter.ts";
import type { Callback } from "./callback.ts";
import type { Trainer } from "./trainer.ts";

/** Parameters with a learning rate of their own, for an optimizer. */
export interface LrGroup {
  params: Parameter[];
  lr: number;
}

/**
 * Groups with learning rates of their own for an optimizer: by the paths of modules, and `rest` for all others.
 *
 * @example
 * const groups = lrGroups(model, { fc: 0.01 }, { rest: 0.001 });
 * const optimizer = new optim.SGD(groups, { lr: 0.001, momentum: 0.9 });
 * optimizer.paramGroups.map(({ lr }) => lr); // [0.01, 0.001]
 */
export function lrGroups(
  model: Module,
  rates: Readonly<Record<string, number>>,
  { rest }: { rest: number },
): LrGroup[] {
  const taken = new Set<Parameter>();
  const groups = Object.entries(rates).map(([path, lr]) => {
    const params = model
      .getSubmodule(path)
      .parameters()
      .filter((parameter) => !taken.has(parameter));
    for (const parameter of params) taken.add(parameter);
    return { params, lr };
  });
  const others = model.parameters().filter((parameter) => !taken.has(parameter));
  return [...groups, { params: others, lr: rest }].filter(({ params }) => params.length > 0);
}

/**
 * Learning rates that fall by a factor from the last part of a model to the first: early layers hold what is general.
 *
 * Source: Howard and Ruder, "Universal Language Model Fine-tuning", ACL 2018 (its factor is 2.6).
 *
 * @example
 * discriminativeLr(model, ["conv1", "fc"], { lr: 0.026, factor: 2.6 }).map(({ lr }) => lr); // [0.01, 0.026]
 */
export function discriminativeLr(
  model: Module,
  paths: readonly string[],
  { lr, factor = 2.6 }: { lr: number; factor?: number },
): LrGroup[] {
  if (!(factor >= 1)) throw new RangeError(`discriminativeLr: expected a factor >= 1, got ${factor}`);
  const rates = paths.map((path, i) => [path, lr / factor ** (paths.length - 1 - i)] as const);
  return lrGroups(model, Object.fromEntries(rates), { rest: lr / factor ** (paths.length - 1) });
}

/**
 * Trains the last part of a model first, and lets one more part thaw every few epochs: what is pretrained is not torn up
 * by the first gradients of a new head.
 *
 * The optimizer must hold all parameters from the start; frozen ones have no gradient, so it leaves them alone. Batch norms go on
 * measuring in frozen parts too; `freeze` of "tsgrad/vision" holds them.
 *
 * @example
 * const thaw = new GradualUnfreezing(["conv1", "fc"], { everyEpochs: 1 });
 * const trainer = new Trainer(model, { optimizer, callbacks: [thaw], progress: false });
 * await trainer.fit(loader, null, { maxEpochs: 2 });
 */
export class GradualUnfreezing implements Callback {
  readonly paths: readonly string[];
  readonly everyEpochs: number;

  /** Paths from the first part to the last, which is trained from the start. */
  constructor(paths: readonly string[], { everyEpochs = 1 }: { everyEpochs?: number } = {}) {
    if (paths.length === 0) throw new RangeError("GradualUnfreezing: expected paths of modules, got none");
    this.paths = paths;
    this.everyEpochs = integer("GradualUnfreezing", "everyEpochs", everyEpochs);
  }

  onEpochStart({ model, epoch }: Trainer): void {
    const thawed = 1 + Math.floor(epoch / this.everyEpochs);
    for (const [i, path] of this.paths.entries())
      model.getSubmodule(path).requiresGrad_(i >= this.paths.length - thawed);
  }
}
