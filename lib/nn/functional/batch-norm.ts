import { batchNormTrain, batchNormTrainGrad } from "../../engine/kernels/index.ts";
import { isGradEnabled, noGrad, type Tensor } from "../../tensor/index.ts";
import {
  type Gradients,
  type Raw,
  rawOf,
  record,
  reshapeRaw,
  run,
  sameShape,
  show,
  tracks,
  using,
  wrap,
} from "../../tensor/internal.ts";
import { type Order, withRaws, wrapIn } from "../layout.ts";
import { withDefaults } from "../options.ts";

export interface BatchNormFunctionOptions {
  weight?: Tensor | null;
  bias?: Tensor | null;
  /** Take mean and variance from the batch, and move the running ones towards them (false). */
  training?: boolean;
  /** Weight of this batch in the running statistics (0.1). */
  momentum?: number;
  eps?: number;
}

/**
 * Normalizes each channel of [N, C, ...] over all other dimensions.
 *
 * Source: Ioffe and Szegedy, "Batch Normalization", ICML 2015.
 *
 * @example
 * F.batchNorm(x, runningMean, runningVar, { weight, bias, training: true });
 */
export function batchNorm(
  x: Tensor,
  runningMean: Tensor | null,
  runningVar: Tensor | null,
  options: BatchNormFunctionOptions = {},
): Tensor {
  const given = withDefaults<Required<BatchNormFunctionOptions>>("batchNorm", options, {
    weight: null,
    bias: null,
    training: false,
    momentum: 0.1,
    eps: 1e-5,
  });
  check(x, { ...given, runningMean, runningVar });
  if (given.training) return fromBatch(x, runningMean, runningVar, given);
  if (!runningMean || !runningVar)
    throw new TypeError("batchNorm: without training it needs runningMean and runningVar");
  return fromRunning(x, runningMean, runningVar, given);
}

function check(x: Tensor, vectors: Record<string, unknown>): void {
  if (x.ndim < 2) throw new RangeError(`batchNorm: expected a tensor with channels, [N, C, ...], got ${show(x.shape)}`);
  if (x.dtype !== "float32")
    throw new TypeError(`batchNorm: expected a float32 tensor, got ${x.dtype}; convert it with x.float()`);
  for (const name of ["runningMean", "runningVar", "weight", "bias"]) {
    const value = vectors[name] as Tensor | null;
    if (value && !sameShape(value.shape, [x.shape[1]!]))
      throw new RangeError(
        `batchNorm: expected ${name} of shape [${x.shape[1]}] for input ${show(x.shape)}, got ${show(value.shape)}`,
      );
  }
}

/** Normalizes with the batch's own mean and variance. */
function fromBatch(
  x: Tensor,
  runningMean: Tensor | null,
  runningVar: Tensor | null,
  { weight, bias, momentum, eps }: Required<BatchNormFunctionOptions>,
): Tensor {
  const channels = x.shape[1]!;
  const [y, meanRaw, varianceRaw, ...savedRaws] = asImages(x, [x], (image) =>
    using([vector(weight, channels, 1), vector(bias, channels, 0)], (scale, offset) => {
      const { y, mean, variance, saved } = batchNormTrain(image!, scale, offset, eps);
      return [y, mean, variance, ...saved];
    }),
  ) as [Raw, Raw, Raw, ...Raw[]];
  const out = unImage(y, x);
  const [mean, variance] = [wrap(meanRaw, "float32"), wrap(varianceRaw, "float32")];
  const saved = savedRaws.map((raw) => wrap(raw, "float32"));
  if (runningMean && runningVar) follow(runningMean, runningVar, mean, variance, momentum, x.numel() / channels);
  if (!tracks(x, weight, bias)) return out;
  const scaled = weight !== null;
  return record(
    "NativeBatchNormBackward0",
    out,
    [x, weight, bias],
    scaled ? [x, weight, ...saved] : [x, ...saved],
    (g, kept, node) => {
      const [x, weight] = [kept[0]!, scaled ? kept[1]! : null];
      if (isGradEnabled()) return composed(g, x, weight, eps);
      const [dx, dScale, dOffset] = asImages(x, [g, x], (dy, image) =>
        using([vector(weight, channels, 1)], (scale) => {
          const saved = kept.slice(scaled ? 2 : 1).map(rawOf);
          const gradients = batchNormTrainGrad(dy!, image!, scale, saved, eps);
          return [gradients.dx, gradients.dScale, gradients.dOffset];
        }),
      ) as [Raw, Raw, Raw];
      const all = [unImage(dx, x), wrap(dScale, "float32"), wrap(dOffset, "float32")];
      return all.map((gradient, i) => (node.needs(i) ? gradient : null));
    },
  );
}

