import { BatchNorm2d } from "../../nn/layers/batch-norm.ts";
import { Conv2d } from "../../nn/layers/convolution.ts";
import { Identity } from "../../nn/layers/linear.ts";
import type { Module } from "../../nn/module/module.ts";
import { Parameter } from "../../nn/parameter.ts";
import { noGrad, onesLike, zerosLike } from "../../tensor/index.ts";

/**
 * Changes a convolution so that it does the work of the batch norm behind it too, with the running statistics.
 *
 * @throws {RangeError} if the channels differ or the batch norm keeps no running statistics
 * @example
 * const [conv, norm] = [new nn.Conv2d(1, 4, 3), new nn.BatchNorm2d(4)];
 * fuseConvBatchNorm(conv, norm).weight.shape; // [4, 1, 3, 3]
 */
export function fuseConvBatchNorm(conv: Conv2d, norm: BatchNorm2d): Conv2d {
  const { runningMean: mean, runningVar: variance } = norm;
  if (mean === null || variance === null)
    throw new RangeError("fuseConvBatchNorm: the batch norm keeps no running statistics (trackRunningStats: false)");
  if (conv.outChannels !== norm.numFeatures)
    throw new RangeError(
      `fuseConvBatchNorm: the convolution has ${conv.outChannels} output channels, the batch norm ${norm.numFeatures}`,
    );
  return noGrad(() => {
    const scale = variance.add(norm.eps).rsqrt();
    const weight = norm.weight ?? onesLike(mean);
    const shift = norm.bias ?? zerosLike(mean);
    const bias = conv.bias ?? zerosLike(mean);
    conv.weight.mul_(weight.mul(scale).reshape([-1, 1, 1, 1]));
    const fused = bias.sub(mean).mul(scale).mul(weight).add(shift);
    if (conv.bias) conv.bias.copy_(fused);
    else conv.bias = new Parameter(fused);
    return conv;
  });
}

/**
 * Fuses each batch norm that directly follows a convolution among a module's children; Identity takes its place.
 *
 * It goes by the order in which the children are declared, so they must run in that order, as in `nn.Sequential` and
 * torchvision's blocks. For evaluation only.
 *
 * @returns the paths of the fused batch norms
 */
export function fuseConvBatchNorms(model: Module): string[] {
  const fused: string[] = [];
  for (const [path, parent] of model.namedModules()) {
    const children = parent.namedChildren();
    for (const [i, [name, child]] of children.entries()) {
      const before = children[i - 1]?.[1];
      if (!(child instanceof BatchNorm2d) || !(before instanceof Conv2d)) continue;
      if (before.outChannels !== child.numFeatures) continue;
      fuseConvBatchNorm(before, child);
      parent.replace(name, new Identity());
      fused.push(path ? `${path}.${name}` : name);
    }
  }
  return fused;
}
