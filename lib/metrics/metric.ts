/**
 * A number over a whole data set that is fed batch by batch.
 *
 * `update` takes a batch, `compute` says what it comes to so far, `reset` starts afresh, and `merge` adds what another
 * metric of the same kind has seen: the order of batches does not matter, and parts put together equal the whole.
 *
 * @example
 * class Largest extends Metric<[number]> {
 *   largest = NaN;
 *   update(value: number) {
 *     this.largest = Math.max(value, this.largest || value);
 *   }
 *   compute() {
 *     return this.largest;
 *   }
 *   reset() {
 *     this.largest = NaN;
 *   }
 *   add(other: this) {
 *     if (!Number.isNaN(other.largest)) this.update(other.largest);
 *   }
 * }
 * const metric = new Largest();
 * metric.update(3);
 * metric.compute(); // 3
 */
export abstract class Metric<Inputs extends readonly unknown[], Value = number> {
  readonly #warned = new Set<string>();

  abstract update(...inputs: Inputs): void;
  /** What all batches since the last `reset` come to; NaN where there is nothing to tell. */
  abstract compute(): Value;
  abstract reset(): void;

  /** Adds what `other` has seen. */
  merge(other: this): void {
    if (other === this) throw new TypeError(`${this.constructor.name}.merge: a metric cannot be merged with itself`);
    if (other?.constructor !== this.constructor)
      throw new TypeError(
        `${this.constructor.name}.merge: expected another ${this.constructor.name}, got ${other?.constructor?.name ?? other}`,
      );
    this.add(other);
  }

  protected abstract add(other: this): void;

  /** Reasons why the number may mislead on what was seen, each with what to look at instead. */
  warnings(): string[] {
    return [];
  }

  /** Prints the warnings that were not printed before; metrics call it when they are computed. */
  protected warn(): void {
    for (const text of this.warnings()) {
      // The same reason comes with other figures as more is seen.
      const reason = text.replace(/[\d.]+/g, "#");
      if (this.#warned.has(reason)) continue;
      this.#warned.add(reason);
      console.warn(`${this.constructor.name}: ${text}`);
    }
  }
}

/** A share as people read it: "97.5%". */
export function percent(share: number): string {
  return `${Number((100 * share).toFixed(1))}%`;
}