/** The gradients in tensor operations, to be differentiated again. */
function composed(g: Tensor, x: Tensor, weight: Tensor | null, eps: number): Gradients {
  const dims = x.shape.map((_, i) => i).filter((i) => i !== 1);
  const mean = (t: Tensor) => t.mean(dims, { keepdim: true });
  const centred = x.sub(mean(x));
  const scale = mean(centred.square()).add(eps).rsqrt();
  const normal = centred.mul(scale);
  const dNormal = weight ? g.mul(perChannel(weight, x)) : g;
  const dx = scale.mul(dNormal.sub(mean(dNormal)).sub(normal.mul(mean(dNormal.mul(normal)))));
  return [dx, g.mul(normal).sum(dims), g.sum(dims)];
}

/** Moves the running statistics; the variance that is kept is the unbiased one, unlike the one that normalizes. */
function follow(
  runningMean: Tensor,
  runningVar: Tensor,
  mean: Tensor,
  variance: Tensor,
  momentum: number,
  count: number,
): void {
  noGrad(() => {
    runningMean.mul_(1 - momentum).add_(mean.mul(momentum));
    runningVar.mul_(1 - momentum).add_(variance.mul((momentum * count) / (count - 1)));
  });
}

/** Normalizes with the running mean and variance, which is one scale and one shift a channel. */
function fromRunning(
  x: Tensor,
  runningMean: Tensor,
  runningVar: Tensor,
  { weight, bias, eps }: Required<BatchNormFunctionOptions>,
): Tensor {
  if (!tracks(x, weight, bias)) return inferred(x, runningMean, runningVar, weight, bias, eps);
  const inverse = runningVar.add(eps).rsqrt();
  const scale = weight ? weight.mul(inverse) : inverse;
  const shift = bias ? bias.sub(runningMean.mul(scale)) : runningMean.mul(scale).neg();
  return x.mul(perChannel(scale, x)).add(perChannel(shift, x));
}

function inferred(
  x: Tensor,
  mean: Tensor,
  variance: Tensor,
  weight: Tensor | null,
  bias: Tensor | null,
  eps: number,
): Tensor {
  const channels = x.shape[1]!;
  const [y] = asImages(x, [x], (image) =>
    using([vector(weight, channels, 1), vector(bias, channels, 0)], (scale, offset) => [
      run(
        "FusedBatchNorm",
        { x: image!, scale, offset, mean: rawOf(mean), variance: rawOf(variance) },
        { varianceEpsilon: eps },
      ),
    ]),
  );
  return unImage(y!, x);
}

function perChannel(vector: Tensor, x: Tensor): Tensor {
  return vector.reshape([1, -1, ...x.shape.slice(2).map(() => 1)]);
}

/** Channels last. */
function orderOf(x: Tensor): Order {
  return [0, ...Array.from({ length: x.ndim - 2 }, (_, i) => i + 2), 1];
}

/** Runs `body` on tensors of x's shape as [N, 1, rest, C] images. */
function asImages(x: Tensor, tensors: readonly Tensor[], body: (...images: Raw[]) => Raw[]): Raw[] {
  const order = orderOf(x);
  const [n, c] = x.shape as [number, number];
  const shape = [n, 1, x.numel() / Math.max(n * c, 1), c];
  return withRaws(
    tensors.map((tensor) => [tensor, order] as const),
    (...raws) =>
      using(
        raws.map((raw) => reshapeRaw(raw, shape)),
        (...images) => body(...images),
      ),
  );
}

/** A tensor of x's shape from a [N, 1, rest, C] image. */
function unImage(image: Raw, x: Tensor): Tensor {
  const order = orderOf(x);
  const raw = using([image], (image) =>
    reshapeRaw(
      image,
      order.map((dim) => x.shape[dim]!),
    ),
  );
  return wrapIn(raw, x.shape, order);
}

/** A vector's raw tensor, or one filled with a number; the caller's own. */
function vector(value: Tensor | null, channels: number, fill: number): Raw {
  if (value) return reshapeRaw(rawOf(value), [channels]);
  return run("Fill", {}, { shape: [channels], value: fill, dtype: "float32" });
}
