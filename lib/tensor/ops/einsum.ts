import { show } from "../shape.ts";
import type { Tensor } from "../tensor.ts";

interface Labelled {
  tensor: Tensor;
  labels: string[];
}

/**
 * Sums of products in Einstein's notation: letters name dimensions, those missing from the result are summed.
 *
 * @example
 * einsum("bij,bjk->bik", a, b); // batched matrix product
 * einsum("bii->b", a); // the trace of each
 */
export function einsum(equation: string, ...operands: Tensor[]): Tensor {
  const [left, right] = equation.replaceAll(" ", "").split("->") as [string, string | undefined];
  const terms = left.split(",");
  if (terms.length !== operands.length) {
    throw new RangeError(
      `einsum: ${JSON.stringify(equation)} names ${terms.length} operands, got ${operands.length}; they stand one by one: einsum(equation, a, b)`,
    );
  }
  const wide = Math.max(...operands.map((x, i) => batchRank(terms[i]!, x)));
  const inputs = operands.map((x, i) => label(terms[i]!, x, equation));
  const output = right === undefined ? implicitOutput(inputs, wide) : spell(right, wide);
  checkOutput(output, inputs, equation);
  return contract(inputs.map(takeDiagonals), output);
}

const ELLIPSIS = "...";

/** The number of dimensions that an ellipsis stands for. */
function batchRank(term: string, x: Tensor): number {
  return term.includes(ELLIPSIS) ? x.shape.length - (term.length - ELLIPSIS.length) : 0;
}

/** Letters of a term; ellipsis dimensions are named "0", "1", ... from the right. */
function spell(term: string, batch: number): string[] {
  const names = Array.from({ length: batch }, (_, i) => String(batch - 1 - i));
  return [...term.replace(ELLIPSIS, "*")].flatMap((c) => (c === "*" ? names : [c]));
}

function label(term: string, x: Tensor, equation: string): Labelled {
  const labels = spell(term, batchRank(term, x));
  if (labels.length !== x.shape.length || labels.some((name) => !/^[A-Za-z0-9]$/.test(name))) {
    throw new RangeError(
      `einsum: the term "${term}" of ${JSON.stringify(equation)} does not fit a tensor of shape ${show(x.shape)}`,
    );
  }
  return { tensor: x, labels };
}

/** Without "->": the ellipsis, then the letters that occur once, in alphabetical order. */
function implicitOutput(inputs: readonly Labelled[], wide: number): string[] {
  const all = inputs.flatMap((input) => input.labels).filter((name) => /[A-Za-z]/.test(name));
  const once = all.filter((name) => all.indexOf(name) === all.lastIndexOf(name)).sort();
  return [...spell(ELLIPSIS, wide), ...once];
}

function checkOutput(output: readonly string[], inputs: readonly Labelled[], equation: string): void {
  const known = new Set(inputs.flatMap((input) => input.labels));
  const wrong = output.find((name, i) => !known.has(name) || output.indexOf(name) !== i);
  if (wrong !== undefined) {
    throw new RangeError(
      `einsum: the result of ${JSON.stringify(equation)} names "${wrong}" ${known.has(wrong) ? "twice" : "which no operand has"}`,
    );
  }
}

/** A letter that a term repeats stands for its diagonal. */
function takeDiagonals({ tensor, labels }: Labelled): Labelled {
  for (let i = 0; i < labels.length; i++) {
    const other = labels.indexOf(labels[i]!, i + 1);
    if (other < 0) continue;
    const rest = labels.filter((_, k) => k !== i && k !== other);
    return takeDiagonals({ tensor: tensor.diagonal(0, i, other), labels: [...rest, labels[i]!] });
  }
  return { tensor, labels };
}

