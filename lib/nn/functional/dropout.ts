import { defaultGenerator, type Generator } from "../../random/index.ts";
import type { Tensor } from "../../tensor/index.ts";
import { fromValues, show } from "../../tensor/internal.ts";
import { withDefaults } from "../options.ts";

export interface DropoutOptions {
  /** The probability of dropping (0.5). */
  p?: number;
  /** Without training nothing is dropped (true). */
  training?: boolean;
  generator?: Generator;
}

function settings(owner: string, options: DropoutOptions): Required<DropoutOptions> {
  const given = withDefaults<Required<DropoutOptions>>(owner, options, {
    p: 0.5,
    training: true,
    generator: defaultGenerator,
  });
  if (!(given.p >= 0 && given.p <= 1))
    throw new RangeError(`${owner}: expected p, the probability of dropping, in [0, 1], got ${given.p}`);
  return given;
}

/** `scale` where a draw keeps an element, else 0. The draws are PyTorch's. */
function noise(shape: readonly number[], { p, generator }: Required<DropoutOptions>, scale: number): Tensor {
  const size = shape.reduce((a, b) => a * b, 1);
  const values = new Float32Array(generator.bernoulli(size, 1 - p));
  if (scale !== 1) for (let i = 0; i < size; i++) values[i]! *= scale;
  return fromValues(values, shape, "float32");
}

/** One draw for each channel of each sample. */
function channelShape(owner: string, x: Tensor): number[] {
  if (x.ndim < 2) throw new RangeError(`${owner}: expected a tensor with channels, [N, C, ...], got ${show(x.shape)}`);
  return [x.shape[0]!, x.shape[1]!, ...x.shape.slice(2).map(() => 1)];
}

function drop(x: Tensor, shape: readonly number[], options: Required<DropoutOptions>): Tensor {
  if (options.p === 0 || !options.training || x.numel() === 0) return x;
  if (options.p === 1) return x.mul(0);
  return x.mul(noise(shape, options, 1 / (1 - options.p)));
}

/**
 * Sets elements to 0 with probability p and scales the others by 1 / (1 - p).
 *
 * @example
 * F.dropout(x, { p: 0.2, training: this.training });
 */
export function dropout(x: Tensor, options: DropoutOptions = {}): Tensor {
  return drop(x, x.shape, settings("dropout", options));
}

/** Drops whole channels of [N, C, L] or [C, L] sequences. */
export function dropout1d(x: Tensor, options: DropoutOptions = {}): Tensor {
  if (x.ndim === 2) return dropout1d(x.unsqueeze(0), options).squeeze(0);
  return drop(x, channelShape("dropout1d", x), settings("dropout1d", options));
}

/** Drops whole channels of [N, C, H, W] images. */
export function dropout2d(x: Tensor, options: DropoutOptions = {}): Tensor {
  return drop(x, channelShape("dropout2d", x), settings("dropout2d", options));
}

const SELU_LIMIT = 1.7580993408473766;

/** Sets elements to the limit of SELU, then shifts and scales to keep mean and variance. */
function alphaDrop(x: Tensor, shape: readonly number[], options: Required<DropoutOptions>): Tensor {
  const { p } = options;
  if (p === 0 || !options.training || x.numel() === 0) return x;
  if (p === 1) return x.mul(0);
  const scale = 1 / Math.sqrt((SELU_LIMIT ** 2 * p + 1) * (1 - p));
  const kept = noise(shape, options, 1);
  const shift = kept
    .sub(1)
    .mul(SELU_LIMIT * scale)
    .add(SELU_LIMIT * scale * p);
  return x.mul(kept.mul(scale)).add(shift);
}

/** Dropout that keeps mean and variance of self-normalizing networks. Source: Klambauer et al., 2017. */
export function alphaDropout(x: Tensor, options: DropoutOptions = {}): Tensor {
  return alphaDrop(x, x.shape, settings("alphaDropout", options));
}

/** `alphaDropout` of whole channels. */
export function featureAlphaDropout(x: Tensor, options: DropoutOptions = {}): Tensor {
  return alphaDrop(x, channelShape("featureAlphaDropout", x), settings("featureAlphaDropout", options));
}
