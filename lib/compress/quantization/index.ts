// Quantization, with `torch.ao.quantization`'s names; int8 arithmetic simulated in float32.
export { FakeQuantize } from "./fake-quantize.ts";
export { type Int8Size, loadInt8, saveInt8 } from "./file.ts";
export { fuseConvBatchNorm, fuseConvBatchNorms } from "./fuse.ts";
export { HistogramObserver, type HistogramOptions } from "./histogram-observer.ts";
export { isQuantized, QuantizedConv2d, type QuantizedLayer, QuantizedLinear } from "./layers.ts";
export {
  MinMaxObserver,
  MovingAverageMinMaxObserver,
  type MovingAverageOptions,
  MovingAveragePerChannelMinMaxObserver,
  Observer,
  PerChannelMinMaxObserver,
  type PerChannelOptions,
} from "./observer.ts";
export { convert, prepare, prepareQat, quantizedLayers, setFakeQuant } from "./prepare.ts";
export { defaultQatQConfig, defaultQConfig, type QConfig } from "./qconfig.ts";
export { type QParams, qparamsOf } from "./qparams.ts";
export { dequantize, fakeQuantize, type QuantizeOptions, quantize } from "./quantize.ts";
export type { QDType, QRange, QScheme, Quantizer, QuantizerOptions } from "./scheme.ts";
export { layerSqnr, SqnrReport, type SqnrRow, sqnr } from "./sqnr.ts";
