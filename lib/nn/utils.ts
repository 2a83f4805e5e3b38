import { cat, noGrad, type Tensor, tensor } from "../tensor/index.ts";

function withGradients(parameters: Iterable<Tensor> | Tensor): Tensor[] {
  const list = Symbol.iterator in parameters ? [...(parameters as Iterable<Tensor>)] : [parameters as Tensor];
  return list.filter((parameter) => parameter.grad !== null);
}

/**
 * Scales all gradients down together so that their norm is at most `maxNorm`; returns the norm they had.
 *
 * @example
 * loss.backward();
 * nn.utils.clipGradNorm(model.parameters(), 1);
 * optimizer.step();
 */
export function clipGradNorm(
  parameters: Iterable<Tensor> | Tensor,
  maxNorm: number,
  { normType = 2, errorIfNonfinite = false }: { normType?: number; errorIfNonfinite?: boolean } = {},
): Tensor {
  if (typeof maxNorm !== "number" || !(maxNorm >= 0))
    throw new RangeError(`clipGradNorm: expected a maximal norm >= 0 as second argument, got ${maxNorm}`);
  const owners = withGradients(parameters);
  return noGrad(() => {
    const norm = totalNorm(
      owners.map((owner) => owner.grad!),
      normType,
    );
    if (errorIfNonfinite && !Number.isFinite(norm.item()))
      throw new RangeError(
        `clipGradNorm: the gradients' norm is ${norm.item()}, so they cannot be clipped; lower the learning rate`,
      );
    const scale = norm.add(1e-6).reciprocal().mul(maxNorm).clamp(null, 1);
    for (const owner of owners) owner.grad!.mul_(scale);
    return norm;
  });
}

/** The norm of all gradients as one vector. */
function totalNorm(gradients: readonly Tensor[], normType: number): Tensor {
  let total: Tensor | null = null;
  for (const gradient of gradients) {
    const part =
      normType === Infinity
        ? gradient.abs().amax()
        : normType === 2
          ? gradient.square().sum()
          : gradient.abs().pow(normType).sum();
    total = total === null ? part : normType === Infinity ? total.maximum(part) : total.add(part);
  }
  if (total === null) return tensor(0);
  if (normType === Infinity) return total;
  return normType === 2 ? total.sqrt() : total.pow(1 / normType);
}

/** Keeps every element of every gradient within [-clipValue, clipValue]. */
export function clipGradValue(parameters: Iterable<Tensor> | Tensor, clipValue: number): void {
  noGrad(() => {
    for (const owner of withGradients(parameters)) owner.grad!.clamp_(-clipValue, clipValue);
  });
}

/** All parameters as one vector. */
export function parametersToVector(parameters: Iterable<Tensor>): Tensor {
  const parts = [...parameters].map((parameter) => parameter.reshape([-1]));
  if (parts.length === 0) throw new RangeError("parametersToVector: got no parameters");
  return cat(parts);
}

/** Copies a vector's elements into the parameters, in order. */
export function vectorToParameters(vector: Tensor, parameters: Iterable<Tensor>): void {
  let start = 0;
  noGrad(() => {
    for (const parameter of parameters) {
      const size = parameter.numel();
      parameter.copy_(vector.narrow(0, start, size).reshape(parameter.shape));
      start += size;
    }
  });
  if (start !== vector.numel())
    throw new RangeError(`vectorToParameters: the vector has ${vector.numel()} elements, the parameters ${start}`);
}
