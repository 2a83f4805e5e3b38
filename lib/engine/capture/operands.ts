// Which integer inputs of TensorFlow's ops are data, and which decide the output's shape.

const BINARY =
  "AddV2 Sub Mul FloorDiv FloorMod Maximum Minimum Pow SquaredDifference Equal NotEqual Less LessEqual Greater GreaterEqual";
const DATA_AFTER_FIRST = new Map<string, readonly number[]>([
  ...BINARY.split(" ").map((name) => [name, [1]] as const),
  ["GatherV2", [1]],
  ["GatherNd", [1]],
  ["ScatterNd", [1]],
  ["TensorScatterUpdate", [1, 2]],
  ["TensorScatterAdd", [1, 2]],
  ["UnsortedSegmentSum", [1]],
  ["SelectV2", [1, 2]],
]);
const SHAPE_FIRST = new Set([
  "Fill",
  "Range",
  "LinSpace",
  "Split",
  "Conv2DBackpropInput",
  "Conv3DBackpropInputV2",
  "DepthwiseConv2dNativeBackpropInput",
  "AvgPoolGrad",
  "AvgPool3DGrad",
  "StridedSliceGrad",
  "BroadcastArgs",
  "BroadcastGradientArgs",
]);

/** Whether an integer input may hold other values at the next step without a change of any shape. */
export function isData(op: string, input: number): boolean {
  if (input === 0) return !SHAPE_FIRST.has(op);
  return DATA_AFTER_FIRST.get(op)?.includes(input) ?? false;
}

const BY_VALUE = /^(Where|Unique|ListDiff|NonMaxSuppression|DynamicPartition|SparseFillEmptyRows|SparseReshape|Ragged)/;
const RANDOM = /^(Random|Stateless|TruncatedNormal|Multinomial)/;

/** Why an op cannot be part of a captured step, or null. */
export function refusal(op: string): string | null {
  if (BY_VALUE.test(op)) return `${op} makes a shape that depends on values`;
  if (RANDOM.test(op)) return `${op} draws random numbers inside TensorFlow, outside the library's generators`;
  return null;
}
