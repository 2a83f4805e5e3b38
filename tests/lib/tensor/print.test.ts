// Oracle: PyTorch 2.13's repr (tests/goldens/make_print.py), with the names that JavaScript has.
import { readFileSync } from "node:fs";
import { inspect } from "node:util";
import { expect } from "chai";
import { type DType, ones, type Tensor, tensor } from "../../../lib/tensor/index.ts";

interface Case {
  name: string;
  shape: number[];
  dtype: DType;
  values?: (number | boolean | string)[];
  arange?: number;
  step?: number;
  leaf: boolean;
  node: string | null;
  text: string;
}
const cases = JSON.parse(readFileSync(new URL("../../goldens/print.json", import.meta.url), "utf8")) as Case[];
const SPECIAL: Record<string, number> = {
  inf: Number.POSITIVE_INFINITY,
  "-inf": Number.NEGATIVE_INFINITY,
  nan: Number.NaN,
};

function make({ shape, dtype, values, arange, step, leaf, node }: Case): Tensor {
  const data = values?.map((v) => (typeof v === "string" ? SPECIAL[v]! : Number(v)));
  const flat = data ?? Array.from({ length: arange! }, (_, i) => Math.fround(i * step!));
  const x = tensor(flat, { dtype }).reshape(shape).clone();
  if (leaf) return x.requiresGrad_();
  if (node === "SumBackward0") return ones([1]).mul(x).requiresGrad_().sum();
  return node === null ? x : x.div(2).requiresGrad_().mul(2);
}

describe("tensors print as in PyTorch 2.13", () => {
  for (const golden of cases) {
    it(golden.name, () => {
      const x = make(golden);
      expect(String(x)).to.equal(golden.text);
      expect(inspect(x)).to.equal(golden.text);
      expect((x as unknown as Record<symbol, () => unknown>)[Symbol.for("Jupyter.display")]!()).to.deep.equal({
        "text/plain": golden.text,
      });
    });
  }
});
