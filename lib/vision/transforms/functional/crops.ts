import type { Size } from "../core/pixels.ts";
import { type SizeArgument, toSize } from "./arguments.ts";
import type { Input } from "./dispatch.ts";
import { centerCrop, crop, horizontalFlip, verticalFlip } from "./geometry.ts";

/**
 * The four corners and the middle of an image.
 *
 * @example
 * transforms.functional.fiveCrop(rand([3, 8, 8]), 4).length; // 5
 */
export function fiveCrop<T extends Input>(input: T, size: SizeArgument): T[] {
  const { height, width } = toSize("fiveCrop", size);
  const from = sizeOf(input);
  if (height > from.height || width > from.width)
    throw new RangeError(`fiveCrop: expected a crop within ${from.height}x${from.width}, got ${height}x${width}`);
  const [bottom, right] = [from.height - height, from.width - width];
  return [
    crop(input, 0, 0, height, width),
    crop(input, 0, right, height, width),
    crop(input, bottom, 0, height, width),
    crop(input, bottom, right, height, width),
    centerCrop(input, [height, width]),
  ];
}

/**
 * The five crops of an image and of its mirror image.
 *
 * @example
 * transforms.functional.tenCrop(rand([3, 8, 8]), 4).length; // 10
 */
export function tenCrop<T extends Input>(input: T, size: SizeArgument, options: { verticalFlip?: boolean } = {}): T[] {
  const mirrored = options.verticalFlip ? verticalFlip(input) : horizontalFlip(input);
  return [...fiveCrop(input, size), ...fiveCrop(mirrored, size)];
}

function sizeOf(input: Input): Size {
  if ("canvasSize" in input) return { height: input.canvasSize[0], width: input.canvasSize[1] };
  return { height: input.shape.at(-2)!, width: input.shape.at(-1)! };
}
