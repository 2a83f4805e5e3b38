import type { Tensor } from "../../tensor/index.ts";
import { show, sizeOf } from "../../tensor/internal.ts";
import { withDefaults } from "../options.ts";
import { pad } from "./pad.ts";

interface Affine {
  weight?: Tensor | null;
  bias?: Tensor | null;
  eps?: number;
}

/** Over the last dimensions, whose sizes are `normalizedShape`. Source: Ba, Kiros and Hinton, 2016. */
export function layerNorm(x: Tensor, normalizedShape: readonly number[], options: Affine = {}): Tensor {
  const { weight, bias, eps } = withDefaults<Required<Affine>>("layerNorm", options, {
    weight: null,
    bias: null,
    eps: 1e-5,
  });
  const rows = x.reshape([-1, sizeOf(normalizedShape)]);
  return scaled(standardized(rows, eps).reshape(x.shape), weight, bias);
}

/** Divides by the root mean square over the last dimensions. Source: Zhang and Sennrich, 2019. */
export function rmsNorm(
  x: Tensor,
  normalizedShape: readonly number[],
  options: { weight?: Tensor | null; eps?: number | null } = {},
): Tensor {
  const { weight, eps } = withDefaults<{ weight: Tensor | null; eps: number | null }>("rmsNorm", options, {
    weight: null,
    eps: null,
  });
  const dims = normalizedShape.map((_, i) => x.ndim - normalizedShape.length + i);
  // Without an eps PyTorch takes the smallest step of the type.
  const scale = x
    .square()
    .mean(dims, { keepdim: true })
    .add(eps ?? 2 ** -23)
    .rsqrt();
  return scaled(x.mul(scale), weight, null);
}

/** Over groups of channels of each sample. Source: Wu and He, 2018. */
export function groupNorm(x: Tensor, numGroups: number, options: Affine = {}): Tensor {
  const { weight, bias, eps } = withDefaults<Required<Affine>>("groupNorm", options, {
    weight: null,
    bias: null,
    eps: 1e-5,
  });
  const channels = x.shape[1]!;
  if (channels % numGroups !== 0)
    throw new RangeError(`groupNorm: ${channels} channels do not divide into ${numGroups} groups ${show(x.shape)}`);
  const groups = x.reshape([x.shape[0]! * numGroups, -1]);
  return scaledChannels(standardized(groups, eps).reshape(x.shape), weight, bias);
}

export interface InstanceNormOptions extends Affine {
  runningMean?: Tensor | null;
  runningVar?: Tensor | null;
  /** Take mean and variance from the input rather than from the running ones (true). */
  useInputStats?: boolean;
  /** Weight of this batch in the running statistics (0.1). */
  momentum?: number;
}

/** Over each channel of each sample of [N, C, ...]. Source: Ulyanov, Vedaldi and Lempitsky, 2016. */
export function instanceNorm(x: Tensor, options: InstanceNormOptions = {}): Tensor {
  const given = withDefaults<Required<InstanceNormOptions>>("instanceNorm", options, {
    runningMean: null,
    runningVar: null,
    weight: null,
    bias: null,
    useInputStats: true,
    momentum: 0.1,
    eps: 1e-5,
  });
  const { runningMean, runningVar, weight, bias, useInputStats, momentum, eps } = given;
  const [n, c] = x.shape as [number, number];
  if (!useInputStats) {
    const shape = [1, c, ...x.shape.slice(2).map(() => 1)];
    const scale = runningVar!.add(eps).rsqrt();
    return scaledChannels(x.sub(runningMean!.reshape(shape)).mul(scale.reshape(shape)), weight, bias);
  }
  const count = sizeOf(x.shape.slice(2));
  if (count === 1)
    throw new RangeError(
      `instanceNorm: expected more than 1 value per channel and sample when training, got ${show(x.shape)}`,
    );
  const rows = x.reshape([n * c, count]);
  if (runningMean && runningVar) trackInstances(rows.detach(), n, c, { runningMean, runningVar, momentum });
  return scaledChannels(standardized(rows, eps).reshape(x.shape), weight, bias);
}

function trackInstances(
  rows: Tensor,
  n: number,
  c: number,
  { runningMean, runningVar, momentum }: { runningMean: Tensor; runningVar: Tensor; momentum: number },
): void {
  const mean = rows.mean(1, { keepdim: true });
  const count = rows.shape[1]!;
  const variance = rows
    .sub(mean)
    .square()
    .sum(1)
    .div(count - 1);
  for (const [running, values] of [
    [runningMean, mean],
    [runningVar, variance],
  ] as const)
    running.mul_(1 - momentum).add_(values.reshape([n, c]).mean(0).mul(momentum));
}

/** Divides by the energy of `size` neighbouring channels. Source: Krizhevsky, Sutskever and Hinton, 2012. */
export function localResponseNorm(
  x: Tensor,
  size: number,
  options: { alpha?: number; beta?: number; k?: number } = {},
): Tensor {
  const { alpha, beta, k } = withDefaults("localResponseNorm", options, { alpha: 1e-4, beta: 0.75, k: 1 });
  const channels = x.shape[1]!;
  const squares = x.square();
  let sum: Tensor | null = null;
  // The window of channels around each one; those beyond the ends count as 0.
  for (let shift = -Math.floor(size / 2); shift <= Math.floor((size - 1) / 2); shift++) {
    if (Math.abs(shift) >= channels) continue;
    const part = squares.narrow(1, Math.max(shift, 0), channels - Math.abs(shift));
    const padded = pad(part, [...x.shape.slice(2).flatMap(() => [0, 0]), Math.max(-shift, 0), Math.max(shift, 0)]);
    sum = sum === null ? padded : sum.add(padded);
  }
  return x.div(sum!.div(size).mul(alpha).add(k).pow(beta));
}

/** (rows - mean) / standard deviation, row by row. */
function standardized(rows: Tensor, eps: number): Tensor {
  const centred = rows.sub(rows.mean(1, { keepdim: true }));
  return centred.mul(centred.square().mean(1, { keepdim: true }).add(eps).rsqrt());
}

function scaled(x: Tensor, weight: Tensor | null, bias: Tensor | null): Tensor {
  const y = weight ? x.mul(weight) : x;
  return bias ? y.add(bias) : y;
}

function scaledChannels(x: Tensor, weight: Tensor | null, bias: Tensor | null): Tensor {
  const shape = [1, -1, ...x.shape.slice(2).map(() => 1)];
  return scaled(x, weight?.reshape(shape) ?? null, bias?.reshape(shape) ?? null);
}
