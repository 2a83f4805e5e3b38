// Tensors as PyTorch prints them.
import { inspect } from "node:util";
import type { TypedArray } from "./dtype.ts";
import { show } from "./shape.ts";
import { Tensor } from "./tensor.ts";

const LINE_WIDTH = 80;
const THRESHOLD = 1000;
const EDGE = 3;
const PRECISION = 4;

/** `tensor([[1., 2.], [3., 4.]])`, with type and history where they are not the default. */
export function format(x: Tensor): string {
  const suffixes: string[] = [];
  if (x.numel() === 0 && x.shape.length !== 1) suffixes.push(`size=${show(x.shape)}`);
  if (x.dtype === "uint8" || (x.dtype === "int32" && x.numel() === 0)) suffixes.push(`dtype=${x.dtype}`);
  if (x.gradFn !== null) suffixes.push(`gradFn=<${x.gradFn.name}>`);
  else if (x.requiresGrad) suffixes.push("requiresGrad=true");
  const prefix = "tensor(";
  const body = x.numel() === 0 ? "[]" : formatValues(x, prefix.length);
  return withSuffixes(prefix + body, suffixes, prefix.length);
}

function withSuffixes(text: string, suffixes: readonly string[], indent: number): string {
  let out = text;
  let width = text.length - (text.lastIndexOf("\n") + 1);
  for (const suffix of suffixes) {
    if (width + suffix.length + 2 > LINE_WIDTH) {
      out += `,\n${" ".repeat(indent)}${suffix}`;
      width = indent + suffix.length;
    } else {
      out += `, ${suffix}`;
      width += suffix.length + 2;
    }
  }
  return `${out})`;
}

function formatValues(x: Tensor, indent: number): string {
  const { data } = x;
  const summarize = data.length > THRESHOLD;
  const shown = summarize ? visible(data, x.shape) : data;
  const cell = formatter(x, shown);
  return formatDim(data, x.shape, 0, 0, indent, cell, summarize);
}

/** The values that a summary prints; widths are taken from these. */
function visible(data: TypedArray, shape: readonly number[]): number[] {
  const out: number[] = [];
  const walk = (dim: number, start: number, size: number): void => {
    if (dim === shape.length) {
      out.push(data[start]!);
      return;
    }
    const n = shape[dim]!;
    const step = size / n;
    for (let i = 0; i < n; i++) if (n <= 2 * EDGE || i < EDGE || i >= n - EDGE) walk(dim + 1, start + i * step, step);
  };
  walk(0, 0, data.length);
  return out;
}

function formatDim(
  data: TypedArray,
  shape: readonly number[],
  dim: number,
  start: number,
  indent: number,
  cell: (value: number) => string,
  summarize: boolean,
): string {
  if (shape.length === 0) return cell(data[start]!);
  const n = shape[dim]!;
  const step = shape.slice(dim + 1).reduce((a, b) => a * b, 1);
  const cut = summarize && n > 2 * EDGE;
  const indices = Array.from({ length: n }, (_, i) => i).filter((i) => !cut || i < EDGE || i >= n - EDGE);
  const last = dim === shape.length - 1;
  const parts = indices.map((i) =>
    last ? cell(data[start + i]!) : formatDim(data, shape, dim + 1, start + i * step, indent + 1, cell, summarize),
  );
  if (cut) parts.splice(EDGE, 0, last ? " ..." : "...");
  if (!last) return `[${parts.join(`,${"\n".repeat(shape.length - dim - 1)}${" ".repeat(indent + 1)}`)}]`;
  const width = Math.max(...parts.map((part) => part.length));
  const perLine = Math.max(1, Math.floor((LINE_WIDTH - indent) / (width + 2)));
  const lines: string[] = [];
  for (let i = 0; i < parts.length; i += perLine) lines.push(parts.slice(i, i + perLine).join(", "));
  return `[${lines.join(`,\n${" ".repeat(indent + 1)}`)}]`;
}

function formatter(x: Tensor, shown: ArrayLike<number>): (value: number) => string {
  const write = x.dtype === "float32" ? floatWriter(shown) : x.dtype === "bool" ? writeBool : String;
  if (x.shape.length === 0) return write;
  // As in PyTorch, zeros and what is not finite do not widen the columns of floats.
  const counts = (value: number) => x.dtype !== "float32" || (Number.isFinite(value) && value !== 0);
  const width = Array.from(shown)
    .filter(counts)
    .reduce((most, value) => Math.max(most, write(value).length), 0);
  return (value) => write(value).padStart(width);
}

function writeBool(value: number): string {
  return value ? "true" : "false";
}

/** Integers with a point, else four decimals; scientific where the values span too far. */
function floatWriter(shown: ArrayLike<number>): (value: number) => string {
  const sizes = Array.from(shown, Math.abs).filter((value) => Number.isFinite(value) && value !== 0);
  if (sizes.length === 0) return (value) => (value === 0 ? `${sign(value)}0.` : special(value));
  const [max, min] = [sizes.reduce((a, b) => Math.max(a, b)), sizes.reduce((a, b) => Math.min(a, b))];
  const whole = sizes.every((value) => Number.isInteger(value));
  if (max / min > 1000 || max > 1e8 || (!whole && min < 1e-4)) return (value) => special(value, exponential);
  if (whole) return (value) => special(value, (v) => `${sign(v)}${Math.abs(v).toFixed(0)}.`);
  return (value) => special(value, (v) => `${sign(v)}${Math.abs(v).toFixed(PRECISION)}`);
}

function special(value: number, write: (value: number) => string = String): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  return write(value);
}

function sign(value: number): string {
  return value < 0 || Object.is(value, -0) ? "-" : "";
}

function exponential(value: number): string {
  return value.toExponential(PRECISION).replace(/e([+-])(\d)$/, "e$10$2");
}

const shownAs = {
  toString(this: Tensor): string {
    return format(this);
  },
  [inspect.custom](this: Tensor): string {
    return format(this);
  },
  [Symbol.for("Jupyter.display")](this: Tensor): Record<string, string> {
    return { "text/plain": format(this) };
  },
};

for (const key of Reflect.ownKeys(shownAs)) {
  Object.defineProperty(Tensor.prototype, key, {
    value: shownAs[key as keyof typeof shownAs],
    writable: true,
    configurable: true,
  });
}
