import { setMomentum, startMomentum } from "./cyclic.ts";
import {
  LRScheduler,
  perGroup,
  type ScheduledGroup,
  type ScheduledOptimizer,
  type SchedulerOptions,
} from "./scheduler.ts";

export interface OneCycleLROptions extends SchedulerOptions {
  /** Steps in the cycle; or give `epochs` and `stepsPerEpoch`. */
  totalSteps?: number;
  epochs?: number;
  stepsPerEpoch?: number;
  /** Part of the cycle in which the rate rises (0.3). */
  pctStart?: number;
  annealStrategy?: "cos" | "linear";
  /** Move the momentum (or beta1) the other way, from `maxMomentum` (0.95) to `baseMomentum` (0.85) (true). */
  cycleMomentum?: boolean;
  baseMomentum?: number | readonly number[];
  maxMomentum?: number | readonly number[];
  /** The first rate is `maxLr / divFactor` (25). */
  divFactor?: number;
  /** The last rate is the first over `finalDivFactor` (10,000). */
  finalDivFactor?: number;
  /** Come down to the first rate as slowly as up, then to the last (false). */
  threePhase?: boolean;
}

type RateName = "initialLr" | "maxLr" | "minLr";
type MomentumName = "maxMomentum" | "baseMomentum";
interface Phase {
  end: number;
  lr: [RateName, RateName];
  momentum: [MomentumName, MomentumName];
}

/**
 * Moves the rate up to `maxLr` and down to nearly 0 in one cycle; call `step()` after each batch.
 *
 * Source: Smith and Topin, "Super-Convergence", 2018.
 *
 * @example
 * const scheduler = new OneCycleLR(optimizer, 0.1, { epochs: 5, stepsPerEpoch: loader.length });
 */
export class OneCycleLR extends LRScheduler {
  readonly totalSteps: number;
  readonly cycleMomentum: boolean;
  readonly baseMomentums: number[];
  readonly maxMomentums: number[];
  readonly #phases: readonly Phase[];
  readonly #anneal: (start: number, end: number, progress: number) => number;

  constructor(optimizer: ScheduledOptimizer, maxLr: number | readonly number[], options: OneCycleLROptions = {}) {
    const { divFactor = 25, finalDivFactor = 1e4, pctStart = 0.3, annealStrategy = "cos" } = options;
    const maxLrs = perGroup("OneCycleLR: maxLr", optimizer, maxLr);
    const fresh = (options.lastEpoch ?? -1) === -1;
    if (fresh)
      optimizer.paramGroups.forEach((group, i) => {
        group.maxLr = maxLrs[i]!;
        group.initialLr = group.maxLr / divFactor;
        group.minLr = group.initialLr / finalDivFactor;
      });
    super(optimizer, options);
    if (!(pctStart >= 0 && pctStart <= 1))
      throw new RangeError(`OneCycleLR: expected pctStart in [0, 1], got ${pctStart}`);
    this.totalSteps = stepsOf(options);
    this.#phases = phasesOf(this.totalSteps, pctStart, options.threePhase ?? false);
    this.#anneal = annealStrategy === "cos" ? cosine : linear;
    this.cycleMomentum = options.cycleMomentum ?? true;
    this.baseMomentums = perGroup("OneCycleLR: baseMomentum", optimizer, options.baseMomentum ?? 0.85);
    this.maxMomentums = perGroup("OneCycleLR: maxMomentum", optimizer, options.maxMomentum ?? 0.95);
    if (this.cycleMomentum) startMomentum(this, fresh);
    this.start();
  }

  protected getLr(): number[] {
    const step = this.lastEpoch;
    if (step > this.totalSteps)
      throw new RangeError(
        `OneCycleLR: step ${step} is beyond the cycle's ${this.totalSteps} steps; give totalSteps as epochs times batches`,
      );
    const last = this.#phases.length - 1;
    const i = this.#phases.findIndex((phase, index) => step <= phase.end || index === last);
    const phase = this.#phases[i]!;
    const start = i === 0 ? 0 : this.#phases[i - 1]!.end;
    const progress = (step - start) / (phase.end - start);
    const between = (group: ScheduledGroup, [from, to]: Phase["lr"] | Phase["momentum"]) =>
      this.#anneal(group[from]!, group[to]!, progress);
    if (this.cycleMomentum)
      for (const group of this.optimizer.paramGroups) setMomentum(group, between(group, phase.momentum));
    return this.optimizer.paramGroups.map((group) => between(group, phase.lr));
  }
}

function stepsOf({ totalSteps, epochs, stepsPerEpoch }: OneCycleLROptions): number {
  const steps = totalSteps ?? (epochs ?? Number.NaN) * (stepsPerEpoch ?? Number.NaN);
  if (!Number.isInteger(steps) || steps < 1)
    throw new RangeError("OneCycleLR: expected totalSteps, or epochs and stepsPerEpoch, as integers >= 1");
  return steps;
}

function phasesOf(totalSteps: number, pctStart: number, threePhase: boolean): Phase[] {
  const up: Phase = {
    end: pctStart * totalSteps - 1,
    lr: ["initialLr", "maxLr"],
    momentum: ["maxMomentum", "baseMomentum"],
  };
  const end = totalSteps - 1;
  if (!threePhase) return [up, { end, lr: ["maxLr", "minLr"], momentum: ["baseMomentum", "maxMomentum"] }];
  return [
    up,
    { end: 2 * pctStart * totalSteps - 2, lr: ["maxLr", "initialLr"], momentum: ["baseMomentum", "maxMomentum"] },
    { end, lr: ["initialLr", "minLr"], momentum: ["maxMomentum", "maxMomentum"] },
  ];
}

function cosine(start: number, end: number, progress: number): number {
  return end + ((start - end) / 2) * (Math.cos(Math.PI * progress) + 1);
}

function linear(start: number, end: number, progress: number): number {
  return (end - start) * progress + start;
}
