import * as nn from "../../nn/index.ts";
import { withDefaults } from "../../nn/options.ts";

export interface FreezeOptions {
  /** Paths of modules that stay trainable, such as the new head: ["fc"]. */
  except?: readonly string[];
  /**
   * Keep the running statistics of frozen batch norms as they are (true): in training mode they would go on moving, with or
   * without gradients, and the frozen features with them.
   */
  batchNormEval?: boolean;
}

/**
 * Freezes a model's parameters, all but those of the modules in `except`, and returns the model.
 *
 * Frozen batch norms stay in evaluation mode, also after `model.train()`; `unfreeze` undoes both.
 *
 * @example
 * const net = freeze(new nn.Sequential(new nn.Linear(4, 8), new nn.Linear(8, 2)), { except: ["1"] });
 * net.parameters().filter((parameter) => parameter.requiresGrad).length; // 2
 */
export function freeze<M extends nn.Module>(model: M, options: FreezeOptions = {}): M {
  const { except, batchNormEval } = withDefaults<Required<FreezeOptions>>("freeze", options, {
    except: [],
    batchNormEval: true,
  });
  const free = new Set(except.flatMap((path) => model.getSubmodule(path).modules()));
  for (const module of model.modules()) {
    if (free.has(module)) continue;
    for (const parameter of module.parameters({ recurse: false })) parameter.requiresGrad = false;
    if (batchNormEval && (module instanceof nn.BatchNorm2d || module instanceof nn.BatchNorm1d)) hold(module);
  }
  return model;
}

/** Lets a model's parameters be trained again, and its batch norms follow `train()`. */
export function unfreeze<M extends nn.Module>(model: M): M {
  for (const module of model.modules()) {
    held.delete(module);
    for (const parameter of module.parameters({ recurse: false })) parameter.requiresGrad = true;
  }
  return model;
}

const held = new WeakSet<nn.Module>();
const watched = new WeakSet<nn.Module>();

/** Back to evaluation mode before each call, whatever `train()` said. */
function hold(module: nn.Module): void {
  held.add(module);
  module.training = false;
  if (watched.has(module)) return;
  watched.add(module);
  module.registerForwardPreHook(() => {
    if (held.has(module)) module.training = false;
    return undefined;
  });
}
