import { integer, oneOf, withDefaults } from "../../nn/options.ts";
import { globalUnstructured, type ParameterOf } from "./global.ts";
import type { BasePruningMethod } from "./method.ts";
import { L1Unstructured } from "./unstructured.ts";

export interface ScheduleOptions {
  /** Sparsity before the first round (0). */
  start?: number;
  /**
   * "geometric" prunes the same share of what is left each round (Frankle and Carbin 2018); "cubic" much at first and ever
   * less (Zhu and Gupta 2017); "linear" the same number each round.
   */
  schedule?: "geometric" | "cubic" | "linear";
}

/**
 * The sparsity after each of `rounds` rounds of pruning, up to `target`.
 *
 * @example
 * sparsitySchedule(0.9, 3, { schedule: "linear" }).map((sparsity) => Number(sparsity.toFixed(2))); // [0.3, 0.6, 0.9]
 */
export function sparsitySchedule(target: number, rounds: number, options: ScheduleOptions = {}): number[] {
  const { start, schedule } = withDefaults<Required<ScheduleOptions>>("sparsitySchedule", options, {
    start: 0,
    schedule: "geometric",
  });
  integer("sparsitySchedule", "rounds", rounds);
  oneOf("sparsitySchedule", "schedule", schedule, ["geometric", "cubic", "linear"]);
  if (!(start >= 0 && start <= target && target < 1))
    throw new RangeError(
      `sparsitySchedule: expected 0 <= start <= target < 1, got start ${start} and target ${target}; write 0.9 for 90%`,
    );
  return Array.from({ length: rounds }, (_, i) => {
    const done = (i + 1) / rounds;
    if (schedule === "linear") return start + (target - start) * done;
    if (schedule === "cubic") return target + (start - target) * (1 - done) ** 3;
    return 1 - (1 - start) * ((1 - target) / (1 - start)) ** done;
  });
}

/** One round of pruning. */
export interface PruningRound {
  /** 1 for the first. */
  round: number;
  /** The share of the parameters that is 0 now. */
  sparsity: number;
}

export interface IterativeOptions extends ScheduleOptions {
  /** The unstructured method (L1Unstructured). */
  method?: new (
    amount: number,
  ) => BasePruningMethod;
}

/**
 * Prunes in rounds, each followed by training, which loses far less than pruning at once.
 *
 * @param parameters what to prune together, as from `parametersToPrune(model)`
 * @param retrain trains the model for a while; what it returns is collected
 * @example
 * const results = await pruneIteratively(parametersToPrune(model), { target: 0.9, rounds: 3 }, ({ sparsity }) => sparsity);
 * results.at(-1).toFixed(2); // "0.90"
 */
export async function pruneIteratively<T>(
  parameters: readonly ParameterOf[],
  { target, rounds, method = L1Unstructured, ...schedule }: IterativeOptions & { target: number; rounds: number },
  retrain: (round: PruningRound) => T | Promise<T>,
): Promise<T[]> {
  const results: T[] = [];
  for (const [i, sparsity] of sparsitySchedule(target, rounds, schedule).entries()) {
    const { total, zeros } = countZeros(parameters);
    const amount = Math.round(sparsity * total) - zeros;
    if (amount > 0) globalUnstructured(parameters, method, { amount });
    results.push(await retrain({ round: i + 1, sparsity: countZeros(parameters).zeros / total }));
  }
  return results;
}

/** Pruned elements only: a weight that happens to be 0 may be trained away from it. */
function countZeros(parameters: readonly ParameterOf[]): { total: number; zeros: number } {
  let [total, zeros] = [0, 0];
  for (const [module, name] of parameters) {
    const fields = module as unknown as Record<string, { numel(): number; data: ArrayLike<number> } | undefined>;
    total += fields[name]!.numel();
    const mask = Object.hasOwn(fields, `${name}_mask`) ? fields[`${name}_mask`]! : undefined;
    if (mask) zeros += Array.from(mask.data).filter((value) => value === 0).length;
  }
  return { total, zeros };
}
