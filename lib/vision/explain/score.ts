import type * as nn from "../../nn/index.ts";
import { enableGrad, Tensor, tensor } from "../../tensor/index.ts";

/** A class number for all images, one for each, or null for the class each image gets. */
export type Target = number | readonly number[] | null;

/** Runs `body` with gradients and in evaluation mode, and leaves the model as it was. */
export function watching<T>(model: nn.Module, body: () => T): T {
  const modes = model.modules().map((module) => [module, module.training] as const);
  model.eval();
  try {
    return enableGrad(body);
  } finally {
    for (const [module, training] of modes) module.training = training;
  }
}

/** The sum of the images' scores for their targets, which gives each image the gradient of its own. */
export function scoreOf(owner: string, output: unknown, target: Target): Tensor {
  const logits = output instanceof Tensor ? output : (output as { logits?: Tensor }).logits;
  if (!(logits instanceof Tensor) || logits.ndim !== 2)
    throw new TypeError(`${owner}: expected a classifier that returns logits [N, classes]`);
  const [n, classes] = logits.shape as [number, number];
  const wanted = target === null ? logits.detach().argmax(1) : tensor(listOf(target, n), { dtype: "int32" });
  for (const value of wanted.toArray() as number[])
    if (!Number.isInteger(value) || value < 0 || value >= classes)
      throw new RangeError(`${owner}: expected class numbers from 0 to ${classes - 1}, got ${value}`);
  if (wanted.numel() !== n)
    throw new RangeError(`${owner}: expected a target for each of ${n} images, got ${wanted.numel()}`);
  return logits.gather(1, wanted.unsqueeze(1)).sum();
}

const listOf = (target: number | readonly number[], n: number): number[] =>
  typeof target === "number" ? new Array<number>(n).fill(target) : [...target];

/** Each image's values moved and scaled to [0, 1]; where all are equal, 0. */
export function unitRange(maps: Tensor): Tensor {
  const flat = maps.flatten(1);
  const low = flat.amin(1, { keepdim: true });
  const range = flat.amax(1, { keepdim: true }).sub(low);
  return flat.sub(low).div(range.clamp(1e-12)).reshape(maps.shape);
}
