import { ones } from "../ops/creation.ts";
import { sameShape, show } from "../shape.ts";
import { defineAccessors, defineFluent, Tensor } from "../tensor.ts";
import { accumulatorOf, extraOf } from "./accumulate.ts";
import { type PassOptions, type Root, runBackward } from "./engine.ts";
import { mode } from "./mode.ts";
import type { Node } from "./node.ts";
import { nodeOf, requiresGrad } from "./record.ts";

export interface BackwardOptions {
  /** Keep the graph's saved values for another backward. */
  retainGraph?: boolean;
  /** Record the backward pass as well, so that gradients can be differentiated. */
  createGraph?: boolean;
}

export interface GradOptions extends BackwardOptions {
  /** Return null for inputs that the outputs do not depend on, rather than throw. */
  allowUnused?: boolean;
  /** The gradients of the outputs; needed for outputs that are no single number. */
  gradOutputs?: Tensor | readonly (Tensor | null)[];
}

/**
 * Adds the gradients of `outputs` to the `.grad` of all leaves they depend on.
 *
 * @param gradients one for each output; may be left out (or null) for outputs with one element
 */
export function backward(
  outputs: Tensor | readonly Tensor[],
  gradients?: Tensor | readonly (Tensor | null)[] | null,
  options: BackwardOptions = {},
): void {
  const roots = rootsOf("backward", listOf(outputs), gradients == null ? [] : listOf(gradients));
  runBackward(roots, passOptions(options, null));
}

/**
 * The gradients of `outputs` with respect to `inputs`, leaving `.grad` alone.
 *
 * @example
 * const x = tensor(3, { requiresGrad: true });
 * const [first] = grad(x.pow(3), x, { createGraph: true }); // 27
 * const [second] = grad(first, x); // 18
 */
export function grad(
  outputs: Tensor | readonly Tensor[],
  inputs: Tensor | readonly Tensor[],
  options: GradOptions & { allowUnused: true },
): (Tensor | null)[];
export function grad(
  outputs: Tensor | readonly Tensor[],
  inputs: Tensor | readonly Tensor[],
  options?: GradOptions,
): Tensor[];
export function grad(
  outputs: Tensor | readonly Tensor[],
  inputs: Tensor | readonly Tensor[],
  options: GradOptions = {},
): (Tensor | null)[] {
  const places = listOf(inputs).map((input, i) => {
    if (!requiresGrad(input))
      throw new Error(
        `grad: input ${i} does not require a gradient. Call requiresGrad_() on it before the forward pass`,
      );
    return { node: (input._leaf ? accumulatorOf(input) : nodeOf(input))!, slot: input._slot };
  });
  const capture: NonNullable<PassOptions["capture"]> = new Map();
  for (const { node, slot } of places) {
    if (!capture.has(node)) capture.set(node, new Map());
    capture.get(node)!.set(slot, null);
  }
  const given = options.gradOutputs === undefined ? [] : listOf(options.gradOutputs);
  runBackward(rootsOf("grad", listOf(outputs), given), passOptions(options, capture));
  return places.map(({ node, slot }, i) => {
    const found = capture.get(node)!.get(slot) ?? null;
    if (found === null && !options.allowUnused) {
      throw new Error(`grad: input ${i} was not used in the graph. Pass { allowUnused: true } to get null for it`);
    }
    return found;
  });
}

function listOf<T extends Tensor | null>(given: T | readonly T[]): readonly T[] {
  return Array.isArray(given) ? (given as readonly T[]) : [given as T];
}

function passOptions(options: BackwardOptions, capture: PassOptions["capture"]): PassOptions {
  const createGraph = options.createGraph ?? false;
  return { createGraph, retainGraph: options.retainGraph ?? createGraph, capture };
}

function rootsOf(op: string, outputs: readonly Tensor[], gradients: readonly (Tensor | null)[]): Root[] {
  return outputs.map((output, i) => {
    const node: Node | null = output._leaf ? accumulatorOf(output) : nodeOf(output);
    if (node === null) {
      throw new Error(
        `${op}: tensor ${i} does not require a gradient and was made by no recorded operation. Was it computed inside noGrad(), ` +
          "detached, or are all parameters frozen?",
      );
    }
    const gradient = gradients[i] ?? null;
    if (gradient === null && output.numel() !== 1) {
      throw new RangeError(
        `${op}: a gradient can be created implicitly only for a single number, got shape ${show(output.shape)}. Reduce the ` +
          "tensor first (loss.mean()), or pass the gradient",
      );
    }
    if (gradient !== null && !sameShape(gradient.shape, output.shape)) {
      throw new RangeError(`${op}: expected a gradient of shape ${show(output.shape)}, got ${show(gradient.shape)}`);
    }
    return { node, slot: output._slot, gradient: gradient ?? ones(output.shape) };
  });
}

interface BackwardMethods {
  /**
   * Adds this tensor's gradients to the `.grad` of all leaves it depends on, and frees the graph unless asked not to.
   *
   * @param gradient the gradient of this tensor; may be left out for a single number
   */
  backward(gradient?: Tensor | null, options?: BackwardOptions): void;
  /** Turns the recording of operations on this leaf on or off, and returns it. */
  requiresGrad_(requiresGrad?: boolean): Tensor;
}

declare module "../tensor.ts" {
  interface Tensor extends BackwardMethods {
    /** Whether a gradient flows to this tensor. */
    requiresGrad: boolean;
    /** The gradient that `backward()` accumulated, or null. */
    grad: Tensor | null;
    /** Whether this tensor was made by the user rather than by a recorded operation. */
    readonly isLeaf: boolean;
    /** What made this tensor, or null for a leaf; `gradFn.name` is PyTorch's name: "MulBackward0". */
    readonly gradFn: Node | null;
  }
}

function setRequiresGrad(x: Tensor, wanted = true): Tensor {
  if (wanted && x.dtype !== "float32") {
    throw new TypeError(
      `requiresGrad_: only float32 tensors can require gradients, got ${x.dtype}. Convert with x.float() first`,
    );
  }
  if (wanted && x._storage.inference && !mode.inference) {
    throw new Error(
      "requiresGrad_: this tensor was made in inferenceMode() and can never be trained; pass its clone()",
    );
  }
  if (nodeOf(x) !== null) {
    if (!wanted)
      throw new Error("requiresGrad_: only leaves can stop requiring a gradient. Use x.detach() to cut the graph");
    return x;
  }
  x._leaf = wanted;
  return x;
}

defineFluent<BackwardMethods>({
  backward: (x, gradient, options) => backward(x, gradient, options),
  requiresGrad_: setRequiresGrad,
});

defineAccessors({
  get requiresGrad(): boolean {
    return requiresGrad(this as unknown as Tensor);
  },
  set requiresGrad(wanted: boolean) {
    setRequiresGrad(this as unknown as Tensor, wanted);
  },
  get grad(): Tensor | null {
    return (this as unknown as Tensor)._extra?.grad ?? null;
  },
  set grad(gradient: Tensor | null) {
    const x = this as unknown as Tensor;
    if (gradient === null && x._extra === null) return;
    if (gradient !== null && (!(gradient instanceof Tensor) || !sameShape(gradient.shape, x.shape))) {
      throw new TypeError(
        `grad: expected null or a tensor of shape ${show(x.shape)}, got ${gradient instanceof Tensor ? show(gradient.shape) : typeof gradient}`,
      );
    }
    extraOf(x).grad = gradient;
  },
  get isLeaf(): boolean {
    return nodeOf(this as unknown as Tensor) === null;
  },
  get gradFn(): Node | null {
    return nodeOf(this as unknown as Tensor);
  },
});
