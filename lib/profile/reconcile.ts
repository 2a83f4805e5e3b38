import { Module } from "../nn/index.ts";
import { type Claim, parseClaim, readingsOf } from "./claim.ts";
import {
  BIASES,
  type Choice,
  type Countable,
  countable,
  FACTORS,
  INPUTS,
  KERNELS,
  NORMS,
  PARTS,
} from "./conventions.ts";
import { type Column, type Table, TableReport, textTable } from "./table.ts";
import { grouped } from "./units.ts";

/** A way to count that is in use, and what it gives. */
export interface ConventionCount {
  count: number;
  /** The decisions that make it up: "weights only, no bias", "5x5 in the third branch, as in the paper" ... */
  conventions: string[];
  /** How far from the plain way. */
  cost: number;
}

/** A way to count that gives the claim. */
export interface Match extends ConventionCount {
  /** How the claim abbreviates the count: "K = 1024"; "" where it is the count itself. */
  reading: string;
}

/**
 * Every known way to count the parameters of a layer, from the plainest on; ways that give the same count appear once.
 *
 * @example
 * countConventions(new nn.Conv2d(3, 64, 7))[0].count; // 9408
 */
export function countConventions(layer: Module | readonly Module[]): ConventionCount[] {
  const whole = countable(layer instanceof Module ? [layer] : layer);
  const ways: ConventionCount[] = [];
  for (const part of PARTS.filter((rule) => rule.applies(whole))) {
    const rest = part.part(whole);
    const usable = <R extends { applies: (layer: Countable) => boolean }>(rules: readonly R[]) =>
      rules.filter((rule) => rule.applies(rest));
    for (const kernels of usable(KERNELS))
      for (const factors of usable(FACTORS))
        for (const inputs of usable(INPUTS))
          for (const biases of usable(BIASES))
            for (const norms of usable(NORMS)) {
              const weights = rest.weights.reduce((sum, weight) => {
                const taps = factors.taps(kernels.kernel(weight));
                const products = taps * (inputs.inputs(weight) / weight.groups) * weight.outputs;
                return sum + products + (biases.bias(weight) ? weight.outputs : 0);
              }, 0);
              const others = rest.others.reduce((sum, { count }) => sum + count, 0);
              ways.push(way(weights + norms.count(rest) + others, [biases, norms, kernels, factors, inputs, part]));
            }
  }
  ways.sort((a, b) => a.cost - b.cost);
  const seen = new Set<number>();
  return ways.filter(({ count }) => !seen.has(count) && seen.add(count));
}

function way(count: number, choices: readonly Choice[]): ConventionCount {
  return {
    count,
    conventions: choices.map(({ name }) => name).filter((name) => name !== ""),
    cost: choices.reduce((sum, choice) => sum + choice.cost, 0),
  };
}

/** What `reconcile` found. */
export class Reconciliation extends TableReport<ConventionCount> {
  readonly claimed: number | string;
  /** Ways to count that give the claim, the plainest first; empty if none does. */
  readonly matches: readonly Match[];
  /** All ways that were tried. */
  readonly tried: readonly ConventionCount[];
  /** The way whose count comes nearest, where none matches. */
  readonly nearest: ConventionCount | null;

  constructor(claimed: number | string, claim: Claim, tried: readonly ConventionCount[]) {
    super();
    this.claimed = claimed;
    this.tried = tried;
    this.matches = tried
      .flatMap((way) =>
        readingsOf(way.count, claim).map(({ name, cost }) => ({ ...way, reading: name, cost: way.cost + cost })),
      )
      .sort((a, b) => a.cost - b.cost);
    const distance = ({ count }: ConventionCount) => Math.abs(count / plainValue(claim) - 1);
    this.nearest = this.matches.length > 0 ? null : (tried.toSorted((a, b) => distance(a) - distance(b))[0] ?? null);
  }

  /** One sentence. */
  get message(): string {
    const [best] = this.matches;
    if (best) return `${this.claimed} is ${describe(best)}`;
    if (!this.nearest) return `${this.claimed}: the layer has nothing to count`;
    const off = (this.nearest.count / plainValue(parseClaim(this.claimed)) - 1) * 100;
    return (
      `${this.claimed}: no convention gives this count. The nearest is ${describe({ ...this.nearest, reading: "" })}, ` +
      `${Math.abs(off).toFixed(1)}% ${off > 0 ? "more" : "less"}`
    );
  }

  get #others(): string[] {
    return this.matches.length > 1
      ? [`Also, perhaps by chance: ${this.matches.slice(1, 4).map(describe).join("; ")}`]
      : [];
  }

  override toString(): string {
    return [this.message, ...this.#others, "", textTable(COLUMNS, this.tried)].join("\n");
  }

  protected override table(): Table<ConventionCount> {
    return { columns: COLUMNS, rows: this.tried, notes: [this.message, ...this.#others] };
  }
}

const COLUMNS: Column<ConventionCount>[] = [
  { head: "count", right: true, text: ({ count }) => grouped(count) },
  { head: "/ 1000", right: true, text: ({ count }) => (count / 1000).toFixed(1) },
  { head: "/ 1024", right: true, text: ({ count }) => (count / 1024).toFixed(1) },
  { head: "convention", text: ({ conventions }) => conventions.join("; ") },
];

function describe({ count, conventions, reading }: Match): string {
  return `${grouped(count)} (${[...conventions, reading].filter((text) => text !== "").join("; ")})`;
}

function plainValue({ value, unit }: Claim): number {
  return value * { "": 1, K: 1e3, M: 1e6 }[unit];
}

/**
 * Which convention stands behind a claimed number of parameters: biases or not, batch norm, auxiliary classifiers, factorised
 * kernels, 3x3 or 5x5, K = 1000 or 1024. It says so when none fits.
 *
 * `layer` may be several modules that a table counts as one.
 *
 * @example
 * const { conv1 } = googlenet();
 * reconcile(conv1, "2.7K").message; // "2.7K is 2,688 (weights only, no bias; factorised: k x 1 and 1 x k in place of k x k; K = 1000)"
 */
export function reconcile(layer: Module | readonly Module[], claimed: number | string): Reconciliation {
  return new Reconciliation(claimed, parseClaim(claimed), countConventions(layer));
}
