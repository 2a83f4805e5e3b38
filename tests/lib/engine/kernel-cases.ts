// The cases of tests/goldens/engine_kernels.py with the same numbers, laid out channels last.
import { readFileSync } from "node:fs";
import { expect } from "chai";
import { tf } from "../../../lib/engine/index.ts";
import type { Geometry, Shape4D, Windows } from "../../../lib/engine/kernels/index.ts";

export interface Golden {
  shape: number[];
  data: string;
}
interface Named<C> {
  name: string;
  case: C;
  golden: Record<string, Golden>;
}
type ConvCase = Geometry & { x: number[]; w: number[] };
type PoolCase = Windows & { x: number[]; shift?: number; rounded?: boolean };

export const goldens = JSON.parse(
  readFileSync(new URL("../../goldens/engine_kernels.json", import.meta.url), "utf8"),
) as { conv: Named<ConvCase>[]; max: Named<PoolCase>[]; avg: Named<PoolCase>[]; norm: Named<{ x: number[] }>[] };

/** Multiples of 1/512 in PyTorch's order of dimensions, given to the kernel's by `permutation`. */
export function values(shape: readonly number[], seed: number, permutation?: number[]): tf.Tensor {
  const size = shape.reduce((a, b) => a * b, 1);
  const data = Float32Array.from(
    { length: size },
    (_, i) => ((((i * 7919 + seed * 104729) % 10007) * 31) % 1021) / 512 - 510 / 512,
  );
  return tf.tidy(() => {
    const x = tf.tensor(data, [...shape]);
    return permutation ? tf.transpose(x, permutation) : x;
  });
}

export const LAST = [0, 2, 3, 1];
export const FILTER = [2, 3, 1, 0];
/** [N, C, H, W] as [N, H, W, C] */
export const lastOf = ([n, c, h, w]: readonly number[]): Shape4D => [n!, h!, w!, c!];
/** The reverse, for numbers that were made in PyTorch's order. */
export const firstOf = ([n, h, w, c]: readonly number[]): number[] => [n!, c!, h!, w!];

/** The largest error, relative to the golden's largest value, must stay below `tolerance`. */
export function expectClose(got: tf.Tensor, golden: Golden, what: string, tolerance = 2e-6): void {
  expect(got.shape, `shape of ${what}`).to.deep.equal(golden.shape);
  const expected = new Float32Array(Uint8Array.from(Buffer.from(golden.data, "base64")).buffer);
  const actual = got.dataSync();
  let largest = 0;
  let error = 0;
  for (const [i, value] of expected.entries()) {
    largest = Math.max(largest, Math.abs(value));
    error = Math.max(error, Math.abs(actual[i]! - value));
  }
  if (!(error <= tolerance * Math.max(largest, 1e-3)))
    expect.fail(`${what}: off by ${error} where the largest is ${largest}`);
}

/** The sum of the products of two tensors, in double precision. */
export function dot(a: tf.Tensor, b: tf.Tensor): number {
  const [x, y] = [a.dataSync(), b.dataSync()];
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i]! * y[i]!;
  return sum;
}
