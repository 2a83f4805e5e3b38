// Same formulas and same draws as torch.nn.init, so that a seed gives the same weights.

import { isOnMeta } from "../engine/meta/index.ts";
import { defaultGenerator, type Generator } from "../random/index.ts";
import { linalg, tensor as makeTensor, noGrad, randn, type Tensor } from "../tensor/index.ts";

/** The functions that `calculateGain` knows. */
export type Nonlinearity =
  | "linear"
  | "conv1d"
  | "conv2d"
  | "convTranspose1d"
  | "convTranspose2d"
  | "sigmoid"
  | "tanh"
  | "relu"
  | "leakyRelu"
  | "selu";

interface Random {
  generator?: Generator;
}
interface Kaiming extends Random {
  /** Negative slope of the leaky ReLU behind the layer (0). */
  a?: number;
  mode?: "fanIn" | "fanOut";
  nonlinearity?: Nonlinearity;
}

/** The factor by which a nonlinearity's layer should scale its initial weights. */
export function calculateGain(nonlinearity: Nonlinearity, param = 0.01): number {
  if (nonlinearity === "tanh") return 5 / 3;
  if (nonlinearity === "relu") return Math.sqrt(2);
  if (nonlinearity === "leakyRelu") return Math.sqrt(2 / (1 + param ** 2));
  if (nonlinearity === "selu") return 3 / 4;
  if (["linear", "conv1d", "conv2d", "convTranspose1d", "convTranspose2d", "sigmoid"].includes(nonlinearity)) return 1;
  throw new RangeError(`calculateGain: unknown nonlinearity "${nonlinearity}"`);
}

/** Fills a tensor with numbers uniform over [a, b). */
export function uniform_(
  tensor: Tensor,
  { a = 0, b = 1, generator = defaultGenerator }: Random & { a?: number; b?: number } = {},
): Tensor {
  return isOnMeta() ? tensor : fill(tensor, generator.uniform(size(tensor), a, b));
}

/** Fills a tensor with normal numbers. */
export function normal_(
  tensor: Tensor,
  { mean = 0, std = 1, generator = defaultGenerator }: Random & { mean?: number; std?: number } = {},
): Tensor {
  return isOnMeta() ? tensor : fill(tensor, generator.normal(size(tensor), mean, std));
}

/** Fills a tensor with normal numbers, drawing again those outside [a, b]. */
export function truncNormal_(
  tensor: Tensor,
  options: Random & { mean?: number; std?: number; a?: number; b?: number } = {},
): Tensor {
  const { mean = 0, std = 1, a = -2, b = 2, generator = defaultGenerator } = options;
  if (!(a < b) || mean + 4 * std < a || mean - 4 * std > b)
    throw new RangeError(
      `truncNormal_: [a, b] = [${a}, ${b}] holds next to nothing of a normal with mean ${mean} and std ${std}`,
    );
  if (isOnMeta()) return tensor;
  const n = size(tensor);
  const [low, high] = [Math.fround(a), Math.fround(b)];
  const outside = (value: number) => value < low || value > high;
  const values = generator.normal(n, mean, std);
  // Like PyTorch, each round draws for every element and uses what is needed.
  while (values.some(outside)) {
    const again = generator.normal(n, mean, std);
    for (let i = 0; i < n; i++) if (outside(values[i]!)) values[i] = again[i]!;
  }
  return fill(tensor, values);
}

export function constant_(tensor: Tensor, value: number): Tensor {
  return noGrad(() => tensor.fill_(value));
}

export function ones_(tensor: Tensor): Tensor {
  return constant_(tensor, 1);
}

export function zeros_(tensor: Tensor): Tensor {
  return constant_(tensor, 0);
}

/** Makes a matrix the identity. */
export function eye_(tensor: Tensor): Tensor {
  const [rows, columns] = tensor.shape;
  if (tensor.shape.length !== 2)
    throw new RangeError(`eye_: expected a matrix, got a tensor of shape [${tensor.shape.join(", ")}]`);
  const values = new Float32Array(rows! * columns!);
  for (let i = 0; i < Math.min(rows!, columns!); i++) values[i * columns! + i] = 1;
  return fill(tensor, values);
}

