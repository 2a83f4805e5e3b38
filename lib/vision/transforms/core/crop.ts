import { allocate, type Pixels, planesOf, type Region, resized, type Size } from "./pixels.ts";

/** Cuts a region out; what lies outside the image is 0. */
export function crop(pixels: Pixels, region: Region): Pixels {
  const { data, height, width } = pixels;
  const planes = planesOf(pixels);
  const out = allocate(data, planes * region.height * region.width);
  const [left, right] = [Math.max(region.left, 0), Math.min(region.left + region.width, width)];
  const [top, bottom] = [Math.max(region.top, 0), Math.min(region.top + region.height, height)];
  if (left < right)
    for (let plane = 0; plane < planes; plane++)
      for (let y = top; y < bottom; y++) {
        const row = (plane * height + y) * width;
        const to = (plane * region.height + y - region.top) * region.width + left - region.left;
        out.set(data.subarray(row + left, row + right), to);
      }
  return resized(pixels, out, region);
}

/** Where torchvision's centre crop starts; negative where the crop is larger than the image, with the odd pixel at the end. */
export function centerRegion({ height, width }: Size, to: Size): Region {
  return { top: middle(height, to.height), left: middle(width, to.width), ...to };
}

function middle(from: number, to: number): number {
  if (to > from) return -Math.floor((to - from) / 2);
  const half = (from - to) / 2;
  const floor = Math.floor(half);
  return half === floor || floor % 2 === 0 ? floor : floor + 1;
}

export function flipHorizontal(pixels: Pixels): Pixels {
  const { data, width } = pixels;
  const out = allocate(data, data.length);
  for (let row = 0; row < data.length; row += width)
    for (let x = 0, mirror = row + width - 1; x < width; x++, mirror--) out[row + x] = data[mirror]!;
  return resized(pixels, out, pixels);
}

export function flipVertical(pixels: Pixels): Pixels {
  const { data, height, width } = pixels;
  const out = allocate(data, data.length);
  const area = height * width;
  for (let plane = 0; plane < data.length; plane += area)
    for (let y = 0; y < height; y++) {
      const row = plane + y * width;
      out.set(data.subarray(row, row + width), plane + (height - 1 - y) * width);
    }
  return resized(pixels, out, pixels);
}

/** Turns by 90 degrees, counter-clockwise, `times` times. */
export function quarterTurns(pixels: Pixels, times: number): Pixels {
  const turns = ((times % 4) + 4) % 4;
  if (turns === 0) return pixels;
  if (turns === 2) return flipVertical(flipHorizontal(pixels));
  const { data, height, width } = pixels;
  const out = allocate(data, data.length);
  const area = height * width;
  for (let plane = 0; plane < data.length; plane += area)
    for (let y = 0; y < width; y++)
      for (let x = 0; x < height; x++) {
        const from = turns === 1 ? x * width + width - 1 - y : (height - 1 - x) * width + y;
        out[plane + y * height + x] = data[plane + from]!;
      }
  return resized(pixels, out, { height: width, width: height });
}