/** Multiplies operands from the left; what only they and the result do not need is summed at once. */
function contract(inputs: readonly Labelled[], output: readonly string[]): Tensor {
  let [result, ...rest] = inputs as [Labelled, ...Labelled[]];
  while (rest.length > 0) {
    const [next, ...others] = rest as [Labelled, ...Labelled[]];
    const needed = new Set([...output, ...others.flatMap((input) => input.labels)]);
    result = multiply(sumOut(result, needed, next.labels), sumOut(next, needed, result.labels), needed);
    rest = others;
  }
  const summed = sumOut(result, new Set(output), []);
  return summed.tensor.permute(output.map((name) => summed.labels.indexOf(name)));
}

function sumOut({ tensor, labels }: Labelled, needed: ReadonlySet<string>, shared: readonly string[]): Labelled {
  const drop = labels.flatMap((name, i) => (needed.has(name) || shared.includes(name) ? [] : [i]));
  if (drop.length === 0) return { tensor, labels };
  return { tensor: tensor.sum(drop), labels: labels.filter((_, i) => !drop.includes(i)) };
}

/** One batched matrix product: [batch, left, sum] by [batch, sum, right]. */
function multiply(a: Labelled, b: Labelled, needed: ReadonlySet<string>): Labelled {
  const both = a.labels.filter((name) => b.labels.includes(name));
  const batch = both.filter((name) => needed.has(name));
  const sum = both.filter((name) => !needed.has(name));
  const left = a.labels.filter((name) => !both.includes(name));
  const right = b.labels.filter((name) => !both.includes(name));
  const sizes = new Map<string, number>();
  for (const { tensor, labels } of [a, b]) {
    labels.forEach((name, i) => {
      const [old, size] = [sizes.get(name) ?? 1, tensor.shape[i]!];
      if (old !== 1 && size !== 1 && old !== size)
        throw new RangeError(`einsum: dimension "${name}" has size ${old} and size ${size}`);
      sizes.set(name, Math.max(old, size));
    });
  }
  const count = (names: readonly string[]) => names.reduce((n, name) => n * sizes.get(name)!, 1);
  const arrange = ({ tensor, labels }: Labelled, ...groups: string[][]) =>
    tensor
      .permute(groups.flat().map((name) => labels.indexOf(name)))
      .expand(groups.flat().map((name) => sizes.get(name)!))
      .reshape(groups.map(count));
  const product = arrange(a, batch, left, sum).matmul(arrange(b, batch, sum, right));
  const labels = [...batch, ...left, ...right];
  return { tensor: product.reshape(labels.map((name) => sizes.get(name)!)), labels };
}

/** Sums products over pairs of dimensions: the last `dims` of `a` with the first of `b`, or two lists. */
export function tensordot(
  a: Tensor,
  b: Tensor,
  dims: number | readonly [readonly number[], readonly number[]] = 2,
): Tensor {
  const rank = a.shape.length;
  const [from, to] =
    typeof dims === "number"
      ? [Array.from({ length: dims }, (_, i) => rank - dims + i), Array.from({ length: dims }, (_, i) => i)]
      : [dims[0].map((d) => (d < 0 ? d + rank : d)), dims[1].map((d) => (d < 0 ? d + b.shape.length : d))];
  const restA = a.shape.map((_, i) => i).filter((i) => !from.includes(i));
  const restB = b.shape.map((_, i) => i).filter((i) => !to.includes(i));
  const summed = from.reduce((n, i) => n * a.shape[i]!, 1);
  const left = a.permute([...restA, ...from]).reshape([-1, summed]);
  const right = b.permute([...to, ...restB]).reshape([summed, -1]);
  return left.matmul(right).reshape([...restA.map((i) => a.shape[i]!), ...restB.map((i) => b.shape[i]!)]);
}

/** The Kronecker product. */
export function kron(a: Tensor, b: Tensor): Tensor {
  const rank = Math.max(a.shape.length, b.shape.length);
  const pad = (x: Tensor) => [...new Array<number>(rank - x.shape.length).fill(1), ...x.shape];
  const [p, q] = [pad(a), pad(b)];
  const left = a.reshape(p.flatMap((n) => [n, 1]));
  const right = b.reshape(q.flatMap((n) => [1, n]));
  return left.mul(right).reshape(p.map((n, i) => n * q[i]!));
}