/** Makes a convolution's weight pass its input channels on, as far as there are as many outputs. */
export function dirac_(tensor: Tensor, { groups = 1 }: { groups?: number } = {}): Tensor {
  const [out, inside, ...kernel] = tensor.shape;
  if (kernel.length < 1 || kernel.length > 3 || out! % groups !== 0)
    throw new RangeError(
      `dirac_: expected a convolution's weight whose output channels divide by groups ${groups}, got shape [${tensor.shape.join(", ")}]`,
    );
  const perGroup = out! / groups;
  const taps = kernel.reduce((a, b) => a * b, 1);
  const centre = kernel.reduce((at, length) => at * length + Math.floor(length / 2), 0);
  const values = new Float32Array(size(tensor));
  for (let group = 0; group < groups; group++)
    for (let d = 0; d < Math.min(perGroup, inside!); d++)
      values[((group * perGroup + d) * inside! + d) * taps + centre] = 1;
  return fill(tensor, values);
}

/** Source: Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural networks", 2010. */
export function xavierUniform_(tensor: Tensor, { gain = 1, generator }: Random & { gain?: number } = {}): Tensor {
  const { fanIn, fanOut } = fans(tensor);
  const bound = Math.sqrt(3) * (gain * Math.sqrt(2 / (fanIn + fanOut)));
  return uniform_(tensor, { a: -bound, b: bound, generator });
}

/** Source: Glorot and Bengio, 2010, with normal numbers. */
export function xavierNormal_(tensor: Tensor, { gain = 1, generator }: Random & { gain?: number } = {}): Tensor {
  const { fanIn, fanOut } = fans(tensor);
  return normal_(tensor, { std: gain * Math.sqrt(2 / (fanIn + fanOut)), generator });
}

/**
 * Source: He et al., "Delving Deep into Rectifiers", ICCV 2015.
 *
 * @example
 * init.kaimingUniform_(layer.weight, { nonlinearity: "relu" });
 */
export function kaimingUniform_(tensor: Tensor, options: Kaiming = {}): Tensor {
  const bound = Math.sqrt(3) * kaimingStd(tensor, options);
  return uniform_(tensor, { a: -bound, b: bound, generator: options.generator });
}

/** Source: He et al., ICCV 2015, with normal numbers. */
export function kaimingNormal_(tensor: Tensor, options: Kaiming = {}): Tensor {
  return normal_(tensor, { std: kaimingStd(tensor, options), generator: options.generator });
}

function kaimingStd(tensor: Tensor, { a = 0, mode = "fanIn", nonlinearity = "leakyRelu" }: Kaiming): number {
  const fan = fans(tensor)[mode];
  if (fan === undefined) throw new RangeError(`kaiming: expected mode "fanIn" or "fanOut", got "${mode}"`);
  return calculateGain(nonlinearity, a) / Math.sqrt(fan);
}

/**
 * Rows (or columns, of tall weights) at right angles and of length `gain`.
 *
 * Source: Saxe et al., "Exact solutions to the nonlinear dynamics of learning in deep linear neural networks", ICLR 2014.
 *
 * @example
 * init.orthogonal_(layer.weight, { gain: init.calculateGain("relu") });
 */
export function orthogonal_(
  tensor: Tensor,
  { gain = 1, generator = defaultGenerator }: Random & { gain?: number } = {},
): Tensor {
  const [rows, ...rest] = tensor.shape;
  if (rows === undefined || rest.length === 0)
    throw new RangeError(
      `orthogonal_: expected a weight of at least 2 dimensions, got shape [${tensor.shape.join(", ")}]`,
    );
  if (isOnMeta() || size(tensor) === 0) return tensor;
  return noGrad(() => {
    const columns = size(tensor) / rows;
    const drawn = randn([rows, columns], { generator });
    const [q, r] = linalg.qr(rows < columns ? drawn.t() : drawn);
    const signed = q.mul(r.diagonal().sign());
    return tensor.copy_((rows < columns ? signed.t() : signed).reshape([...tensor.shape]).mul(gain));
  });
}

/** The inputs that feed one output, and the outputs that one input feeds. */
export function fans(tensor: Tensor): { fanIn: number; fanOut: number } {
  const [out, inside, ...kernel] = tensor.shape;
  if (inside === undefined)
    throw new RangeError(
      `init: a weight needs at least 2 dimensions to count its inputs and outputs, got shape [${tensor.shape.join(", ")}]; ` +
        "use zeros_ or uniform_ for a bias",
    );
  const taps = kernel.reduce((a, b) => a * b, 1);
  return { fanIn: inside * taps, fanOut: out! * taps };
}

function size(tensor: Tensor): number {
  return tensor.shape.reduce((a, b) => a * b, 1);
}

function fill(target: Tensor, values: Float32Array): Tensor {
  return noGrad(() => target.copy_(makeTensor(values).reshape(target.shape)));
}
