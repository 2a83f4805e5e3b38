import type { Generator } from "../../random/index.ts";

/** The choices for each part of an architecture: `{ width: [8, 16, 32], depth: [1, 2, 3] }`. */
export type SearchSpace = Readonly<Record<string, readonly unknown[]>>;

/** One choice for each part. */
export type Architecture<S extends SearchSpace> = { [K in keyof S]: S[K][number] };

/** How many architectures a space holds. */
export function sizeOf(space: SearchSpace): number {
  return Object.values(space).reduce((product, choices) => product * choices.length, 1);
}

export function checkSpace(space: SearchSpace): void {
  const empty = Object.entries(space).find(([, choices]) => choices.length === 0);
  if (empty || Object.keys(space).length === 0)
    throw new RangeError(
      empty
        ? `search: "${empty[0]}" has no choices`
        : "search: expected a space like { width: [8, 16], depth: [1, 2] }, got nothing to choose",
    );
}

export function sample<S extends SearchSpace>(space: S, generator: Generator): Architecture<S> {
  const entries = Object.entries(space).map(([name, choices]) => [name, choices[below(choices.length, generator)]]);
  return Object.fromEntries(entries) as Architecture<S>;
}

/** Another choice for one part that has several. */
export function mutate<S extends SearchSpace>(
  space: S,
  parent: Architecture<S>,
  generator: Generator,
): Architecture<S> {
  const open = Object.keys(space).filter((name) => space[name]!.length > 1);
  if (open.length === 0) return parent;
  const name = open[below(open.length, generator)]!;
  const others = space[name]!.filter((choice) => choice !== parent[name]);
  return { ...parent, [name]: others[below(others.length, generator)] };
}

export function below(n: number, generator: Generator): number {
  return generator.randint(0, n, 1)[0]!;
}
