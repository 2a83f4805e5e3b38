import type { Generator } from "../../../random/index.ts";
import { coverageOf } from "./coverage.ts";
import type { Outline } from "./figures.ts";
import type { SceneObject } from "./scene.ts";

type Colour = readonly [red: number, green: number, blue: number];

/** Bright paper colours: any class may have any of them. */
const paints: readonly Colour[] = [
  [231, 76, 60],
  [243, 156, 18],
  [241, 196, 15],
  [46, 184, 114],
  [26, 158, 168],
  [52, 120, 219],
  [142, 84, 193],
  [232, 98, 156],
];
const papers: readonly Colour[] = [
  [236, 231, 220],
  [214, 226, 234],
  [221, 233, 219],
  [238, 222, 218],
  [60, 68, 84],
  [74, 64, 82],
];

/** The scene as uint8 [3, H, W]: cut paper on a ground that grows darker downwards, each piece with a shadow and a rim. */
export function paint(
  scene: readonly SceneObject[],
  { height, width }: { height: number; width: number },
  noise: number,
  generator: Generator,
): Uint8Array {
  const area = height * width;
  const pixels = new Float32Array(3 * area);
  const paper = papers[Math.floor(generator.randomDouble() * papers.length)]!;
  for (let c = 0; c < 3; c++)
    for (let i = 0; i < area; i++) pixels[c * area + i] = paper[c]! * (1.04 - (0.16 * Math.floor(i / width)) / height);
  const layer = (outline: Outline, colour: Colour, opacity: number, light = 0) => {
    const { left, top, width: across, height: down, data } = coverageOf(outline, { height, width });
    for (let y = 0; y < down; y++)
      for (let x = 0; x < across; x++) {
        const share = opacity * Math.min(1, data[y * across + x]!);
        const shade = 1 + light * (0.5 - (x / across + y / down) / 2);
        for (let c = 0; c < 3; c++) {
          const at = c * area + (top + y) * width + left + x;
          pixels[at]! += share * (colour[c]! * shade - pixels[at]!);
        }
      }
  };
  const unit = Math.min(height, width) / 96;
  for (const { outline, hue } of scene) {
    const colour = paints[Math.floor(hue * paints.length)]!;
    for (const distance of [1, 2, 3])
      layer(
        outline.map(([x, y]) => [x + 0.6 * distance * unit, y + distance * unit] as const),
        [20, 22, 30],
        0.13,
      );
    layer(outline, colour.map((value) => 0.72 * value) as unknown as Colour, 1);
    layer(shrunk(outline, 1.3 * unit), colour, 1, 0.35);
  }
  const grain = generator.randn(noise > 0 ? area : 0);
  return Uint8Array.from(pixels, (value, i) =>
    Math.round(Math.min(255, Math.max(0, value + (noise > 0 ? 255 * noise * grain[i % area]! : 0)))),
  );
}

/** The outline drawn towards its middle by about so many pixels. */
function shrunk(outline: Outline, by: number): Outline {
  const middle = [0, 1].map((axis) => outline.reduce((sum, point) => sum + point[axis]!, 0) / outline.length);
  const reach = Math.max(...outline.map(([x, y]) => Math.hypot(x - middle[0]!, y - middle[1]!)));
  const factor = Math.max(0, 1 - (1.6 * by) / reach);
  return outline.map(([x, y]) => [middle[0]! + factor * (x - middle[0]!), middle[1]! + factor * (y - middle[1]!)]);
}
