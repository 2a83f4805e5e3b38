import { Tensor } from "../tensor/index.ts";
import { Metric } from "./metric.ts";

/**
 * The mean of numbers, each with a weight: of batch losses, weighted by the batches' sizes.
 *
 * @example
 * const loss = new MeanMetric();
 * loss.update(0.5, 64);
 * loss.update(0.25, 64);
 * loss.compute(); // 0.375
 */
export class MeanMetric extends Metric<readonly [value: number | Tensor, weight?: number]> {
  #sum = 0;
  #weight = 0;

  update(value: number | Tensor, weight = 1): void {
    if (!(weight >= 0)) throw new RangeError(`MeanMetric.update: expected a weight >= 0, got ${weight}`);
    this.#sum += weight * (value instanceof Tensor ? value.item() : value);
    this.#weight += weight;
  }

  compute(): number {
    return this.#sum / this.#weight;
  }

  reset(): void {
    this.#sum = 0;
    this.#weight = 0;
  }

  protected override add(other: this): void {
    this.#sum += other.#sum;
    this.#weight += other.#weight;
  }
}
