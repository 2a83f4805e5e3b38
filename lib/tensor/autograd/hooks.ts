import { copyOf } from "../access.ts";
import { sameShape, show } from "../shape.ts";
import { defineAccessors, defineFluent, Tensor } from "../tensor.ts";
import { accumulatorOf, extraOf } from "./accumulate.ts";
import type { Node, TensorHook } from "./node.ts";
import { nodeOf } from "./record.ts";

/** Takes a hook away again. */
export interface HookHandle {
  remove(): void;
}

/** Lets hooks see and replace the gradients that reach a node, then fills `.grad` of outputs that retain it. */
export function applyHooks(node: Node, gradients: (Tensor | null)[]): void {
  for (const { slot, call } of [...(node.hooks ?? [])]) {
    const gradient = gradients[slot];
    if (gradient == null) continue;
    const replaced = call(gradient);
    if (!(replaced instanceof Tensor)) continue;
    if (!sameShape(replaced.shape, gradient.shape))
      throw new RangeError(
        `registerHook: the hook returned a gradient of shape ${show(replaced.shape)}, expected ${show(gradient.shape)}`,
      );
    gradients[slot] = replaced;
  }
  for (const { slot, tensor } of node.retained ?? []) {
    const gradient = gradients[slot];
    if (gradient == null) continue;
    const extra = extraOf(tensor);
    extra.grad = extra.grad === null ? copyOf(gradient) : extra.grad.add(gradient);
  }
}

interface HookMethods {
  /**
   * Calls `hook` with the gradient of this tensor whenever one is computed; a tensor it returns replaces the gradient.
   *
   * @example
   * const handle = x.registerHook((gradient) => gradient.clamp(-1, 1));
   * handle.remove();
   */
  registerHook(hook: TensorHook): HookHandle;
  /** Keeps `.grad` for a tensor that is no leaf. */
  retainGrad(): void;
}

declare module "../tensor.ts" {
  interface Tensor extends HookMethods {
    /** Whether `retainGrad()` keeps the gradient of this non-leaf tensor. */
    readonly retainsGrad: boolean;
  }
}

function hookedNode(x: Tensor, method: string): Node {
  const node = x._leaf ? accumulatorOf(x) : nodeOf(x);
  if (node === null) {
    throw new Error(`${method}: this tensor does not require a gradient. Call requiresGrad_() on it first`);
  }
  return node;
}

function registerHook(x: Tensor, hook: TensorHook): HookHandle {
  const node = hookedNode(x, "registerHook");
  const entry = { slot: x._slot, call: hook };
  node.hooks ??= [];
  node.hooks.push(entry);
  return {
    remove() {
      node.hooks = node.hooks?.filter((other) => other !== entry) ?? null;
      if (node.hooks?.length === 0) node.hooks = null;
    },
  };
}

function retainGrad(x: Tensor): void {
  const node = hookedNode(x, "retainGrad");
  if (x._leaf || x.retainsGrad) return;
  extraOf(x).retainsGrad = true;
  node.retained ??= [];
  node.retained.push({ slot: x._slot, tensor: x });
}

defineFluent<HookMethods>({ registerHook, retainGrad });
defineAccessors({
  get retainsGrad(): boolean {
    return (this as unknown as Tensor)._extra?.retainsGrad ?? false;
  },
});
