import { rawOf, wrap } from "../access.ts";
import { record, tracks } from "../autograd/record.ts";
import { castRaw, download, run, using } from "../raw.ts";
import { normalizeDim, sizeOf } from "../shape.ts";
import { defineFluent, type Tensor } from "../tensor.ts";
import { fromValues } from "./creation.ts";
import { ValuesAndIndices } from "./extrema.ts";
import { putAlong } from "./gather.ts";
import { cat } from "./join.ts";

/** Sums of all elements up to each, along a dimension. */
export function cumsum(x: Tensor, dim: number): Tensor {
  const at = normalizeDim(dim, x.shape.length, "cumsum");
  const out = scan("Cumsum", x, at, false);
  if (!tracks(x)) return out;
  return record("CumsumBackward0", out, [x], [], (g) => [reverseCumsum(g, at)]);
}

/** Sums of all elements from each to the end. */
function reverseCumsum(x: Tensor, dim: number): Tensor {
  const out = scan("Cumsum", x, dim, true);
  return tracks(x) ? record("CumsumBackward0", out, [x], [], (g) => [cumsum(g, dim)]) : out;
}

function scan(kernel: string, x: Tensor, dim: number, reverse: boolean): Tensor {
  const float = x.dtype === "float32";
  if (x.shape.length === 0) return float ? x.clone() : x.int();
  const raw = using([castRaw(rawOf(x), float ? "float32" : "int32")], (values) =>
    run(kernel, { x: values }, { axis: dim, exclusive: false, reverse }),
  );
  return wrap(raw, float ? "float32" : "int32", x.shape);
}

/** Products of all elements up to each, along a dimension. */
export function cumprod(x: Tensor, dim: number): Tensor {
  const at = normalizeDim(dim, x.shape.length, "cumprod");
  const out = scan("Cumprod", x, at, false);
  if (!tracks(x)) return out;
  return record("CumprodBackward0", out, [x], [x, out], (g, [input, product]) => {
    if (input!.eq(0).any().item() === 0) return [reverseCumsum(g.mul(product!), at).div(input!)];
    return [cumprodGradient(g, input!, at)];
  });
}

/** With zeros among the factors the quotient rule fails: each product without the factor is formed instead. */
function cumprodGradient(g: Tensor, x: Tensor, dim: number): Tensor {
  const n = x.shape[dim] ?? 1;
  const columns = Array.from({ length: n }, (_, i) => {
    const before = i === 0 ? null : x.narrow(dim, 0, i).prod(dim, { keepdim: true });
    const after = i === n - 1 ? null : cumprod(x.narrow(dim, i + 1, n - i - 1), dim);
    const own = g.narrow(dim, i, 1);
    const later =
      after === null
        ? own
        : own.add(
            g
              .narrow(dim, i + 1, n - i - 1)
              .mul(after)
              .sum(dim, { keepdim: true }),
          );
    return before === null ? later : later.mul(before);
  });
  return columns.length === 1 ? columns[0]! : cat(columns, dim);
}

/** The largest of all elements up to each, and where it was last seen. */
export function cummax(x: Tensor, dim: number): ValuesAndIndices {
  return cumulativeExtremum("cummax", x, dim, (value, best) => value >= best);
}

/** The smallest of all elements up to each, and where it was last seen. */
export function cummin(x: Tensor, dim: number): ValuesAndIndices {
  return cumulativeExtremum("cummin", x, dim, (value, best) => value <= best);
}

function cumulativeExtremum(
  op: string,
  x: Tensor,
  dim: number,
  wins: (value: number, best: number) => boolean,
): ValuesAndIndices {
  const at = normalizeDim(dim, x.shape.length, op);
  const source = download(rawOf(x));
  const values = source.slice();
  const indices = new Int32Array(source.length);
  const n = x.shape[at] ?? 1;
  const inner = sizeOf(x.shape.slice(at + 1));
  for (let i = 0; i < source.length; i++) {
    const place = Math.floor(i / inner) % n;
    const keepsOld = place > 0 && !wins(source[i]!, values[i - inner]!);
    values[i] = keepsOld ? values[i - inner]! : source[i]!;
    indices[i] = keepsOld ? indices[i - inner]! : place;
  }
  const found = fromValues(indices, x.shape, "int32");
  const out = fromValues(values, x.shape, x.dtype);
  const shape = x.shape;
  if (tracks(x)) record("CummaxBackward0", out, [x], [found], (g, [index]) => [putAlong(shape, at, index!, g)]);
  return new ValuesAndIndices(out, found);
}

/** `log` of the sums of exponentials of all elements up to each. */
export function logcumsumexp(x: Tensor, dim: number): Tensor {
  const shift = x.detach().amax(dim, { keepdim: true });
  return cumsum(x.sub(shift).exp(), dim).log().add(shift);
}

/** Differences of neighbours along a dimension, `n` times. */
export function diff(x: Tensor, n = 1, dim = -1): Tensor {
  const at = normalizeDim(dim, x.shape.length, "diff");
  let out = x;
  for (let i = 0; i < n; i++) {
    const size = out.shape[at]!;
    const [later, earlier] = [out.narrow(at, 1, Math.max(size - 1, 0)), out.narrow(at, 0, Math.max(size - 1, 0))];
    out = out.dtype === "bool" ? later.ne(earlier) : later.sub(earlier);
  }
  return out;
}

interface CumulativeMethods {
  /** Sums of all elements up to each, along a dimension. */
  cumsum(dim: number): Tensor;
  /** Products of all elements up to each, along a dimension. */
  cumprod(dim: number): Tensor;
  cummax(dim: number): ValuesAndIndices;
  cummin(dim: number): ValuesAndIndices;
  logcumsumexp(dim: number): Tensor;
  /** Differences of neighbours along a dimension. */
  diff(n?: number, dim?: number): Tensor;
}

declare module "../tensor.ts" {
  interface Tensor extends CumulativeMethods {}
}

defineFluent<CumulativeMethods>({ cumsum, cumprod, cummax, cummin, logcumsumexp, diff });
