import { integer, withDefaults } from "../../../nn/options.ts";

export interface ClassifierOptions {
  /** How many classes the last layer tells apart (1000). */
  numClasses?: number;
  /** Probability of dropping before the last layer; the model's own unless given. */
  dropout?: number;
}

/** A classifier's options, checked and filled in: 1000 classes as in ImageNet, and the model's own defaults. */
export function classifierDefaults<T extends object>(
  name: string,
  options: Partial<T> & { numClasses?: number },
  own: T,
): T & { numClasses: number } {
  const given = withDefaults<object>(name, options, { numClasses: 1000, ...own }) as T & { numClasses: number };
  integer(name, "numClasses", given.numClasses);
  return given;
}
