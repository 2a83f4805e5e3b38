import type { Pair } from "../../nn/index.ts";
import * as nn from "../../nn/index.ts";

/** What one output element of a chain of layers sees of the image; all in pixels, [rows, columns]. */
export interface ReceptiveField {
  /** Extent of the pixels it depends on. */
  size: [number, number];
  /** Pixels from one output element's field to the next one's. */
  stride: [number, number];
  /** First pixel that output element [0, 0] sees; negative where padding comes before it. */
  start: [number, number];
}

interface Window {
  kernel: Pair;
  stride: Pair;
  padding: Pair;
  dilation: Pair;
}

/**
 * The receptive field behind a chain of convolutions and poolings: after each of them, by path, the last being the whole chain's.
 *
 * It takes layers and Sequentials of them, such as a VGG's `features`; activations, norms and dropout leave it as it is. Throws for
 * layers whose outputs see the whole image or that branch, like residual blocks.
 *
 * @example
 * receptiveField(new nn.Sequential(new nn.Conv2d(3, 8, 3), new nn.MaxPool2d(2), new nn.Conv2d(8, 8, 3)))["2"].size; // [8, 8]
 */
export function receptiveField(chain: nn.Module): Record<string, ReceptiveField> {
  const fields: Record<string, ReceptiveField> = {};
  let now: ReceptiveField = { size: [1, 1], stride: [1, 1], start: [0, 0] };
  for (const [path, layer] of chain.namedModules()) {
    if (layer instanceof nn.Sequential) continue;
    const window = windowOf(layer, path);
    if (window === null) continue;
    now = grown(now, window);
    fields[path] = now;
  }
  return fields;
}

function grown({ size, stride, start }: ReceptiveField, window: Window): ReceptiveField {
  const each = <T>(of: (i: 0 | 1) => T): [T, T] => [of(0), of(1)];
  const [kernel, step, padding, dilation] = [window.kernel, window.stride, window.padding, window.dilation].map(
    both,
  ) as [[number, number], [number, number], [number, number], [number, number]];
  return {
    size: each((i) => size[i] + (kernel[i] - 1) * dilation[i] * stride[i]),
    start: each((i) => start[i] - padding[i] * stride[i]),
    stride: each((i) => stride[i] * step[i]),
  };
}

const both = (value: Pair): [number, number] => (typeof value === "number" ? [value, value] : [value[0], value[1]]);

/** The layers that compute each element from its own place alone. */
const POINTWISE = [
  nn.ReLU,
  nn.ReLU6,
  nn.SiLU,
  nn.GELU,
  nn.ELU,
  nn.LeakyReLU,
  nn.Hardswish,
  nn.Sigmoid,
  nn.Tanh,
  nn.BatchNorm2d,
  nn.FrozenBatchNorm2d,
  nn.LocalResponseNorm,
  nn.Dropout,
  nn.Dropout2d,
  nn.Identity,
];

/** null: the layer changes nothing. */
function windowOf(layer: nn.Module, path: string): Window | null {
  if (layer instanceof nn.Conv2d) {
    const { kernelSize: kernel, stride, padding, dilation } = layer;
    const same = both(kernel).map((n, i) => Math.floor((both(dilation)[i]! * (n - 1)) / 2)) as [number, number];
    return { kernel, stride, dilation, padding: padding === "same" ? same : padding === "valid" ? 0 : padding };
  }
  if (layer instanceof nn.MaxPool2d || layer instanceof nn.AvgPool2d) {
    const { stride, padding } = layer.options;
    const dilation = layer instanceof nn.MaxPool2d ? layer.options.dilation : 1;
    return { kernel: layer.kernelSize, stride: stride ?? layer.kernelSize, padding, dilation };
  }
  if (POINTWISE.some((type) => layer instanceof type)) return null;
  throw new TypeError(
    `receptiveField: ${layer.constructor.name}${path && ` (${path})`} is no chain of convolutions and poolings; ` +
      "pass its features, or a Sequential of the layers you mean",
  );
}
