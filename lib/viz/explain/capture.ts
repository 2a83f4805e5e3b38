import type { Module } from "../../nn/module/module.ts";
import { noGrad, Tensor } from "../../tensor/index.ts";

/** A model of images. */
export type ImageModel = Module & { forward(x: Tensor): unknown };

/** The output of one layer while the model runs, and the model's own; in evaluation mode, then back. */
export function capture(
  model: ImageModel,
  path: string,
  input: Tensor,
  { gradients = false } = {},
): { layer: Tensor; output: Tensor } {
  const module = model.getSubmodule(path);
  let layer: Tensor | undefined;
  const handle = module.registerForwardHook((_, __, output) => {
    if (output instanceof Tensor) layer = output;
  });
  return evaluating(model, () => {
    try {
      const output = gradients ? model.forward(input) : noGrad(() => model.forward(input));
      if (!layer) throw new Error(`${path || "the model"} was not called, or its output is no tensor`);
      if (!(output instanceof Tensor)) throw new TypeError("expected a model whose output is one tensor of logits");
      return { layer, output };
    } finally {
      handle.remove();
    }
  });
}

export function evaluating<T>(model: Module, body: () => T): T {
  const modes = model.modules().map((module) => [module, module.training] as const);
  model.eval();
  try {
    return body();
  } finally {
    for (const [module, training] of modes) module.training = training;
  }
}

/** [1, C, H, W] from an image [C, H, W] or a batch of one. */
export function single(owner: string, image: Tensor): Tensor {
  const batch = image.ndim === 3 ? image.unsqueeze(0) : image;
  if (batch.ndim === 4 && batch.shape[0] === 1) return batch;
  throw new RangeError(`${owner}: expected one image [C, H, W] or [1, C, H, W], got [${image.shape.join(", ")}]`);
}

/** The logit of the target class, the largest by default. */
export function logitOf(owner: string, output: Tensor, target?: number): { logit: Tensor; target: number } {
  const logits = output.reshape([-1]);
  const chosen = target ?? logits.detach().argmax().item();
  if (!(chosen >= 0 && chosen < logits.numel()))
    throw new RangeError(`${owner}: expected a target class from 0 to ${logits.numel() - 1}, got ${chosen}`);
  return { logit: logits.select(0, chosen), target: chosen };
}
