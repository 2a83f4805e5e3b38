import type { Tensor } from "../../tensor/index.ts";

/**
 * x W^T + b over the last dimension; W is [out, in].
 *
 * @example
 * F.linear(features, weight, bias); // [N, in] -> [N, out]
 */
export function linear(input: Tensor, weight: Tensor, bias: Tensor | null = null): Tensor {
  const output = input.matmul(weight.t());
  return bias ? output.add(bias) : output;
}

/** x1^T W x2 + b over the last dimension; W is [out, in1, in2]. */
export function bilinear(input1: Tensor, input2: Tensor, weight: Tensor, bias: Tensor | null = null): Tensor {
  const [out, in1, in2] = weight.shape as [number, number, number];
  const batch = input1.shape.slice(0, -1);
  const left = input1.reshape([-1, in1]);
  const right = input2.reshape([-1, in2]);
  // [rows, in1] x [in1, out in2] -> [rows, out, in2], then weighed with the second input.
  const half = left.matmul(weight.permute([1, 0, 2]).reshape([in1, out * in2])).reshape([-1, out, in2]);
  const output = half
    .mul(right.unsqueeze(1))
    .sum(-1)
    .reshape([...batch, out]);
  return bias ? output.add(bias) : output;
}
