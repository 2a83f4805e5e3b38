import { randperm, type Tensor, tensor } from "../../tensor/index.ts";

/**
 * Picks predictions to train on, with at most a given share of positives. Draws as torchvision's sampler does.
 *
 * @example
 * const sampler = new BalancedPositiveNegativeSampler(4, 0.5);
 * const { positive, negative } = sampler.forward(tensor([1, 0, 0, 0, -1], { dtype: "int32" }));
 * [positive.numel(), negative.numel()]; // [ 1, 3 ]
 */
export class BalancedPositiveNegativeSampler {
  readonly batchSizePerImage: number;
  readonly positiveFraction: number;

  constructor(batchSizePerImage: number, positiveFraction: number) {
    this.batchSizePerImage = batchSizePerImage;
    this.positiveFraction = positiveFraction;
  }

  /**
   * From labels [N] of one image, 1 and above positive, 0 negative, below ignored: the numbers of the predictions that were
   * picked, int32.
   */
  forward(labels: Tensor): { positive: Tensor; negative: Tensor } {
    const values = labels.data;
    const where = (test: (label: number) => boolean) => Array.from(values.keys()).filter((i) => test(values[i]!));
    const [positives, negatives] = [where((label) => label >= 1), where((label) => label === 0)];
    const wanted = Math.floor(this.batchSizePerImage * this.positiveFraction);
    const positiveCount = Math.min(positives.length, wanted);
    const negativeCount = Math.min(negatives.length, this.batchSizePerImage - positiveCount);
    return { positive: pick(positives, positiveCount), negative: pick(negatives, negativeCount) };
  }
}

function pick(numbers: readonly number[], count: number): Tensor {
  const order = randperm(numbers.length).data;
  return tensor(
    Int32Array.from({ length: count }, (_, i) => numbers[order[i]!]!),
    { dtype: "int32" },
  );
}
