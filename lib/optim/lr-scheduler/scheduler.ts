import { hintMembers } from "../../hints.ts";

/** What a scheduler reads and writes of a parameter group. */
export interface ScheduledGroup {
  lr: number;
  initialLr?: number;
  maxLr?: number;
  minLr?: number;
  momentum?: number;
  betas?: readonly [number, number];
  maxMomentum?: number;
  baseMomentum?: number;
}

/** What a scheduler needs of an optimizer. */
export interface ScheduledOptimizer {
  readonly paramGroups: ScheduledGroup[];
}

export interface SchedulerState {
  [key: string]: number | string | boolean | null | number[] | SchedulerState[];
}

/** Options that every scheduler takes. */
export interface SchedulerOptions {
  /** The epoch to continue from; -1 starts afresh. */
  lastEpoch?: number;
}

/** Names that PyTorch's state dicts spell in their own way. */
const STATE_KEYS: Record<string, string> = {
  tMax: "T_max",
  t0: "T_0",
  tI: "T_i",
  tMult: "T_mult",
  tCur: "T_cur",
  lastLr: "_last_lr",
  stepCount: "_step_count",
  schedulers: "_schedulers",
};

/**
 * Changes the learning rate of each parameter group over time; call `step()` after each epoch (or each batch).
 *
 * A subclass sets its own fields, then calls `this.start()` at the end of its constructor.
 *
 * @example
 * class Halving extends LRScheduler {
 *   constructor(optimizer: ScheduledOptimizer) {
 *     super(optimizer);
 *     this.start();
 *   }
 *   getLr() {
 *     return this.baseLrs.map((lr) => lr * 0.5 ** this.lastEpoch);
 *   }
 * }
 */
export abstract class LRScheduler {
  readonly optimizer: ScheduledOptimizer;
  baseLrs: number[];
  lastEpoch: number;
  protected lastLr: number[] = [];
  protected stepCount = 0;
  /** true while the scheduler sets the rates of epoch 0 */
  protected initial = false;

  constructor(optimizer: ScheduledOptimizer, { lastEpoch = -1 }: SchedulerOptions = {}) {
    this.optimizer = checkOptimizer(this.constructor.name, optimizer);
    optimizer.paramGroups.forEach((group, i) => {
      if (lastEpoch === -1) group.initialLr ??= group.lr;
      else if (group.initialLr === undefined)
        throw new Error(
          `${this.constructor.name}: lastEpoch ${lastEpoch} continues an earlier run, but parameter group ${i} has no initialLr; ` +
            "load the optimizer's state first",
        );
    });
    this.baseLrs = optimizer.paramGroups.map((group) => group.initialLr!);
    this.lastEpoch = lastEpoch;
  }

  /** The rates for `lastEpoch`, one a parameter group. */
  protected abstract getLr(): number[];

  /** The rates that are set now. */
  getLastLr(): number[] {
    return [...this.lastLr];
  }

  /** Moves on by one epoch. */
  step(): void {
    this.stepCount += 1;
    this.lastEpoch += 1;
    this.update(this.getLr());
  }

  /** Sets the rates as they are at this epoch, whatever came before. */
  restart(epoch = 0): void {
    this.lastEpoch = epoch;
    this.update(this.closedForm?.() ?? this.getLr());
  }

  /** Sets the rates of epoch 0. */
  start(): void {
    this.stepCount = 0;
    this.initial = true;
    this.step();
    this.initial = false;
  }

  /** The rates for `lastEpoch` from the initial rates alone, where the schedule has such a form. */
  protected closedForm?(): number[];

  protected update(rates: readonly number[]): void {
    this.optimizer.paramGroups.forEach((group, i) => {
      group.lr = rates[i]!;
    });
    this.lastLr = [...rates];
  }

  /** The rates of the groups as they stand. */
  protected currentLr(factor = 1): number[] {
    return this.optimizer.paramGroups.map((group) => group.lr * factor);
  }

  /** The scheduler's numbers under PyTorch's names. */
  stateDict(): SchedulerState {
    const state: SchedulerState = {};
    for (const [name, value] of Object.entries(this)) {
      if (name === "optimizer" || typeof value === "function") continue;
      if (Array.isArray(value) && value.some((item) => typeof item === "function")) continue;
      const nested = Array.isArray(value) && value[0] instanceof LRScheduler;
      state[stateKey(name)] = nested ? value.map((scheduler: LRScheduler) => scheduler.stateDict()) : value;
    }
    return state;
  }

  /** Continues from what `stateDict` returned. */
  loadStateDict(state: SchedulerState): void {
    const fields = this as unknown as Record<string, unknown>;
    for (const name of Object.keys(this)) {
      const value = state[stateKey(name)];
      if (value === undefined || name === "optimizer") continue;
      const own = fields[name];
      if (Array.isArray(own) && own[0] instanceof LRScheduler)
        own.forEach((scheduler: LRScheduler, i) => {
          scheduler.loadStateDict((value as SchedulerState[])[i]!);
        });
      else fields[name] = Array.isArray(value) ? [...value] : value;
    }
  }
}

hintMembers(LRScheduler.prototype, "LRScheduler", { last_epoch: "use lastEpoch", base_lrs: "use baseLrs" });

/** One value a parameter group, from one value for all or a list. */
export function perGroup(owner: string, optimizer: ScheduledOptimizer, value: number | readonly number[]): number[] {
  const groups = optimizer.paramGroups.length;
  if (typeof value === "number") return Array.from({ length: groups }, () => value);
  if (value.length !== groups)
    throw new RangeError(
      `${owner}: expected one number or ${groups}, one for each parameter group, got ${value.length}`,
    );
  return [...value];
}

export function checkOptimizer<O extends ScheduledOptimizer>(owner: string, optimizer: O): O {
  if (!Array.isArray(optimizer?.paramGroups))
    throw new TypeError(`${owner}: expected an optimizer as first argument, got ${optimizer}`);
  return optimizer;
}

function stateKey(name: string): string {
  return STATE_KEYS[name] ?? name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
