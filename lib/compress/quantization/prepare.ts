import type { Module } from "../../nn/module/module.ts";
import { isPruned } from "../prune/apply.ts";
import { isQuantized, type QuantizedLayer, quantizedForm } from "./layers.ts";
import { defaultQatQConfig, defaultQConfig, type QConfig } from "./qconfig.ts";

/**
 * Readies a model for quantization after training: then run some batches through it, and call `convert`.
 *
 * Linear layers and convolutions change, in place, for ones that observe their inputs and weights; parameters stay the same
 * objects. Fold batch norms into convolutions first (`fuseConvBatchNorms`), as they stay in float32 otherwise.
 *
 * @returns the model; a new one if it is itself a single layer
 * @example
 * const int8 = prepare(new nn.Sequential(new nn.Linear(4, 8), new nn.ReLU(), new nn.Linear(8, 2)));
 * int8.forward(randn([32, 4]));
 * convert(int8);
 * int8.forward(randn([1, 4])).shape; // [1, 2]
 */
export function prepare<M extends Module>(model: M, qconfig: QConfig = defaultQConfig): M {
  return swap("prepare", model, qconfig, (layer) => setPhase(layer, { observe: true, round: false }));
}

/**
 * Readies a model for training with rounding, which learns weights that bear it; call `convert` at the end.
 *
 * @example
 * const net = prepareQat(new nn.Sequential(new nn.Linear(4, 2)));
 * F.crossEntropy(net.forward(randn([8, 4])), randint(2, [8])).backward();
 * convert(net);
 */
export function prepareQat<M extends Module>(model: M, qconfig: QConfig = defaultQatQConfig): M {
  return swap("prepareQat", model, qconfig, (layer) => setPhase(layer, { observe: true, round: true }));
}

/**
 * Fixes the scales at what was observed and rounds from now on: the model gives what int8 arithmetic would give.
 *
 * The numbers are float32 on the integers' grid; sums are not rounded (as int32 accumulators), biases stay in float32.
 */
export function convert<M extends Module>(model: M): M {
  const layers = quantizedLayers(model);
  if (layers.length === 0)
    throw new Error(
      "convert: the model has no quantized layers; call prepare(model) and run some batches through it first",
    );
  for (const [path, layer] of layers) {
    const { observer } = layer.inputFakeQuant;
    if (layer.inputFakeQuant.observerEnabled && observer.minVal.item() > observer.maxVal.item())
      throw new Error(
        `convert: nothing has passed through ${path || "the layer"}; run some batches through the model first`,
      );
    for (const part of [layer.inputFakeQuant, layer.weightFakeQuant]) {
      if (!part.observerEnabled) continue;
      // Weights have changed since the last forward if an optimizer stepped.
      if (part === layer.weightFakeQuant) part.observer.forward(layer.weight);
      part.updateQParams();
    }
    setPhase(layer, { observe: false, round: true });
  }
  return model;
}

/** The quantized layers of a model, by path. */
export function quantizedLayers(model: Module): [path: string, layer: QuantizedLayer][] {
  return model.namedModules().filter((entry): entry is [string, QuantizedLayer] => isQuantized(entry[1]));
}

/** Switches rounding in the whole model, without touching its scales. */
export function setFakeQuant(model: Module, enabled: boolean): void {
  for (const [, layer] of quantizedLayers(model)) {
    layer.inputFakeQuant.fakeQuantEnabled = enabled;
    layer.weightFakeQuant.fakeQuantEnabled = enabled;
  }
}

function setPhase(layer: QuantizedLayer, { observe, round }: { observe: boolean; round: boolean }): void {
  for (const part of [layer.inputFakeQuant, layer.weightFakeQuant]) {
    part.observerEnabled = observe;
    part.fakeQuantEnabled = round;
  }
}

function swap<M extends Module>(owner: string, model: M, qconfig: QConfig, ready: (layer: QuantizedLayer) => void): M {
  if (isPruned(model))
    throw new Error(
      `${owner}: the model is pruned; make that permanent first, with prune.remove(layer, "weight") for each layer`,
    );
  let found = false;
  let root: Module = model;
  for (const [path, module] of model.namedModules()) {
    const layer = quantizedForm(module, qconfig);
    if (!layer) continue;
    found = true;
    ready(layer);
    if (path === "") root = layer.train(module.training);
    else model.replace(path, layer);
  }
  if (!found)
    throw new Error(
      `${owner}: ${model.constructor.name} has no Linear or Conv2d layers that are not quantized already`,
    );
  return root as M;
}
