import * as nn from "../../../nn/index.ts";
import { noGrad } from "../../../tensor/index.ts";

/**
 * A linear layer as the convolution that computes the same at every place of an image.
 *
 * The layer's inputs are [channels, kernel, kernel] features that were flattened; behind global pooling the kernel is 1. The
 * weight is copied with its rows reshaped, the bias as it is. Source: Long et al., CVPR 2015, "convolutionalization".
 *
 * @example
 * const head = linearToConv2d(new nn.Linear(512, 10));
 * head.forward(zeros([1, 512, 7, 7])).shape; // [1, 10, 7, 7]
 */
export function linearToConv2d(linear: nn.Linear, { kernelSize = 1 }: { kernelSize?: number } = {}): nn.Conv2d {
  const channels = linear.inFeatures / kernelSize ** 2;
  if (!Number.isInteger(channels))
    throw new RangeError(
      `linearToConv2d: ${linear.inFeatures} input features do not divide into channels of ${kernelSize} x ${kernelSize}`,
    );
  const conv = new nn.Conv2d(channels, linear.outFeatures, kernelSize, { bias: linear.bias !== null });
  noGrad(() => {
    conv.weight.copy_(linear.weight.reshape([linear.outFeatures, channels, kernelSize, kernelSize]));
    if (linear.bias) conv.bias!.copy_(linear.bias);
  });
  return conv;
}
