// The shape that each kernel of tfjs would return.
import type * as tf from "@tensorflow/tfjs-core";
import type { ShapeInfo } from "./backend.ts";

type Input = tf.TensorInfo;
/** By name, or a list. */
type Inputs = Record<string, Input>;
/** Each rule says which attributes it reads. */
export type Rule = (inputs: Inputs, attributes: never) => ShapeInfo | ShapeInfo[];

type Pairs = [number, number][];
interface Window {
  strides: number | [number, number];
  pad: "valid" | "same" | number | Pairs;
  dilations?: number | [number, number];
  filterSize?: number | [number, number];
}

const size = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);
const pair = (value: number | [number, number]) => (typeof value === "number" ? [value, value] : value);
const axisOf = (axis: number, rank: number) => (axis < 0 ? axis + rank : axis);

function broadcast(a: readonly number[], b: readonly number[]): number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const [x, y] = [a[a.length - rank + i] ?? 1, b[b.length - rank + i] ?? 1];
    return x === 1 ? y : x;
  });
}

/** Rows and columns of the result of windows over [N, H, W, C]. */
function windows(x: Input, kernel: number[], { strides, pad, dilations = 1 }: Window): number[] {
  const [step, spread] = [pair(strides), pair(dilations)];
  return [0, 1].map((i) => {
    if (pad === "same") return Math.ceil(x.shape[i + 1]! / step[i]!);
    const padding = Array.isArray(pad) ? pad[i + 1]! : pad === "valid" ? [0, 0] : [pad, pad];
    const reach = spread[i]! * (kernel[i]! - 1) + 1;
    return Math.floor((x.shape[i + 1]! + padding[0]! + padding[1]! - reach) / step[i]!) + 1;
  });
}

const same: Rule = (inputs) => {
  const { shape, dtype } = inputs.x ?? Object.values(inputs)[0]!;
  return { shape: [...shape], dtype };
};
const binary: Rule = ({ a, b }) => ({ shape: broadcast(a!.shape, b!.shape), dtype: a!.dtype });
const comparison: Rule = ({ a, b }) => ({ shape: broadcast(a!.shape, b!.shape), dtype: "bool" });

const reduction: Rule = ({ x }, { axis, keepDims }: { axis?: number | number[]; keepDims?: boolean }) => {
  const rank = x!.shape.length;
  const axes = (axis === undefined || axis === null ? x!.shape.map((_, i) => i) : [axis].flat()).map((a) =>
    axisOf(a, rank),
  );
  const shape = keepDims
    ? x!.shape.map((n, i) => (axes.includes(i) ? 1 : n))
    : x!.shape.filter((_, i) => !axes.includes(i));
  return { shape, dtype: x!.dtype };
};
const argument: Rule = (inputs, attributes) => ({ ...(reduction(inputs, attributes) as ShapeInfo), dtype: "int32" });

const conv2d: Rule = ({ x, filter }, attributes: Window) => ({
  shape: [x!.shape[0]!, ...windows(x!, filter!.shape.slice(0, 2), attributes), filter!.shape[3]!],
  dtype: "float32",
});
const depthwise: Rule = ({ x, filter }, attributes: Window) => ({
  shape: [x!.shape[0]!, ...windows(x!, filter!.shape.slice(0, 2), attributes), filter!.shape[2]! * filter!.shape[3]!],
  dtype: "float32",
});
const pool: Rule = ({ x }, attributes: Window) => ({
  shape: [x!.shape[0]!, ...windows(x!, pair(attributes.filterSize!), attributes), x!.shape[3]!],
  dtype: "float32",
});

