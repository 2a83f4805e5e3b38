// Rebuilds the cases of tests/goldens/nn_cases.py: same seed, same draws, so that only results are stored.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { crc32 } from "node:zlib";
import { expect } from "chai";
import * as nn from "../../../lib/nn/index.ts";
import { defaultGenerator, manualSeed } from "../../../lib/random/index.ts";
import { backward, Tensor, tensor } from "../../../lib/tensor/index.ts";

export interface Packed {
  shape: number[];
  dtype: "float32" | "int32";
  data: string;
}
type ModuleSpec = [name: string, args?: unknown[], options?: Record<string, unknown>];
export interface Case {
  name: string;
  module: ModuleSpec;
  inputs: unknown[];
  call?: Record<string, unknown>;
  eval?: boolean;
  initial: Record<string, string>;
  repr: string;
  outputs: Packed[];
  inputGrads: (Packed | null)[];
  parameterGrads: Record<string, Packed>;
  buffers: Record<string, Packed>;
}

export function readGoldens<T>(file: string): T {
  return JSON.parse(readFileSync(new URL(`../../goldens/${file}`, import.meta.url), "utf8"));
}

export function unpack({ dtype, data }: Packed): Float32Array | Int32Array {
  const bytes = Uint8Array.from(Buffer.from(data, "base64"));
  return dtype === "float32" ? new Float32Array(bytes.buffer) : new Int32Array(bytes.buffer);
}

/** Floats within `tolerance` of the value or, near 0, of the tensor's largest; integers and shapes exactly. */
export function expectTensor(got: Tensor | null, golden: Packed, what: string, tolerance = 1e-5): void {
  if (got === null) throw new Error(`${what}: expected a tensor, got null`);
  expect([...got.shape], `${what}: shape`).to.deep.equal(golden.shape);
  const expected = unpack(golden);
  if (golden.dtype === "int32") {
    expect([...got.data], what).to.deep.equal([...expected]);
    return;
  }
  expect(got.dtype, `${what}: dtype`).to.equal("float32");
  const actual = got.data;
  const scale = [...expected].reduce((most, value) => Math.max(most, Math.abs(value)), 0.1);
  for (const [i, value] of expected.entries()) {
    const error = Math.abs(actual[i]! - value);
    if (!(error <= tolerance * Math.max(Math.abs(value), scale)))
      expect.fail(`${what}[${i}]: expected ${value}, got ${actual[i]}, off by ${error} where the largest is ${scale}`);
  }
}

const randn = (shape: number[]) =>
  tensor(defaultGenerator.randn(shape.reduce((a, b) => a * b, 1)))
    .reshape(shape)
    .clone();

function value(spec: unknown): unknown {
  if (Array.isArray(spec)) return spec.map(value);
  if (typeof spec !== "object" || spec === null) return spec;
  if ("module" in spec) return build(spec.module as ModuleSpec);
  return "tensor" in spec ? tensor(spec.tensor as number[], { dtype: "float32" }) : spec;
}

const classes: Record<string, unknown> = { ...nn };

function build([name, args = [], options]: ModuleSpec): nn.Module {
  const Class = classes[name] as (new (...args: unknown[]) => nn.Module) | undefined;
  if (!Class) throw new Error(`nn.${name} does not exist`);
  const given = options && Object.fromEntries(Object.entries(options).map(([key, item]) => [key, value(item)]));
  return new Class(...args.map(value), ...(given ? [given] : []));
}

function makeInput(spec: unknown): Tensor {
  if (Array.isArray(spec)) return randn(spec).requiresGrad_();
  const { randint, rand, signs, grad } = spec as {
    randint?: [number, number, number[]];
    rand?: number[];
    signs?: number[];
    grad?: boolean;
  };
  const size = (shape: number[]) => shape.reduce((a, b) => a * b, 1);
  if (randint) return tensor(defaultGenerator.randint(randint[0], randint[1], size(randint[2]))).reshape(randint[2]);
  if (rand)
    return tensor(defaultGenerator.rand(size(rand)))
      .reshape(rand)
      .clone()
      .requiresGrad_(grad ?? false);
  return tensor(defaultGenerator.randint(0, 2, size(signs!)))
    .reshape(signs!)
    .float()
    .mul(2)
    .sub(1);
}

function flatten(output: unknown): Tensor[] {
  if (output instanceof Tensor) return [output];
  return (output as unknown[]).flatMap((part) => (part === null ? [] : flatten(part)));
}

/** Python prints 2 and 2.0 apart, which JavaScript cannot. */
const withoutPoints = (text: string) => text.replace(/(\d)\.0\b/g, "$1");

export function check(golden: Case, tolerance = 1e-5): void {
  manualSeed(crc32(golden.name) & 0x7fffffff);
  const module = build(golden.module);
  expect(withoutPoints(String(module)), "repr").to.equal(withoutPoints(golden.repr));
  for (const [key, hash] of Object.entries(golden.initial)) {
    const state = module.stateDict()[key];
    expect(state, `state dict entry ${key}`).to.be.instanceOf(Tensor);
    const digest = createHash("sha256").update(new Uint8Array(state!.data.buffer)).digest("hex").slice(0, 16);
    expect(digest, `initial ${key}`).to.equal(hash);
  }
  if (golden.eval) module.eval();
  const inputs = golden.inputs.map(makeInput);
  const forward = module.forward as (...inputs: unknown[]) => unknown;
  const outputs = flatten(forward(...inputs, ...(golden.call ? [golden.call] : [])));
  expect(outputs.length, "number of outputs").to.equal(golden.outputs.length);
  for (const [i, output] of outputs.entries()) expectTensor(output, golden.outputs[i]!, `output ${i}`, tolerance);
  const differentiable = outputs.filter((output) => output.requiresGrad);
  backward(
    differentiable,
    differentiable.map((output) => randn([...output.shape])),
  );
  for (const [i, gradient] of golden.inputGrads.entries())
    if (gradient) expectTensor(inputs[i]!.grad, gradient, `gradient of input ${i}`, tolerance);
  for (const [name, gradient] of Object.entries(golden.parameterGrads))
    expectTensor(module.getParameter(name).grad, gradient, `gradient of ${name}`, tolerance);
  const buffers = Object.fromEntries(module.namedBuffers());
  for (const [name, buffer] of Object.entries(golden.buffers))
    expectTensor(buffers[name] ?? null, buffer, `buffer ${name}`, tolerance);
}
