import * as nn from "../nn/index.ts";
import { Tensor } from "../tensor/index.ts";

/**
 * The multiply-accumulates of one call of a layer, by the convention of papers and of torchvision: products with weights and, in
 * attention, of queries with keys and of weights with values. Biases, normalization, activations and pooling are not counted.
 *
 * null: the layer computes none of its own.
 */
export function macsOf(layer: nn.Module, inputs: readonly unknown[], output: unknown): number | null {
  const input = inputs.find((value) => value instanceof Tensor);
  const out = Array.isArray(output) ? output[0] : output;
  if (!input || !(out instanceof Tensor)) return null;
  if (layer instanceof nn.Conv2d || layer instanceof nn.Conv1d)
    return (out.numel() * layer.weight.numel()) / layer.outChannels;
  if (layer instanceof nn.ConvTranspose2d || layer instanceof nn.ConvTranspose1d)
    return (input.numel() * layer.weight.numel()) / layer.inChannels;
  if (layer instanceof nn.Linear) return out.numel() * layer.inFeatures;
  if (layer instanceof nn.Bilinear) return out.numel() * layer.in1Features * layer.in2Features;
  if (layer instanceof nn.MultiheadAttention) return attention(layer, inputs);
  if (layer instanceof nn.RNN || layer instanceof nn.GRU || layer instanceof nn.LSTM) {
    const steps = input.numel() / input.shape.at(-1)!;
    const weights = layer.ownParameters().filter(([, parameter]) => parameter.ndim === 2);
    return steps * weights.reduce((sum, [, weight]) => sum + weight.numel(), 0);
  }
  return null;
}

/** The four projections, the scores and the weighted sums. */
function attention(layer: nn.MultiheadAttention, inputs: readonly unknown[]): number {
  const [query, key, value] = inputs as [Tensor, Tensor, Tensor];
  const tokens = (x: Tensor) => x.numel() / x.shape.at(-1)!;
  const lengthAt = query.ndim === 2 ? 0 : layer.options.batchFirst ? 1 : 0;
  const projections = tokens(query) * layer.embedDim ** 2 * 2 + (key.numel() + value.numel()) * layer.embedDim;
  return projections + 2 * tokens(query) * key.shape[lengthAt]! * layer.embedDim;
}

/** Layers that count for themselves, whatever they are made of. */
export function isWhole(layer: nn.Module): boolean {
  return layer instanceof nn.MultiheadAttention || layer.children().length === 0;
}
