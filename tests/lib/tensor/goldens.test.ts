// Oracle: PyTorch 2.13 (CPU), by tests/goldens/make_tensor.py and make_functional.py: results, types, shapes and gradients.
import { readdirSync, readFileSync } from "node:fs";
import { expect } from "chai";
import * as F from "../../../lib/nn/functional/index.ts";
import * as init from "../../../lib/nn/init.ts";
import { manualSeed } from "../../../lib/random/index.ts";
import type * as t from "../../../lib/tensor/index.ts";
import * as tensors from "../../../lib/tensor/index.ts";

const api = { ...tensors, manualSeed };

const { Tensor } = tensors;
type Tensor = t.Tensor;
type Stored = [shape: number[], dtype: t.DType, values: (number | string)[]];
interface Case {
  ts: string;
  in: Record<string, Stored>;
  out: Stored[];
  grad?: Record<string, Stored | null>;
}

const folder = new URL("../../goldens/", import.meta.url);
const TOLERANCE = 1e-5;

function number(value: number | string): number {
  if (typeof value === "number") return value;
  return { nan: Number.NaN, inf: Number.POSITIVE_INFINITY, "-inf": Number.NEGATIVE_INFINITY }[value]!;
}

function load([shape, dtype, values]: Stored): Tensor {
  return tensors.tensor(values.map(number), { dtype }).reshape(shape).clone();
}

/** Tensors in a result, in PyTorch's order; plain numbers and booleans stand for 0-dimensional tensors. */
function flatten(result: unknown): (Tensor | number)[] {
  if (result instanceof Tensor) return [result];
  if (typeof result === "number" || typeof result === "boolean") return [Number(result)];
  return [...(result as Iterable<unknown>)].flatMap(flatten);
}

function check(label: string, got: Tensor | number, [shape, dtype, values]: Stored): void {
  if (got instanceof Tensor) {
    expect(got.shape, `${label}: shape`).to.deep.equal(shape);
    expect(got.dtype, `${label}: type`).to.equal(dtype);
  }
  const data = got instanceof Tensor ? got.data : [got];
  const expected = values.map(number);
  const scale = Math.max(...expected.map(Math.abs).filter(Number.isFinite), 1e-3);
  expected.forEach((value, i) => {
    const close =
      Object.is(value, data[i]) || Math.abs(value - data[i]!) <= (dtype === "float32" ? TOLERANCE * scale : 0);
    const same = (Number.isNaN(value) && Number.isNaN(data[i])) || value === data[i];
    if (!close && !same) expect.fail(`${label}: expected ${values.join(" ")}, got ${[...data].join(" ")}`);
  });
}

function run(entry: Case): void {
  const inputs = Object.entries(entry.in).map(([name, stored]) => {
    const x = load(stored);
    return [name, entry.grad && name in entry.grad ? x.requiresGrad_() : x] as const;
  });
  const body = new Function("t", "F", "init", ...inputs.map(([name]) => name), entry.ts);
  const results = flatten(body(api, F, init, ...inputs.map(([, x]) => x)));
  expect(results.length, "number of results").to.equal(entry.out.length);
  for (const [i, result] of results.entries()) check(`result ${i}`, result, entry.out[i]!);
  if (entry.grad === undefined) return;
  const weighted = results.filter((y) => y instanceof Tensor).filter((y) => y.requiresGrad);
  const loss = weighted.map((y) => y.mul(weights(y)).sum()).reduce((a, b) => a.add(b));
  loss.backward();
  for (const [name, x] of inputs) {
    const expected = entry.grad[name];
    if (expected === undefined) continue;
    if (expected === null) expect(x.grad, `gradient of ${name}`).to.equal(null);
    else check(`gradient of ${name}`, x.grad ?? expect.fail(`${name} has no gradient`), expected);
  }
}

/** cos(0.7 i + 0.3), as the generator weights results. */
function weights(y: Tensor): Tensor {
  const values = Float32Array.from({ length: y.numel() }, (_, i) => Math.cos(i * 0.7 + 0.3));
  return tensors.tensor(values).reshape(y.shape);
}

for (const file of readdirSync(folder).filter((name) => /^tensor_.*\.json$/.test(name))) {
  describe(`tensor operations as in PyTorch 2.13: ${file.slice(7, -5)}`, () => {
    const cases = JSON.parse(readFileSync(new URL(file, folder), "utf8")) as Case[];
    for (const entry of cases) {
      const shapes = Object.entries(entry.in).map(([name, [shape, dtype]]) => `${name}: ${dtype} [${shape}]`);
      it(`${entry.ts}  ${shapes.join(", ")}`, () => run(entry));
    }
  });
}
