import { device } from "../engine/index.ts";
import { hasNoValues, onMeta } from "../engine/meta/index.ts";
import type * as nn from "../nn/index.ts";
import { noGrad, Tensor, zeros } from "../tensor/index.ts";
import { macsOf } from "./macs.ts";

/** One call of a module. */
export interface Call {
  path: string;
  module: nn.Module;
  /** How many modules it is inside of. */
  depth: number;
  inputShapes: number[][];
  outputShapes: number[][];
  macs: number | null;
  /** Elements of all outputs. */
  activations: number;
  /** Seconds from call to return, with all that it calls. */
  seconds: number;
}

export interface Trace {
  /** In the order in which the modules were called. */
  calls: Call[];
  /** Seconds of the whole forward pass. */
  seconds: number;
  /** What stopped the forward pass, if something did. */
  error?: Error;
}

/** A shape, or the inputs themselves. */
export type ProfileInput = readonly number[] | Tensor | readonly Tensor[];

/** Whether a model was built by `onMeta`: it can be traced, not timed. */
export function isShapesOnly(model: nn.Module): boolean {
  return model.parameters().some((parameter) => hasNoValues(parameter._storage.raw));
}

/** Runs a model once in evaluation mode, without recording gradients, and notes every call of a module. */
export function trace(model: nn.Module, input: ProfileInput): Trace {
  const run = () => noGrad(() => inEval(model, () => record(model, inputsOf(input))));
  return isShapesOnly(model) ? onMeta(run) : run();
}

function inputsOf(input: ProfileInput): Tensor[] {
  if (input instanceof Tensor) return [input];
  if (input.length > 0 && input[0] instanceof Tensor) return [...(input as readonly Tensor[])];
  return [zeros(input as readonly number[])];
}

/** Evaluation mode for a while: no dropout, and running statistics stay as they are. */
function inEval<T>(model: nn.Module, body: () => T): T {
  const modules = model.modules();
  const modes = modules.map((module) => module.training);
  model.eval();
  try {
    return body();
  } finally {
    for (const [i, module] of modules.entries()) module.training = modes[i]!;
  }
}

function record(model: nn.Module, inputs: readonly Tensor[]): Trace {
  const calls: Call[] = [];
  const open: Call[] = [];
  const starts: number[] = [];
  const handles = model.namedModules().flatMap(([path, module]) => [
    module.registerForwardPreHook((_, given) => {
      const call: Call = {
        path,
        module,
        depth: open.length,
        inputShapes: shapesOf(given),
        outputShapes: [],
        macs: null,
        activations: 0,
        seconds: 0,
      };
      calls.push(call);
      open.push(call);
      starts.push(performance.now());
      return undefined;
    }),
    module.registerForwardHook((_, given, output) => {
      settle(output);
      const call = open.pop()!;
      call.seconds = (performance.now() - starts.pop()!) / 1000;
      call.outputShapes = shapesOf([output]);
      call.activations = call.outputShapes.reduce((sum, shape) => sum + shape.reduce((a, b) => a * b, 1), 0);
      call.macs = macsOf(module, given, output);
      return undefined;
    }),
  ]);
  const start = performance.now();
  try {
    settle((model.forward as (...given: Tensor[]) => unknown)(...inputs));
    return { calls, seconds: (performance.now() - start) / 1000 };
  } catch (error) {
    return { calls, seconds: (performance.now() - start) / 1000, error: error as Error };
  } finally {
    for (const handle of handles) handle.remove();
  }
}

/** A GPU computes behind our back: reading a value waits for it. */
function settle(output: unknown): void {
  if (device() === "gpu" && output instanceof Tensor && output.numel() > 0 && !hasNoValues(output._storage.raw))
    output.detach().reshape([-1]).narrow(0, 0, 1).item();
}

/** The shapes of all tensors in arrays and plain objects. */
function shapesOf(value: unknown): number[][] {
  if (value instanceof Tensor) return [[...value.shape]];
  if (Array.isArray(value)) return value.flatMap(shapesOf);
  const plain = typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
  return plain ? Object.values(value).flatMap(shapesOf) : [];
}
