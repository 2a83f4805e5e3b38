// Ways to count a layer's parameters that papers, courses and frameworks use, each with a name.
import * as nn from "../nn/index.ts";

/** One decision of a way to count. */
export interface Choice {
  /** "" where it is the plain thing to do. */
  name: string;
  /** How far it is from the plain thing to do. */
  cost: number;
}

/** A convolution or linear layer as counting sees it. */
export interface Weight {
  path: string;
  inputs: number;
  outputs: number;
  kernel: readonly [number, number];
  groups: number;
  bias: boolean;
}

interface Norm {
  path: string;
  channels: number;
}

/** What there is to count in a layer. */
export interface Countable {
  weights: Weight[];
  norms: Norm[];
  /** Parameters of all other kinds. */
  others: { path: string; count: number }[];
}

/** Takes a layer, or several that a table counts as one, apart. */
export function countable(layers: readonly nn.Module[]): Countable {
  const found: Countable = { weights: [], norms: [], others: [] };
  for (const layer of layers)
    for (const [path, module] of layer.namedModules()) {
      if (module instanceof nn.Conv2d)
        found.weights.push({
          path,
          inputs: module.inChannels,
          outputs: module.outChannels,
          kernel: module.kernelSize,
          groups: module.groups,
          bias: module.bias !== null,
        });
      else if (module instanceof nn.Linear)
        found.weights.push({
          path,
          inputs: module.inFeatures,
          outputs: module.outFeatures,
          kernel: [1, 1],
          groups: 1,
          bias: module.bias !== null,
        });
      else if (module instanceof nn.BatchNorm2d) found.norms.push({ path, channels: module.numFeatures });
      else {
        const count = module.ownParameters().reduce((sum, [, parameter]) => sum + parameter.numel(), 0);
        if (count > 0) found.others.push({ path, count });
      }
    }
  return found;
}

const isAuxiliary = ({ path }: { path: string }) => /(^|\.)aux/i.test(path);
/** The second convolution of an Inception's third branch, which torchvision has as 3x3 and the paper as 5x5. */
const isThirdBranch = ({ path, kernel }: Weight) => /(^|\.)branch3\.1\b/.test(path) && kernel[0] === kernel[1];

type Rule = Choice & { applies: (layer: Countable) => boolean };

const always = () => true;
const square = (size: number) => [size, size] as const;

export const KERNELS: readonly (Rule & { kernel: (weight: Weight) => readonly [number, number] })[] = [
  { name: "", cost: 0, applies: always, kernel: ({ kernel }) => kernel },
  {
    name: "5x5 in the third branch, as in the paper",
    cost: 1,
    applies: ({ weights }) => weights.some((weight) => isThirdBranch(weight) && weight.kernel[0] === 3),
    kernel: (weight) => (isThirdBranch(weight) ? square(5) : weight.kernel),
  },
  {
    name: "3x3 in place of 5x5, as in torchvision",
    cost: 1,
    applies: ({ weights }) => weights.some(({ kernel: [h, w] }) => h === 5 && w === 5),
    kernel: ({ kernel }) => (kernel[0] === 5 && kernel[1] === 5 ? square(3) : kernel),
  },
];

export const FACTORS: readonly (Rule & { taps: (kernel: readonly [number, number]) => number })[] = [
  { name: "", cost: 0, applies: always, taps: ([h, w]) => h * w },
  {
    name: "factorised: k x 1 and 1 x k in place of k x k",
    cost: 2,
    applies: ({ weights }) => weights.some(({ kernel: [h, w] }) => h === w && h > 3),
    taps: ([h, w]) => (h === w && h > 3 ? h + w : h * w),
  },
];

export const INPUTS: readonly (Rule & { inputs: (weight: Weight) => number })[] = [
  { name: "", cost: 0, applies: always, inputs: ({ inputs }) => inputs },
  {
    name: "1 input channel in place of 3",
    cost: 2,
    applies: ({ weights }) => weights.some(({ inputs, groups }) => inputs === 3 && groups === 1),
    inputs: ({ inputs }) => (inputs === 3 ? 1 : inputs),
  },
];

export const BIASES: readonly (Rule & { bias: (weight: Weight) => boolean })[] = [
  { name: "weights only, no bias", cost: 0, applies: always, bias: () => false },
  {
    name: "with the biases it has",
    cost: 0,
    applies: ({ weights }) => weights.some(({ bias }) => bias),
    bias: ({ bias }) => bias,
  },
  {
    name: "with a bias in every layer",
    cost: 1,
    applies: ({ weights }) => weights.some(({ bias }) => !bias),
    bias: () => true,
  },
];

const channelsOf = ({ norms }: Countable) => norms.reduce((sum, { channels }) => sum + channels, 0);
const hasNorms = ({ norms }: Countable) => norms.length > 0;

export const NORMS: readonly (Rule & { count: (layer: Countable) => number })[] = [
  { name: "", cost: 0, applies: always, count: () => 0 },
  { name: "with batch norm (scale and shift)", cost: 0.5, applies: hasNorms, count: (layer) => 2 * channelsOf(layer) },
  {
    name: "with batch norm and its running statistics",
    cost: 1.5,
    applies: hasNorms,
    count: (layer) => 4 * channelsOf(layer),
  },
];

const keep = (layer: Countable) => layer;

export const PARTS: readonly (Rule & { part: (layer: Countable) => Countable })[] = [
  { name: "", cost: 0, applies: always, part: keep },
  {
    name: "without the auxiliary classifiers",
    cost: 0.5,
    applies: ({ weights }) => weights.some(isAuxiliary) && !weights.every(isAuxiliary),
    part: ({ weights, norms, others }) => ({
      weights: weights.filter((weight) => !isAuxiliary(weight)),
      norms: norms.filter((norm) => !isAuxiliary(norm)),
      others: others.filter((other) => !isAuxiliary(other)),
    }),
  },
];
