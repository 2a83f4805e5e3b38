// Kernels that tfjs lacks, has wrong or has slow, in the best form of the current device. They take and return tfjs
// tensors [N, H, W, C] and filters [kh, kw, in / groups, out], and record nothing for gradients.
import * as tf from "@tensorflow/tfjs-core";
import { onGpu } from "../tensorflow/execute.ts";
import { BACKEND } from "../tensorflow/index.ts";
import * as composed from "./composed/index.ts";
import * as native from "./tensorflow/index.ts";
import { lstm, lstmGrad } from "./tensorflow/lstm.ts";

export type { BatchNormGradients, BatchNormResult } from "./batch-norm.ts";
export type { Geometry, Padding, Pair, Shape4D, Windows } from "./geometry.ts";
export type { LstmGradients, LstmInputs, LstmResult } from "./tensorflow/lstm.ts";

type Kernels = typeof native;

const kernels = (): Kernels => (tf.getBackend() === BACKEND ? native : composed);

/** Convolution of [N, H, W, C] images. */
export const conv2d: Kernels["conv2d"] = (...args) => kernels().conv2d(...args);

/** Adds a vector to the channels of every pixel. */
export const biasAdd: Kernels["biasAdd"] = (...args) => kernels().biasAdd(...args);

/** Whether `conv2dInputGrad` wants this filter as [kh, kw, out, in]. */
export const inputGradTakesSwapped: Kernels["inputGradTakesSwapped"] = (...args) =>
  kernels().inputGradTakesSwapped(...args);

/** The gradient of a convolution's input; also the transposed convolution. See `inputGradTakesSwapped`. */
export const conv2dInputGrad: Kernels["conv2dInputGrad"] = (...args) => kernels().conv2dInputGrad(...args);

/** The gradient of a convolution's filter. */
export const conv2dFilterGrad: Kernels["conv2dFilterGrad"] = (...args) => kernels().conv2dFilterGrad(...args);

/** The largest of each window; padding never wins. */
export const maxPool2d: Kernels["maxPool2d"] = (...args) => kernels().maxPool2d(...args);

/** The gradient of `maxPool2d`; of equal maxima the first takes all of it. */
export const maxPool2dGrad: Kernels["maxPool2dGrad"] = (...args) => kernels().maxPool2dGrad(...args);

/** The mean of each window; the caller pads. */
export const avgPool2d: Kernels["avgPool2d"] = (...args) => kernels().avgPool2d(...args);

/** The gradient of `avgPool2d`. */
export const avgPool2dGrad: Kernels["avgPool2dGrad"] = (...args) => kernels().avgPool2dGrad(...args);

/** Normalizes each channel by the batch's own mean and variance. */
export const batchNormTrain: Kernels["batchNormTrain"] = (...args) => kernels().batchNormTrain(...args);

/** The gradients of `batchNormTrain`. */
export const batchNormTrainGrad: Kernels["batchNormTrainGrad"] = (...args) => kernels().batchNormTrainGrad(...args);

/** Whether this device runs a whole sequence through an LSTM at once. */
export const hasLstm = (): boolean => tf.getBackend() === BACKEND && !onGpu();

export { lstm, lstmGrad };
