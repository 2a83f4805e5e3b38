// JPEG files that are as hard to decode as photographs: slopes, edges and grain; the same files each time.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Generator } from "../../lib/random/index.ts";
import { encodeJpeg } from "../../lib/vision/io/encode.ts";

const [WIDTH, HEIGHT] = [500, 375];
const CLASSES = 10;

/** `count` files of 500 x 375 in ten folders below `root`, one a class. */
export async function writePhotos(root: string, count: number): Promise<void> {
  const generator = new Generator().manualSeed(7);
  const grain = generator.randn(2 * WIDTH * HEIGHT);
  for (let i = 0; i < count; i++) {
    const folder = join(root, `class-${i % CLASSES}`);
    mkdirSync(folder, { recursive: true });
    const data = photo(generator, grain);
    writeFileSync(join(folder, `${i}.jpg`), await encodeJpeg({ data, shape: [3, HEIGHT, WIDTH], dtype: "uint8" }));
  }
}

function photo(generator: Generator, grain: Float32Array): Uint8Array {
  const area = WIDTH * HEIGHT;
  const data = new Uint8ClampedArray(3 * area);
  const [waveX, waveY, edge, from] = generator.rand(4) as unknown as [number, number, number, number];
  const shift = Math.floor(from * area);
  for (let c = 0; c < 3; c++)
    for (let y = 0, at = 0; y < HEIGHT; y++)
      for (let x = 0; x < WIDTH; x++, at++) {
        const slope = 90 * Math.sin(waveX * x * 0.06 + c) * Math.cos(waveY * y * 0.06);
        const side = x * edge + y > HEIGHT * 0.8 ? 40 : 0;
        data[c * area + at] = 110 + slope + side + 8 * grain[shift + at]!;
      }
  return new Uint8Array(data.buffer);
}
