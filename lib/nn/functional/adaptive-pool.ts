import { type Tensor, tensor } from "../../tensor/index.ts";
import { fromValues, show } from "../../tensor/internal.ts";
import { avgPool2d } from "./pool.ts";

/** [height, width]; null keeps the input's. */
export type AdaptiveSize = number | readonly [number | null, number | null];

/** The window of input elements that each output element covers: [start, end). */
function windows(input: number, output: number): [start: number, end: number][] {
  return Array.from({ length: output }, (_, i) => [
    Math.floor((i * input) / output),
    Math.ceil(((i + 1) * input) / output),
  ]);
}

function sizesOf(owner: string, x: Tensor, outputSize: AdaptiveSize): [number, number] {
  if (x.ndim !== 3 && x.ndim !== 4)
    throw new RangeError(
      `${owner}: expected a [N, C, H, W] or [C, H, W] tensor, got ${x.ndim} dimensions ${show(x.shape)}`,
    );
  const wanted = typeof outputSize === "number" ? [outputSize, outputSize] : outputSize;
  const sizes = wanted.map((n, i) => n ?? x.shape[x.ndim - 2 + i]!) as [number, number];
  if (sizes.length !== 2 || !sizes.every((n) => Number.isInteger(n) && n > 0))
    throw new RangeError(`${owner}: expected the output's [height, width] as integers above 0, got ${show(sizes)}`);
  return sizes;
}

/**
 * Means over windows chosen so that the output has a given size.
 *
 * @example
 * F.adaptiveAvgPool2d(features, 1); // [N, C, H, W] -> [N, C, 1, 1]
 */
export function adaptiveAvgPool2d(x: Tensor, outputSize: AdaptiveSize): Tensor {
  const [rows, columns] = sizesOf("adaptiveAvgPool2d", x, outputSize);
  const [h, w] = x.shape.slice(-2) as [number, number];
  if (rows === 1 && columns === 1) return x.mean([-2, -1], { keepdim: true });
  if (h % rows === 0 && w % columns === 0) return avgPool2d(x, [h / rows, w / columns]);
  return meanMatrix(h, rows).matmul(x).matmul(meanMatrix(w, columns).t());
}

/** Means over windows of [N, C, L] or [C, L] sequences. */
export function adaptiveAvgPool1d(x: Tensor, outputSize: number): Tensor {
  return x.matmul(meanMatrix(x.shape.at(-1)!, outputSize).t());
}

/** [output, input]: each row holds the weights of one window's mean. */
function meanMatrix(input: number, output: number): Tensor {
  const matrix = new Float32Array(output * input);
  for (const [i, [start, end]] of windows(input, output).entries())
    matrix.fill(1 / (end - start), i * input + start, i * input + end);
  return fromValues(matrix, [output, input], "float32");
}

/** Maxima over windows chosen so that the output has a given size. */
export function adaptiveMaxPool2d(x: Tensor, outputSize: AdaptiveSize): Tensor {
  return adaptiveMaxPool2dWithIndices(x, outputSize)[0];
}

/** As `adaptiveMaxPool2d`, with the place of each maximum in its image, counted row by row. */
export function adaptiveMaxPool2dWithIndices(x: Tensor, outputSize: AdaptiveSize): [output: Tensor, indices: Tensor] {
  const [rows, columns] = sizesOf("adaptiveMaxPool2d", x, outputSize);
  const [h, w] = x.shape.slice(-2) as [number, number];
  const places: number[][] = [];
  for (const [top, bottom] of windows(h, rows))
    for (const [left, right] of windows(w, columns)) {
      const place: number[] = [];
      for (let row = top; row < bottom; row++)
        for (let column = left; column < right; column++) place.push(row * w + column);
      places.push(place);
    }
  const [output, indices] = maximaAt(x.flatten(-2), places);
  const shape = [...x.shape.slice(0, -2), rows, columns];
  return [output.reshape(shape), indices.reshape(shape)];
}

/** Maxima over windows of [N, C, L] or [C, L] sequences. */
export function adaptiveMaxPool1d(x: Tensor, outputSize: number): Tensor {
  const places = windows(x.shape.at(-1)!, outputSize).map(([start, end]) =>
    Array.from({ length: end - start }, (_, i) => start + i),
  );
  return maximaAt(x, places)[0];
}

/**
 * The largest of the elements of the last dimension at each list of places, and its place. A shorter list is filled up with
 * its first place, which changes no maximum.
 */
export function maximaAt(x: Tensor, places: readonly (readonly number[])[]): [output: Tensor, indices: Tensor] {
  const width = Math.max(...places.map((list) => list.length));
  const table = tensor(
    places.flatMap((list) => Array.from({ length: width }, (_, i) => list[i] ?? list[0]!)),
    { dtype: "int32" },
  );
  const gathered = x.indexSelect(-1, table).reshape([...x.shape.slice(0, -1), places.length, width]);
  const best = gathered.detach().argmax(-1);
  const output = gathered.gather(-1, best.unsqueeze(-1)).squeeze(-1);
  const offsets = tensor(
    Int32Array.from(places, (_, i) => i * width),
    { dtype: "int32" },
  );
  const indices = table.indexSelect(0, best.add(offsets).reshape([-1])).reshape(output.shape);
  return [output, indices];
}