const reshape: Rule = ({ x }, { shape }: { shape: number[] }) => {
  const known = size(shape.filter((n) => n !== -1));
  return { shape: shape.map((n) => (n === -1 ? size(x!.shape) / Math.max(known, 1) : n)), dtype: x!.dtype };
};
const transpose: Rule = ({ x }, { perm }: { perm: number[] }) => ({
  shape: perm.map((dim) => x!.shape[dim]!),
  dtype: x!.dtype,
});
const concat: Rule = (inputs, { axis }: { axis: number }) => {
  const parts = Object.values(inputs);
  const at = axisOf(axis, parts[0]!.shape.length);
  const total = parts.reduce((sum, part) => sum + part.shape[at]!, 0);
  return { shape: parts[0]!.shape.map((n, i) => (i === at ? total : n)), dtype: parts[0]!.dtype };
};
const pack: Rule = (inputs, { axis }: { axis: number }) => {
  const parts = Object.values(inputs);
  const shape = [...parts[0]!.shape];
  shape.splice(axisOf(axis, shape.length + 1), 0, parts.length);
  return { shape, dtype: parts[0]!.dtype };
};
const slice: Rule = ({ x }, { begin, size: sizes }: { begin: number[]; size: number[] }) => ({
  shape: x!.shape.map((n, i) => (sizes[i] === -1 ? n - begin[i]! : sizes[i]!)),
  dtype: x!.dtype,
});
const stridedSlice: Rule = ({ x }, { begin, end, strides }: { begin: number[]; end: number[]; strides: number[] }) => ({
  shape: x!.shape.map((_, i) => Math.ceil((end[i]! - begin[i]!) / strides[i]!)),
  dtype: x!.dtype,
});
const split: Rule = ({ x }, { numOrSizeSplits, axis }: { numOrSizeSplits: number | number[]; axis: number }) => {
  const at = axisOf(axis, x!.shape.length);
  const sizes =
    typeof numOrSizeSplits === "number"
      ? new Array<number>(numOrSizeSplits).fill(x!.shape[at]! / numOrSizeSplits)
      : numOrSizeSplits;
  return sizes.map((length) => ({ shape: x!.shape.map((n, i) => (i === at ? length : n)), dtype: x!.dtype }));
};
const pad: Rule = ({ x }, { paddings }: { paddings: Pairs }) => ({
  shape: x!.shape.map((n, i) => n + paddings[i]![0] + paddings[i]![1]),
  dtype: x!.dtype,
});
const tile: Rule = ({ x }, { reps }: { reps: number[] }) => ({
  shape: x!.shape.map((n, i) => n * reps[i]!),
  dtype: x!.dtype,
});
const matmul: Rule = ({ a, b }, { transposeA, transposeB }: { transposeA?: boolean; transposeB?: boolean }) => ({
  shape: [
    ...broadcast(a!.shape.slice(0, -2), b!.shape.slice(0, -2)),
    a!.shape.at(transposeA ? -1 : -2)!,
    b!.shape.at(transposeB ? -2 : -1)!,
  ],
  dtype: "float32",
});
const gather: Rule = ({ x, indices }, { axis, batchDims = 0 }: { axis: number; batchDims?: number }) => ({
  shape: [...x!.shape.slice(0, axis), ...indices!.shape.slice(batchDims), ...x!.shape.slice(axis + 1)],
  dtype: x!.dtype,
});
const select: Rule = ({ condition, t, e }) => ({
  shape: broadcast(condition!.shape, broadcast(t!.shape, e!.shape)),
  dtype: t!.dtype,
});
const fill: Rule = (_, { shape, dtype }: { shape: number[]; dtype?: tf.DataType }) => ({
  shape: [...shape],
  dtype: dtype ?? "float32",
});
const cast: Rule = ({ x }, { dtype }: { dtype: tf.DataType }) => ({ shape: [...x!.shape], dtype });
const oneHot: Rule = ({ indices }, { depth, dtype }: { depth: number; dtype?: tf.DataType }) => ({
  shape: [...indices!.shape, depth],
  dtype: dtype ?? "float32",
});

const all = (names: string, rule: Rule) => Object.fromEntries(names.split(" ").map((name) => [name, rule]));

export const RULES: Readonly<Record<string, Rule>> = {
  ...all(
    "Abs Neg Sqrt Rsqrt Exp Expm1 Log Log1p Sigmoid Tanh Relu Relu6 Elu Selu Erf Floor Ceil Round Sign Square Sin Cos " +
      "ClipByValue Softmax LogSoftmax Softplus Identity Step Reciprocal LeakyRelu Cumsum Reverse FusedBatchNorm",
    same,
  ),
  ...all("Add Sub Multiply RealDiv FloorDiv Maximum Minimum Pow Mod SquaredDifference Prelu ReluGrad Atan2", binary),
  ...all("Equal NotEqual Greater GreaterEqual Less LessEqual LogicalAnd LogicalOr", comparison),
  ...all("Sum Mean Max Min Prod All Any", reduction),
  ...all("ArgMax ArgMin", argument),
  ...all("MaxPool AvgPool", pool),
  Conv2D: conv2d,
  DepthwiseConv2dNative: depthwise,
  Reshape: reshape,
  Transpose: transpose,
  Concat: concat,
  Pack: pack,
  Slice: slice,
  StridedSlice: stridedSlice,
  SplitV: split,
  PadV2: pad,
  Tile: tile,
  BatchMatMul: matmul,
  GatherV2: gather,
  Select: select,
  Fill: fill,
  Cast: cast,
  OneHot: oneHot,
};
