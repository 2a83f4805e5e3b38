import * as F from "../../nn/functional/index.ts";
import { Conv2d } from "../../nn/layers/convolution.ts";
import { Linear } from "../../nn/layers/linear.ts";
import type { Module } from "../../nn/module/module.ts";
import type { Tensor } from "../../tensor/index.ts";
import { FakeQuantize } from "./fake-quantize.ts";
import type { QConfig } from "./qconfig.ts";

/** A linear layer whose inputs and weights are rounded to the integers' grid. It shares the parameters of `layer`. */
export class QuantizedLinear extends Linear {
  static override readonly stateKeys = { inputFakeQuant: "input_fake_quant", weightFakeQuant: "weight_fake_quant" };
  readonly inputFakeQuant: FakeQuantize;
  readonly weightFakeQuant: FakeQuantize;

  constructor(layer: Linear, qconfig: QConfig) {
    super(layer.inFeatures, layer.outFeatures, { bias: layer.bias !== null });
    this.weight = layer.weight;
    this.bias = layer.bias;
    this.inputFakeQuant = new FakeQuantize(qconfig.activation());
    this.weightFakeQuant = new FakeQuantize(qconfig.weight(0));
  }

  /** Draws nothing: the parameters come from the layer. */
  override resetParameters(): void {}

  override forward(input: Tensor): Tensor {
    const weight = this.weightFakeQuant.forward(this.weight);
    return F.linear(this.inputFakeQuant.forward(input), weight, this.bias);
  }
}

/** A convolution whose inputs and weights are rounded to the integers' grid. It shares the parameters of `layer`. */
export class QuantizedConv2d extends Conv2d {
  static override readonly stateKeys = QuantizedLinear.stateKeys;
  readonly inputFakeQuant: FakeQuantize;
  readonly weightFakeQuant: FakeQuantize;

  constructor(layer: Conv2d, qconfig: QConfig) {
    const { inChannels, outChannels, kernelSize, stride, padding, dilation, groups, paddingMode } = layer;
    const options = { stride, padding, dilation, groups, paddingMode, bias: layer.bias !== null };
    super(inChannels, outChannels, kernelSize, options);
    this.weight = layer.weight;
    this.bias = layer.bias;
    this.inputFakeQuant = new FakeQuantize(qconfig.activation());
    this.weightFakeQuant = new FakeQuantize(qconfig.weight(0));
  }

  override resetParameters(): void {}

  override forward(input: Tensor): Tensor {
    if (this.paddingMode !== "zeros")
      throw new RangeError(
        `QuantizedConv2d: expected paddingMode "zeros", got "${this.paddingMode}"; pad with a layer before it`,
      );
    const { stride, padding, dilation, groups } = this;
    const weight = this.weightFakeQuant.forward(this.weight);
    return F.conv2d(this.inputFakeQuant.forward(input), weight, this.bias, { stride, padding, dilation, groups });
  }
}

export type QuantizedLayer = QuantizedLinear | QuantizedConv2d;

export function isQuantized(module: Module): module is QuantizedLayer {
  return module instanceof QuantizedLinear || module instanceof QuantizedConv2d;
}

/** The quantized form of a layer; null for layers that stay as they are. */
export function quantizedForm(module: Module, qconfig: QConfig): QuantizedLayer | null {
  if (isQuantized(module)) return null;
  if (module instanceof Linear) return new QuantizedLinear(module, qconfig);
  if (module instanceof Conv2d) return new QuantizedConv2d(module, qconfig);
  return null;
}
