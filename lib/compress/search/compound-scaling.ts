import { withDefaults } from "../../nn/options.ts";

export interface CompoundScalingOptions {
  /** Depth, width and resolution for phi = 1; EfficientNet's 1.2, 1.1 and 1.15. */
  alpha?: number;
  beta?: number;
  gamma?: number;
  /** Side of the base network's images (224). */
  resolution?: number;
}

export interface CompoundScaling {
  /** Factor for the number of layers: alpha^phi. */
  depth: number;
  /** Factor for the number of channels: beta^phi. */
  width: number;
  /** Side of the images, in pixels. */
  resolution: number;
  /** Factor for the multiply-accumulates: (alpha beta^2 gamma^2)^phi. */
  macs: number;
  /** alpha beta^2 gamma^2, which should be about 2, so that each step of phi doubles the cost. */
  constraint: number;
}

/**
 * Makes a network larger in depth, width and resolution together (Tan and Le 2019, EfficientNet).
 *
 * @param phi how many times the cost may double; 0 is the base network
 * @example
 * const { depth, width, macs } = compoundScaling(1);
 * [depth, width, Number(macs.toFixed(2))]; // [1.2, 1.1, 1.92]
 */
export function compoundScaling(phi: number, options: CompoundScalingOptions = {}): CompoundScaling {
  const defaults = { alpha: 1.2, beta: 1.1, gamma: 1.15, resolution: 224 };
  const { alpha, beta, gamma, resolution } = withDefaults<Required<CompoundScalingOptions>>(
    "compoundScaling",
    options,
    defaults,
  );
  for (const [name, value] of Object.entries({ alpha, beta, gamma }))
    if (!(value >= 1)) throw new RangeError(`compoundScaling: expected ${name} >= 1, got ${value}`);
  const constraint = alpha * beta ** 2 * gamma ** 2;
  return {
    depth: alpha ** phi,
    width: beta ** phi,
    resolution: Math.round(resolution * gamma ** phi),
    macs: constraint ** phi,
    constraint,
  };
}

/**
 * Channels after scaling: the nearest multiple of `divisor`, but never more than 10% below the exact number.
 *
 * @example
 * scaleChannels(32, 1.1); // 32
 */
export function scaleChannels(channels: number, width: number, divisor = 8): number {
  const exact = channels * width;
  const rounded = Math.max(divisor, Math.floor((exact + divisor / 2) / divisor) * divisor);
  return rounded < 0.9 * exact ? rounded + divisor : rounded;
}

/**
 * Layers of a stage after scaling, rounded up.
 *
 * @example
 * scaleRepeats(3, 1.2); // 4
 */
export function scaleRepeats(repeats: number, depth: number): number {
  return Math.ceil(repeats * depth);
}
