// Pooling by the kernels of tfjs, where they are right, and the rest composed.
import * as tf from "@tensorflow/tfjs-core";
import { NO_PADDING, paddingOf4D, type Shape4D, type Windows } from "../geometry.ts";
import { frame, insertZeros, pick } from "./rearrange.ts";
import { composed, kernel } from "./scope.ts";

export function maxPool2d(x: tf.Tensor, windows: Windows): tf.Tensor {
  return composed(() => {
    if (isSingle(windows)) return picked(x, windows);
    return kernel("MaxPool", { x }, attributesOf(windows));
  });
}

export function avgPool2d(x: tf.Tensor, windows: Windows): tf.Tensor {
  return composed(() => {
    if (isSingle(windows)) return picked(x, windows);
    return kernel("AvgPool", { x }, attributesOf({ ...windows, padding: NO_PADDING }));
  });
}

export function avgPool2dGrad(dy: tf.Tensor, inputShape: Shape4D, windows: Windows): tf.Tensor {
  return composed(() => {
    if (isSingle(windows)) return unpicked(dy, inputShape, windows);
    // Of its input the kernel reads the shape.
    const input = { shape: [...inputShape], dtype: "float32", dataId: dy.dataId } as unknown as tf.Tensor;
    return kernel("AvgPoolGrad", { dy, input }, attributesOf({ ...windows, padding: NO_PADDING }));
  });
}

/** XNNPACK refuses windows of one pixel, which need no kernel anyway. */
function isSingle({ kernel: [height, width] }: Windows): boolean {
  return height === 1 && width === 1;
}

function picked(x: tf.Tensor, { stride, output }: Windows): tf.Tensor {
  return tf.clone(pick(x, [0, 0], stride, output));
}

function unpicked(dy: tf.Tensor, [, height, width]: Shape4D, { stride }: Windows): tf.Tensor {
  return tf.clone(frame(insertZeros(dy, stride), [0, 0], [height, width]));
}

function attributesOf({ kernel, stride, padding }: Windows): object {
  return { filterSize: [...kernel], strides: [...stride], pad: paddingOf4D(padding) };
}
