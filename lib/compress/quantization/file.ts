import { writeFileSync } from "node:fs";
import { encodeSafetensors, SafetensorsFile } from "../../io/safetensors/index.ts";
import type { Module } from "../../nn/module/module.ts";
import { noGrad, type Tensor } from "../../tensor/index.ts";
import type { QuantizedLayer } from "./layers.ts";
import { prepare, quantizedLayers } from "./prepare.ts";
import { dequantize, quantize } from "./quantize.ts";

const FORMAT = "tsgrad-int8";

/** What an int8 file takes beside the same model in float32. */
export interface Int8Size {
  bytes: number;
  /** Of the parameters and buffers in float32 (int32). */
  floatBytes: number;
  /** floatBytes / bytes */
  ratio: number;
}

/**
 * Writes a converted model to a safetensors file: weights as int8 with a scale each channel, the rest in float32.
 *
 * Keys: `PATH.weight` (I8), `PATH.weight_scale`, `PATH.weight_zero_point` where it is not 0, `PATH.input_scale`,
 * `PATH.input_zero_point`; everything else as in the float32 model.
 *
 * @example
 * const net = prepare(new nn.Sequential(new nn.Linear(256, 256)));
 * net.forward(randn([8, 256]));
 * saveInt8(convert(net), "int8.safetensors").ratio > 3.8; // true
 */
export function saveInt8(model: Module, path: string): Int8Size {
  const layers = quantizedLayers(model);
  if (layers.length === 0 || layers.some(([, layer]) => layer.weightFakeQuant.observerEnabled))
    throw new Error(
      "saveInt8: expected a converted model; call prepare(model), run some batches through it, and convert(model)",
    );
  const state = floatState(model, layers);
  const floatBytes = Object.values(state).reduce((sum, x) => sum + 4 * x.numel(), 0);
  const int8: string[] = [];
  for (const [at, layer] of layers) {
    const key = (name: string) => (at ? `${at}.${name}` : name);
    const { qparams, observer } = layer.weightFakeQuant;
    const { quantMin, quantMax, dtype } = observer.quantizer;
    if (dtype !== "qint8") throw new Error(`saveInt8: ${at} has ${dtype} weights; observe weights with dtype: "qint8"`);
    state[key("weight")] = quantize(layer.weight, qparams, { quantMin, quantMax, axis: observer.channelAxis });
    int8.push(key("weight"));
    state[key("weight_scale")] = qparams.scale;
    if (qparams.zeroPoint.ne(0).any().item()) state[key("weight_zero_point")] = qparams.zeroPoint.int();
    state[key("input_scale")] = layer.inputFakeQuant.scale;
    state[key("input_zero_point")] = layer.inputFakeQuant.zeroPoint.int();
  }
  const encoded = encodeSafetensors(state, { int8, metadata: { format: FORMAT, layers: describe(layers) } });
  writeFileSync(path, encoded);
  return { bytes: encoded.length, floatBytes, ratio: floatBytes / encoded.length };
}

/**
 * Reads an int8 file into a model built like the one that was saved (in float32): it then gives the same numbers, bit for bit.
 *
 * @returns the model, converted
 * @example
 * const saved = prepare(new nn.Sequential(new nn.Linear(4, 2)));
 * saved.forward(ones([8, 4]));
 * saveInt8(convert(saved), "small.safetensors");
 * const loaded = loadInt8(new nn.Sequential(new nn.Linear(4, 2)), "small.safetensors");
 * equal(loaded.forward(ones([1, 4])), saved.forward(ones([1, 4]))); // true
 */
export function loadInt8<M extends Module>(model: M, path: string): M {
  const file = new SafetensorsFile(path);
  try {
    if (file.metadata.format !== FORMAT)
      throw new Error(
        `loadInt8: ${path} was not written by saveInt8; load float32 weights with model.loadStateDict(load(path))`,
      );
    const described = JSON.parse(file.metadata.layers!) as Record<string, LayerDescription>;
    const ready = quantizedLayers(model).length > 0 ? model : prepare(model);
    const layers = quantizedLayers(ready);
    const missing = layers.find(([at]) => !(at in described));
    if (missing || layers.length !== Object.keys(described).length)
      throw new Error(
        `loadInt8: the file describes the layers ${Object.keys(described).join(", ")}, the model has ${layers.map(([at]) => at).join(", ")}`,
      );
    const own = floatState(ready, layers);
    noGrad(() => {
      for (const [at, layer] of layers) loadLayer(file, at, layer, described[at]!);
      const quantized = new Set(layers.map(([at]) => (at ? `${at}.weight` : "weight")));
      for (const [key, target] of Object.entries(own)) if (!quantized.has(key)) target.copy_(file.get(key));
    });
    return ready;
  } finally {
    file.close();
  }
}

interface LayerDescription {
  weight: { quantMin: number; quantMax: number; axis: number | null };
  input: { quantMin: number; quantMax: number };
}

function describe(layers: readonly [string, QuantizedLayer][]): string {
  const entries = layers.map(([at, layer]) => {
    const { quantizer, channelAxis } = layer.weightFakeQuant.observer;
    const { quantizer: input } = layer.inputFakeQuant.observer;
    const weight = { quantMin: quantizer.quantMin, quantMax: quantizer.quantMax, axis: channelAxis };
    return [at, { weight, input: { quantMin: input.quantMin, quantMax: input.quantMax } }] as const;
  });
  return JSON.stringify(Object.fromEntries(entries));
}

function loadLayer(file: SafetensorsFile, at: string, layer: QuantizedLayer, { weight }: LayerDescription): void {
  const get = (name: string) => file.get(at ? `${at}.${name}` : name);
  const has = (name: string) => file.keys().includes(at ? `${at}.${name}` : name);
  const scale = get("weight_scale");
  const zeroPoint = has("weight_zero_point") ? get("weight_zero_point").float() : scale.mul(0);
  layer.weight.copy_(dequantize(get("weight"), { scale, zeroPoint }, { axis: weight.axis }));
  layer.weightFakeQuant.setQParams({ scale, zeroPoint });
  layer.inputFakeQuant.setQParams({ scale: get("input_scale"), zeroPoint: get("input_zero_point").float() });
  for (const part of [layer.inputFakeQuant, layer.weightFakeQuant]) {
    part.observerEnabled = false;
    part.fakeQuantEnabled = true;
  }
}

/** The state without the observers and scales of the quantized layers. */
function floatState(model: Module, layers: readonly [string, QuantizedLayer][]): Record<string, Tensor> {
  const inside = layers.flatMap(([at]) =>
    ["input_fake_quant.", "weight_fake_quant."].map((name) => (at ? `${at}.${name}` : name)),
  );
  return Object.fromEntries(
    Object.entries(model.stateDict()).filter(([key]) => !inside.some((prefix) => key.startsWith(prefix))),
  );
}
