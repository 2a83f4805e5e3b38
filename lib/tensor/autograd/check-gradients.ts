import { fromValues } from "../ops/creation.ts";
import { valuesOf } from "../read.ts";
import { show } from "../shape.ts";
import { Tensor } from "../tensor.ts";
import { grad } from "./backward.ts";
import { noGrad } from "./mode.ts";

export interface CheckGradientsOptions {
  /** How far each element is moved to both sides (1e-2). */
  eps?: number;
  /** How far gradients may be apart, absolutely (1e-3) and relative to the numeric one (1e-2). */
  atol?: number;
  rtol?: number;
  /** Return false rather than throw. */
  raiseException?: boolean;
}

/**
 * Compares the gradients of `fn` with central differences of its values, element by element, as `torch.autograd.gradcheck`.
 *
 * The default tolerances are for float32, in which differences are good to about three digits. All outputs are weighed
 * together; random functions must draw the same numbers each time.
 *
 * @throws {Error} naming the input and the element where they differ
 * @example
 * checkGradients((x) => x.pow(3), [randn([4], { requiresGrad: true })]); // true
 */
export function checkGradients(
  fn: (...inputs: Tensor[]) => Tensor | readonly Tensor[],
  inputs: readonly Tensor[],
  { eps = 1e-2, atol = 1e-3, rtol = 1e-2, raiseException = true }: CheckGradientsOptions = {},
): boolean {
  const wanted = inputs.filter((input) => input.requiresGrad);
  if (wanted.length === 0)
    throw new Error("checkGradients: no input requires a gradient; call requiresGrad_() on one of them");
  const outputs = tensorsOf(fn(...inputs)).filter((output) => output.requiresGrad);
  if (outputs.length === 0) throw new Error("checkGradients: no output depends on an input that requires a gradient");
  const gradOutputs = outputs.map((output) => weightsOf(output));
  const gradients = grad(outputs, wanted, { gradOutputs, allowUnused: true });
  const all = tensorsOf(fn(...inputs)).map((output) => output.requiresGrad);
  for (const [i, input] of wanted.entries()) {
    const problem = compare(fn, inputs, input, gradients[i] ?? null, all, { eps, atol, rtol });
    if (problem === null) continue;
    if (raiseException) throw new Error(`checkGradients: the gradient of input ${inputs.indexOf(input)} ${problem}`);
    return false;
  }
  return true;
}

type Tolerances = Required<Pick<CheckGradientsOptions, "eps" | "atol" | "rtol">>;

function compare(
  fn: (...inputs: Tensor[]) => Tensor | readonly Tensor[],
  inputs: readonly Tensor[],
  input: Tensor,
  gradient: Tensor | null,
  used: readonly boolean[],
  { eps, atol, rtol }: Tolerances,
): string | null {
  const values = valuesOf(input) as Float32Array;
  const analytic = gradient === null ? new Float32Array(values.length) : valuesOf(gradient);
  const at = (i: number, value: number): number => {
    const moved = values.slice();
    moved[i] = value;
    const other = fromValues(moved, input.shape, "float32");
    return noGrad(() => weighed(fn(...inputs.map((x) => (x === input ? other : x))), used));
  };
  for (let i = 0; i < values.length; i++) {
    // The distance that float32 can hold, not the one asked for.
    const [up, down] = [Math.fround(values[i]! + eps), Math.fround(values[i]! - eps)];
    const numeric = (at(i, up) - at(i, down)) / (up - down);
    if (Math.abs(analytic[i]! - numeric) <= atol + rtol * Math.abs(numeric)) continue;
    return `at element ${i} of ${show(input.shape)} is ${analytic[i]}, but moving it by ${eps} changes the output by ${numeric} times that`;
  }
  return null;
}

/** The outputs' sum, each element with its weight, in double precision. */
function weighed(result: Tensor | readonly Tensor[], used: readonly boolean[]): number {
  let sum = 0;
  for (const [k, output] of tensorsOf(result).entries()) {
    if (used[k]) for (const [i, value] of valuesOf(output).entries()) sum += value * weight(i);
  }
  return sum;
}

/** Different for each element, so that errors cannot cancel out. */
function weight(i: number): number {
  return Math.fround(Math.cos(i * 0.7 + 0.3));
}

function weightsOf(output: Tensor): Tensor {
  return fromValues(
    Float32Array.from({ length: output.numel() }, (_, i) => weight(i)),
    output.shape,
    "float32",
  );
}

function tensorsOf(result: Tensor | readonly Tensor[]): readonly Tensor[] {
  return result instanceof Tensor ? [result] : result;
}
