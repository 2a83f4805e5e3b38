import { Tensor } from "../../tensor/index.ts";
import { copyOf, mode, recordMany, requiresGrad } from "../../tensor/internal.ts";
import type { BackwardHook, Module } from "./module.ts";

type Gradient = Tensor | null;

/** Runs a forward pass between two identities, whose backward rules see the gradients of outputs and inputs. */
export function withBackwardHooks(
  module: Module,
  hooks: readonly BackwardHook[],
  inputs: readonly unknown[],
  run: (inputs: readonly unknown[]) => unknown,
): unknown {
  let gradOutput: readonly Gradient[] = [];
  const call = (given: readonly Gradient[]): readonly Gradient[] => {
    let gradInput = given;
    for (const hook of hooks) {
      const replaced = hook(module, gradInput, gradOutput);
      if (!replaced) continue;
      if (replaced.length !== given.length)
        throw new RangeError(
          `A backward hook of ${module.constructor.name} returned ${replaced.length} gradients, expected ${given.length}, one for each input`,
        );
      gradInput = replaced;
    }
    return gradInput;
  };
  const watched = watch(inputs, "BackwardHookInput", call);
  const output = run(watched.values);
  return watch(Array.isArray(output) ? output : [output], "BackwardHookOutput", (gradients) => {
    gradOutput = gradients;
    if (!watched.active) call(inputs.map(() => null));
    return gradients;
  }).restore(output);
}

/** Passes the tensors among `values` through an identity whose backward calls `see` with all their gradients. */
function watch(values: readonly unknown[], name: string, see: (gradients: readonly Gradient[]) => readonly Gradient[]) {
  const places = values.flatMap((value, i) => (value instanceof Tensor && value.dtype === "float32" ? [i] : []));
  const tensors = places.map((i) => values[i] as Tensor);
  const active = mode.grad && tensors.some(requiresGrad);
  const out = [...values];
  if (active) {
    const copies = tensors.map(copyOf);
    const node = recordMany(name, copies, tensors, [], (_, __, node) => {
      const all: Gradient[] = values.map(() => null);
      for (const [slot, i] of places.entries()) all[i] = node.gradients[slot] ?? null;
      const seen = see(all);
      return places.map((i) => seen[i] ?? null);
    });
    node.userCode = true;
    for (const [slot, i] of places.entries()) out[i] = copies[slot];
  }
  return { values: out, active, restore: (original: unknown) => (Array.isArray(original) ? out : out[0]) };
}
