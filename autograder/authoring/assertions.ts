import { AssertionError } from "chai";
import { TensorValue, tensor, type Values } from "./tensorValue.ts";
import type { TestContext } from "./types.ts";

type TensorAssertions = Pick<TestContext, "tensorCloseTo" | "tensorShape" | "tensorDtype" | "tensorFinite">;

export const tensorAssertions: TensorAssertions = {
  tensorCloseTo(actual, expected, { rtol = 1e-4, atol = 1e-5, message } = {}) {
    const found = requireTensor(actual, message);
    const wanted = expected instanceof TensorValue ? expected : tensor(expected as Values);
    requireShape(found, wanted.shape, message);
    let wrong = 0;
    let first = -1;
    for (let i = 0; i < wanted.size; i++) {
      const [a, e] = [found.data[i]!, wanted.data[i]!];
      // Equal infinities and two NaNs agree; |NaN| <= x is false, so any other NaN fails.
      const close = Object.is(a, e) || a === e || Math.abs(a - e) <= atol + rtol * Math.abs(e);
      if (close) continue;
      wrong++;
      if (first < 0) first = i;
    }
    if (wrong === 0) return;
    const detail = `${wrong} of ${wanted.size} values differ (rtol ${rtol}, atol ${atol}); at ${position(first, wanted.shape)}: expected ${wanted.data[first]}, got ${found.data[first]}`;
    fail(detail, message);
  },
  tensorShape(actual, shape, message) {
    requireShape(requireTensor(actual, message), shape, message);
  },
  tensorDtype(actual, dtype, message) {
    const found = requireTensor(actual, message);
    if (found.dtype !== dtype) fail(`expected a tensor of dtype ${dtype}, got ${found.dtype}`, message);
  },
  tensorFinite(actual, message) {
    const found = requireTensor(actual, message);
    const index = found.data.findIndex((value: number) => !Number.isFinite(value));
    if (index >= 0)
      fail(`expected finite values, got ${found.data[index]} at ${position(index, found.shape)}`, message);
  },
};

function requireTensor(actual: unknown, message?: string): TensorValue {
  if (!(actual instanceof TensorValue)) fail(`expected a tensor, got ${describe(actual)}`, message);
  return actual;
}

function requireShape(found: TensorValue, shape: readonly number[], message?: string): void {
  const same = found.shape.length === shape.length && found.shape.every((side, axis) => side === shape[axis]);
  if (!same) fail(`expected shape [${shape.join(", ")}], got [${found.shape.join(", ")}]`, message);
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return typeof value === "object" || typeof value === "function"
    ? `a ${typeof value}`
    : `${typeof value} ${String(value).slice(0, 40)}`;
}

function position(index: number, shape: readonly number[]): string {
  const indices: number[] = [];
  let rest = index;
  for (const side of [...shape].reverse()) {
    indices.unshift(rest % side);
    rest = Math.floor(rest / side);
  }
  return `[${indices.join(", ")}]`;
}

function fail(detail: string, message?: string): never {
  throw new AssertionError(message ? `${message}: ${detail}` : detail);
}
