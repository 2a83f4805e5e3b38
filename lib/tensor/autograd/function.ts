import { detach } from "../ops/view.ts";
import { Tensor } from "../tensor.ts";
import { mode, noGrad } from "./mode.ts";
import { recordMany, tracks } from "./record.ts";

/** What `forward` leaves for `backward`. */
export class FunctionContext {
  /** The tensors that `saveForBackward` kept. */
  savedTensors: readonly Tensor[] = [];
  /** Which inputs of `forward` want a gradient. */
  needsInputGrad: readonly boolean[] = [];
  /** Anything else to remember between the two. */
  [key: string]: unknown;

  /** Keeps tensors for `backward`; they are checked for in-place changes and freed with the graph. */
  saveForBackward(...tensors: Tensor[]): void {
    this.savedTensors = tensors;
  }

  /** Says which outputs have no gradient. */
  markNonDifferentiable(...tensors: Tensor[]): void {
    this.nonDifferentiable = tensors;
  }
}

type Output = Tensor | readonly Tensor[];
type Result = Tensor | null | readonly (Tensor | null)[];

/**
 * An operation with its own backward rule: subclass it, write static `forward` and `backward`, call `apply`.
 *
 * @example
 * class Cube extends autograd.Function {
 *   static override forward(context: FunctionContext, x: Tensor) {
 *     context.saveForBackward(x);
 *     return x.pow(3);
 *   }
 *   static override backward(context: FunctionContext, gradient: Tensor) {
 *     return gradient.mul(context.savedTensors[0]!.square().mul(3));
 *   }
 * }
 * Cube.apply(x);
 */
// biome-ignore-start lint/complexity/noStaticOnlyClass: students subclass it, as in PyTorch
// biome-ignore-start lint/complexity/noThisInStatic: `this` is the subclass
export abstract class AutogradFunction {
  static forward(_context: FunctionContext, ..._inputs: never[]): Output {
    throw new Error(`${this.name}: expected a static method forward(context, ...inputs)`);
  }

  /** One gradient for each input of `forward`, null for those that are no tensors or need none. */
  static backward(_context: FunctionContext, ..._gradients: never[]): Result {
    throw new Error(`${this.name}: expected a static method backward(context, ...gradients)`);
  }

  /** Runs `forward` and records `backward` as its rule. */
  static apply<F extends FunctionClass>(this: F, ...inputs: ForwardInputs<F>): ReturnType<F["forward"]> {
    return applyFunction(this, inputs) as ReturnType<F["forward"]>;
  }
}
// biome-ignore-end lint/complexity/noThisInStatic: see above
// biome-ignore-end lint/complexity/noStaticOnlyClass: see above

interface FunctionClass {
  readonly name: string;
  forward(context: FunctionContext, ...inputs: never[]): Output;
  backward(context: FunctionContext, ...gradients: never[]): Result;
}

type ForwardInputs<F extends FunctionClass> = F["forward"] extends (
  context: FunctionContext,
  ...inputs: infer I
) => unknown
  ? I
  : never;

function applyFunction(fn: FunctionClass, inputs: readonly unknown[]): Output {
  const context = new FunctionContext();
  const tensors = inputs.map((input) => (input instanceof Tensor ? input : null));
  const recorded = mode.grad && tensors.some((x) => x !== null && tracks(x));
  context.needsInputGrad = tensors.map((x) => recorded && x !== null && tracks(x));
  const output = noGrad(() => fn.forward(context, ...(inputs as never[])));
  if (!recorded) return output;
  const outputs = (Array.isArray(output) ? output : [output]) as Tensor[];
  // An input returned as it is would otherwise lose its own history.
  const fresh = outputs.map((out) => (tensors.includes(out) ? detach(out) : out));
  const without = (context.nonDifferentiable as Tensor[] | undefined) ?? [];
  const saved = context.savedTensors.map((x) => fresh[outputs.indexOf(x)] ?? x);
  const linked = fresh.filter((_, i) => !without.includes(outputs[i]!));
  const node = recordMany(`${fn.name}Backward`, linked, tensors, [...saved], (_, kept, self) => {
    context.savedTensors = kept;
    const gradients = self.gradients.map((g, i) => g ?? zerosOf(linked[i]!));
    const all = outputs.map((out) =>
      without.includes(out) ? null : gradients[linked.indexOf(fresh[outputs.indexOf(out)]!)]!,
    );
    const result = fn.backward(context, ...(all as never[]));
    const list = Array.isArray(result) ? (result as readonly (Tensor | null)[]) : [result as Tensor | null];
    checkResults(fn.name, list, tensors);
    return list;
  });
  node.userCode = true;
  context.savedTensors = [];
  return Array.isArray(output) ? fresh : fresh[0]!;
}

function zerosOf(x: Tensor): Tensor {
  return noGrad(() => x.mul(0));
}

function checkResults(name: string, gradients: readonly unknown[], inputs: readonly (Tensor | null)[]): void {
  if (gradients.length > inputs.length || gradients.slice(inputs.length).some((g) => g !== null)) {
    throw new RangeError(
      `${name}.backward returned ${gradients.length} gradients, expected one for each of the ${inputs.length} inputs`,
    );
  }
  for (const [i, gradient] of gradients.entries()) {
    if (gradient !== null && gradient !== undefined && !(gradient instanceof Tensor)) {
      throw new TypeError(
        `${name}.backward: expected a tensor or null as the gradient of input ${i}, got ${typeof gradient}`,
      );
    }
  }
}
