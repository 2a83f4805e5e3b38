import { stack, type Tensor, tensor } from "../../tensor/index.ts";

export interface MakeGridOptions {
  /** Images in a row (8). */
  nrow?: number;
  /** Pixels between images and around them (2). */
  padding?: number;
  /** Shift and scale values into [0, 1]; needs float32 images (false). */
  normalize?: boolean;
  /** The values that become 0 and 1; the smallest and largest by default. */
  valueRange?: readonly [number, number];
  /** Take the smallest and largest value of each image, not of all (false). */
  scaleEach?: boolean;
  /** Value of the padding (0). */
  padValue?: number;
}

/**
 * Puts images side by side into one, as `torchvision.utils.make_grid`: [N, C, H, W] -> [C, rows (H + p) + p, nrow (W + p) + p].
 *
 * Grey images become RGB. A single image comes back as it is, without padding, as in torchvision.
 *
 * @example
 * makeGrid(images, { nrow: 4 }); // 16 images [16, 1, 28, 28] -> [3, 122, 122]
 */
export function makeGrid(images: Tensor | readonly Tensor[], options: MakeGridOptions = {}): Tensor {
  const { nrow = 8, padding = 2, padValue = 0 } = options;
  const batch = toRgbBatch(images);
  const [count, channels, height, width] = batch.shape as unknown as [number, number, number, number];
  const pixels = batch.data;
  if (options.normalize) normalize(pixels, batch, options);
  if (count === 1) return tensor(pixels).reshape([channels, height, width]);
  const columns = Math.min(nrow, count);
  const gridHeight = Math.ceil(count / columns) * (height + padding) + padding;
  const gridWidth = columns * (width + padding) + padding;
  const grid = new (pixels.constructor as Float32ArrayConstructor)(channels * gridHeight * gridWidth).fill(padValue);
  for (let image = 0; image < count; image++) {
    const top = Math.floor(image / columns) * (height + padding) + padding;
    const left = (image % columns) * (width + padding) + padding;
    for (let channel = 0; channel < channels; channel++)
      for (let row = 0; row < height; row++) {
        const from = ((image * channels + channel) * height + row) * width;
        grid.set(pixels.subarray(from, from + width), (channel * gridHeight + top + row) * gridWidth + left);
      }
  }
  return tensor(grid).reshape([channels, gridHeight, gridWidth]);
}

/** [N, C, H, W], [C, H, W], [H, W] or a list of one of the last two -> [N, 3, H, W], or more channels as they are. */
function toRgbBatch(images: Tensor | readonly Tensor[]): Tensor {
  const whole = "shape" in images ? images : stack(images);
  const missing = 4 - whole.ndim;
  if (missing < 0 || missing > 2)
    throw new RangeError(
      `makeGrid: expected images [N, C, H, W], [C, H, W] or [H, W], or a list of them, got [${whole.shape.join(", ")}]`,
    );
  const batch = whole.detach().reshape([...Array(missing).fill(1), ...whole.shape]);
  return batch.shape[1] === 1 ? batch.expand([-1, 3, -1, -1]) : batch;
}

function normalize(pixels: ArrayLike<number>, { dtype, shape }: Tensor, options: MakeGridOptions): void {
  if (!(pixels instanceof Float32Array))
    throw new TypeError(`makeGrid: expected float32 images to normalize, got ${dtype}; put ToTensor before it`);
  const size = options.scaleEach ? pixels.length / shape[0]! : pixels.length;
  for (let start = 0; start < pixels.length; start += size) {
    const part = pixels.subarray(start, start + size);
    const [low, high] = options.valueRange ?? extent(part);
    const range = Math.max(high - low, 1e-5);
    for (let i = 0; i < part.length; i++) part[i] = (Math.min(Math.max(part[i]!, low), high) - low) / range;
  }
}

function extent(values: Float32Array): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) [low, high] = [Math.min(low, value), Math.max(high, value)];
  return [low, high];
}
