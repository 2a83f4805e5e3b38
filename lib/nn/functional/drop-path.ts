import { defaultGenerator, type Generator } from "../../random/index.ts";
import { noGrad, type Tensor } from "../../tensor/index.ts";
import { fromValues, show } from "../../tensor/internal.ts";
import { integer, oneOf, withDefaults } from "../options.ts";
import { pad } from "./pad.ts";
import { maxPool2d } from "./pool.ts";

export interface DropPathOptions {
  /** The probability of dropping (0.5). */
  p?: number;
  /** "row" drops samples one by one, "batch" all together. */
  mode?: "row" | "batch";
  training?: boolean;
  generator?: Generator;
}

/**
 * Sets whole samples to 0 with probability p and scales the others by 1 / (1 - p): for the branches of residual networks.
 *
 * Source: Huang et al., "Deep Networks with Stochastic Depth", ECCV 2016 (torchvision's `stochastic_depth`).
 *
 * @example
 * x.add(F.dropPath(branch.forward(x), { p: 0.1, training: this.training }));
 */
export function dropPath(x: Tensor, options: DropPathOptions = {}): Tensor {
  const { p, mode, training, generator } = withDefaults<Required<DropPathOptions>>("dropPath", options, {
    p: 0.5,
    mode: "row",
    training: true,
    generator: defaultGenerator,
  });
  checkProbability("dropPath", p);
  oneOf("dropPath", "mode", mode, ["row", "batch"]);
  if (!training || p === 0) return x;
  const rows = mode === "row" ? x.shape[0]! : 1;
  const kept = Float32Array.from(generator.bernoulli(rows, 1 - p), (value) => (p < 1 ? value / (1 - p) : value));
  return x.mul(fromValues(kept, [rows, ...x.shape.slice(1).map(() => 1)], "float32"));
}

export interface DropBlockOptions {
  /** The probability that an element lies in a dropped block, about (0.5). */
  p?: number;
  /** Side of the blocks (7). */
  blockSize?: number;
  /** Keeps the scale finite (1e-6). */
  eps?: number;
  training?: boolean;
  generator?: Generator;
}

/**
 * Sets square blocks of [N, C, H, W] feature maps to 0 and scales the rest, so that neighbours cannot fill in.
 *
 * Source: Ghiasi et al., "DropBlock", NeurIPS 2018 (torchvision's `drop_block2d`).
 */
export function dropBlock2d(x: Tensor, options: DropBlockOptions = {}): Tensor {
  const { p, blockSize, eps, training, generator } = withDefaults<Required<DropBlockOptions>>("dropBlock2d", options, {
    p: 0.5,
    blockSize: 7,
    eps: 1e-6,
    training: true,
    generator: defaultGenerator,
  });
  checkProbability("dropBlock2d", p);
  integer("dropBlock2d", "blockSize", blockSize);
  if (x.ndim !== 4) throw new RangeError(`dropBlock2d: expected a [N, C, H, W] tensor, got ${show(x.shape)}`);
  if (!training || p === 0) return x;
  const [n, c, height, width] = x.shape as [number, number, number, number];
  const side = Math.min(blockSize, height, width);
  const [rows, columns] = [height - side + 1, width - side + 1];
  const gamma = (p * height * width) / (side ** 2 * (rows * columns));
  return noGrad(() => {
    const seeds = new Float32Array(generator.bernoulli(n * c * rows * columns, gamma));
    const half = Math.floor(side / 2);
    const padded = pad(fromValues(seeds, [n, c, rows, columns], "float32"), [half, half, half, half]);
    const kept = maxPool2d(padded, side, { stride: 1, padding: half }).rsub(1);
    return kept.mul(kept.numel() / (eps + kept.sum().item()));
  }).mul(x);
}

function checkProbability(owner: string, p: number): void {
  if (!(p >= 0 && p <= 1))
    throw new RangeError(`${owner}: expected p, the probability of dropping, in [0, 1], got ${p}`);
}
