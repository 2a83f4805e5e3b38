import { ReduceLROnPlateau } from "./plateau.ts";
import { LRScheduler, type ScheduledOptimizer } from "./scheduler.ts";

/**
 * One scheduler after the other; `milestones` are the epochs at which the next takes over.
 *
 * @example
 * const warmup = new LinearLR(optimizer, { totalIters: 5 });
 * const scheduler = new SequentialLR(optimizer, [warmup, new CosineAnnealingLR(optimizer, 95)], [5]);
 */
export class SequentialLR extends LRScheduler {
  readonly schedulers: readonly LRScheduler[];
  readonly milestones: readonly number[];

  constructor(optimizer: ScheduledOptimizer, schedulers: readonly LRScheduler[], milestones: readonly number[]) {
    checkParts("SequentialLR", optimizer, schedulers);
    if (milestones.length !== schedulers.length - 1)
      throw new RangeError(
        `SequentialLR: expected one milestone between each two schedulers, ${schedulers.length - 1}, got ${milestones.length}`,
      );
    super(optimizer);
    this.schedulers = schedulers;
    this.milestones = milestones;
    this.lastEpoch = 0;
    for (const group of optimizer.paramGroups) group.lr = group.initialLr!;
    for (const scheduler of schedulers) undo(scheduler);
    this.#at(0).start();
    this.lastLr = this.getLr();
  }

  override step(): void {
    this.lastEpoch += 1;
    const scheduler = this.#at(this.lastEpoch);
    if (this.milestones.includes(this.lastEpoch)) scheduler.restart(0);
    else scheduler.step();
    this.lastLr = this.getLr();
  }

  protected getLr(): number[] {
    return this.#at(this.lastEpoch).getLastLr();
  }

  #at(epoch: number): LRScheduler {
    return this.schedulers[this.milestones.filter((milestone) => milestone <= epoch).length]!;
  }
}

/**
 * Several schedulers at once, each changing what the one before it set.
 *
 * @example
 * const scheduler = new ChainedScheduler([new ConstantLR(optimizer), new ExponentialLR(optimizer, 0.9)]);
 */
export class ChainedScheduler extends LRScheduler {
  readonly schedulers: readonly LRScheduler[];

  constructor(schedulers: readonly LRScheduler[]) {
    const optimizer = schedulers[0]?.optimizer;
    checkParts("ChainedScheduler", optimizer, schedulers);
    super(optimizer!);
    this.schedulers = schedulers;
    this.lastEpoch = 0;
    this.lastLr = this.currentLr();
  }

  override step(): void {
    this.lastEpoch += 1;
    for (const scheduler of this.schedulers) scheduler.step();
    this.lastLr = this.currentLr();
  }

  override restart(epoch = 0): void {
    for (const scheduler of this.schedulers) scheduler.restart(epoch);
    super.restart(epoch);
  }

  protected getLr(): number[] {
    return this.currentLr();
  }
}

/** Takes back the step that a scheduler's construction made. */
function undo(scheduler: LRScheduler): void {
  if (scheduler instanceof SequentialLR || scheduler instanceof ChainedScheduler) scheduler.schedulers.forEach(undo);
  else scheduler.lastEpoch -= 1;
}

function checkParts(
  owner: string,
  optimizer: ScheduledOptimizer | undefined,
  schedulers: readonly LRScheduler[],
): void {
  if (schedulers.length === 0) throw new RangeError(`${owner}: expected at least one scheduler, got none`);
  for (const [i, scheduler] of schedulers.entries()) {
    if ((scheduler as unknown) instanceof ReduceLROnPlateau)
      throw new TypeError(
        `${owner}: scheduler ${i} is a ReduceLROnPlateau, whose step() needs a metric; step it by itself`,
      );
    if (scheduler.optimizer !== optimizer)
      throw new TypeError(`${owner}: scheduler ${i}, a ${scheduler.constructor.name}, belongs to another optimizer`);
  }
}
