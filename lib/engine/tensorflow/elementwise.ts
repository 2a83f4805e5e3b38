// Shapes of elementwise ops, which then need not be asked for, dimension by dimension.
import { DTYPES } from "./dtypes.ts";

interface Described {
  shape: readonly number[];
  dtype: number;
}

const namesOf = (text: string) => new Set(text.split(" "));
const UNARY = namesOf(
  "Relu Relu6 Neg Exp Expm1 Log Log1p Sqrt Rsqrt Square Sigmoid Tanh Abs Reciprocal Softplus Elu Selu Sign Floor Ceil Sin Cos Erf ZerosLike OnesLike",
);
const BINARY = namesOf("AddV2 Sub Mul RealDiv Div Maximum Minimum SquaredDifference Pow FloorDiv FloorMod ReluGrad");
const COMPARISON = namesOf("Equal NotEqual Less LessEqual Greater GreaterEqual");

/** The output of an elementwise op; null for other ops. */
export function elementwiseOutput(name: string, inputs: readonly Described[]): Described | null {
  const [first, second] = inputs;
  if (UNARY.has(name)) return first!;
  const compares = COMPARISON.has(name);
  if (!compares && !BINARY.has(name)) return null;
  const shape = broadcast(first!.shape, second!.shape);
  return { shape, dtype: compares ? DTYPES.TF_BOOL : first!.dtype };
}

/** TensorFlow has checked that the shapes go together. */
function broadcast(a: readonly number[], b: readonly number[]): readonly number[] {
  if (b.length > a.length) return broadcast(b, a);
  const lead = a.length - b.length;
  return a.map((size, i) => (i < lead || size !== 1 ? size : b[i - lead]!));
}
