// Options and sizes are normalised here, at the door; behind it they are complete.

/** One number for both directions, or [height, width]. */
export type Pair = number | readonly [number, number];

/**
 * The options with the defaults filled in; a name that the defaults lack is an error.
 *
 * @example
 * withDefaults("MaxPool2d", { padding: 1 }, { stride: 2, padding: 0 }); // { stride: 2, padding: 1 }
 */
export function withDefaults<T extends object>(owner: string, given: Readonly<Partial<T>>, defaults: T): T {
  if (typeof given !== "object" || given === null || Array.isArray(given))
    throw new TypeError(
      `${owner}: expected the options as an object, like { ${Object.keys(defaults)[0]}: ... }, got ${given}`,
    );
  for (const name of Object.keys(given)) {
    if (name in defaults) continue;
    const known = Object.keys(defaults);
    const meant = known.find((key) => key.toLowerCase() === name.replaceAll("_", "").toLowerCase());
    throw new TypeError(
      `${owner}: unknown option ${name}; ${meant ? `did you mean ${meant}?` : `it takes ${known.join(", ")}`}`,
    );
  }
  const options = { ...defaults };
  for (const key of Object.keys(given) as (keyof T)[])
    if (given[key] !== undefined) options[key] = given[key] as T[keyof T];
  return options;
}

/** [height, width] from a number or a pair of integers, none below `least`. */
export function pairOf(owner: string, name: string, value: Pair, least = 0): [number, number] {
  const pair = typeof value === "number" ? [value, value] : value;
  if (!Array.isArray(pair) || pair.length !== 2 || !pair.every((size) => Number.isInteger(size) && size >= least))
    throw new RangeError(
      `${owner}: expected ${name} to be an integer >= ${least} or [height, width] of them, got ${show(value)}`,
    );
  return [pair[0]!, pair[1]!];
}

/** An integer that is not below `least`. */
export function integer(owner: string, name: string, value: number, least = 1): number {
  if (!Number.isInteger(value) || value < least)
    throw new RangeError(`${owner}: expected ${name} to be an integer >= ${least}, got ${show(value)}`);
  return value;
}

/** One of a few words. */
export function oneOf<T extends string>(owner: string, name: string, value: T, allowed: readonly T[]): T {
  if (!allowed.includes(value))
    throw new RangeError(`${owner}: expected ${name} to be "${allowed.join('" or "')}", got ${show(value)}`);
  return value;
}

/** A dimension counted from the front, from one that may be negative. */
export function dimensionOf(owner: string, dim: number, rank: number): number {
  if (!Number.isInteger(dim) || dim < -rank || dim >= rank)
    throw new RangeError(
      `${owner}: expected a dimension in [${-rank}, ${rank - 1}] for a tensor of ${rank} dimensions, got ${dim}`,
    );
  return dim < 0 ? dim + rank : dim;
}

export function show(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(show).join(", ")}]`;
  return typeof value === "string" ? `"${value}"` : String(value);
}
