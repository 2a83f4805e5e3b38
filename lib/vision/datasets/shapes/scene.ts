import type { Generator } from "../../../random/index.ts";
import { coverageOf, maskOf } from "./coverage.ts";
import { figures, type Outline } from "./figures.ts";

export interface SceneSettings {
  size: readonly [height: number, width: number];
  objects: readonly [fewest: number, most: number];
  classes: readonly string[];
  occlusion: number;
  imbalance: number;
}

/** One object, from the hindmost to the foremost. */
export interface SceneObject {
  /** Its class number, as it is drawn. */
  figure: number;
  /** In pixels. */
  outline: Outline;
  /** A number from 0 to 1 for its colour. */
  hue: number;
  /** uint8 [H, W]: 1 where it is seen. */
  visible: Uint8Array;
}

/** Places are tried so often before an object is left out. */
const TRIES = 30;

/** Draws what stands where; nothing is painted yet. */
export function makeScene(settings: SceneSettings, generator: Generator): SceneObject[] {
  const {
    size: [height, width],
    objects: [fewest, most],
    classes,
    occlusion,
  } = settings;
  const wanted = fewest + Math.floor(generator.randomDouble() * (most - fewest + 1));
  const limits = cumulativeShares(classes.length, settings.imbalance);
  const placed: (SceneObject & { area: number })[] = [];
  for (let i = 0; i < wanted; i++) {
    const draw = generator.randomDouble();
    const figure = limits.findIndex((limit) => draw < limit);
    const hue = generator.randomDouble();
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const outline = place(figures[classes[figure]!]!, height, width, generator);
      const visible = maskOf(coverageOf(outline, { height, width }), { height, width });
      if (!fits(visible, placed, occlusion)) continue;
      for (const other of placed) other.visible = other.visible.map((seen, at) => (visible[at] === 1 ? 0 : seen));
      placed.push({ figure, outline, hue, visible, area: count(visible) });
      break;
    }
  }
  return placed.map(({ figure, outline, hue, visible }) => ({ figure, outline, hue, visible }));
}

/** May the new object stand before the others without covering too much of one? */
function fits(front: Uint8Array, others: readonly (SceneObject & { area: number })[], occlusion: number): boolean {
  return others.every(({ visible, area }) => {
    let left = 0;
    for (let i = 0; i < visible.length; i++) if (visible[i] === 1 && front[i] === 0) left++;
    return left >= (1 - occlusion) * area;
  });
}

/** Turned, stretched a little, and moved so that all of it lies in the picture. */
function place(outline: Outline, height: number, width: number, generator: Generator): Outline {
  const side = Math.min(height, width);
  const [radius, turn, stretch] = generator.uniform(3, 0, 1);
  const scale = side * (0.1 + 0.14 * radius!);
  const angle = (turn! - 0.5) * 1.2;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const [sx, sy] = [scale * (0.9 + 0.2 * stretch!), scale * (1.1 - 0.2 * stretch!)];
  const turned = outline.map(([x, y]) => [cos * x * sx - sin * y * sy, sin * x * sx + cos * y * sy] as const);
  const within = (values: number[], end: number) => {
    const [low, high] = [1 - Math.min(...values), end - 1 - Math.max(...values)];
    return low + generator.randomDouble() * (high - low);
  };
  const dx = within(
    turned.map(([x]) => x),
    width,
  );
  const dy = within(
    turned.map(([, y]) => y),
    height,
  );
  return turned.map(([x, y]) => [x + dx, y + dy] as const);
}

/** Shares that fall from class to class, the first `imbalance` times the last, summed up. */
function cumulativeShares(classes: number, imbalance: number): number[] {
  const shares = Array.from({ length: classes }, (_, i) => imbalance ** (-i / Math.max(1, classes - 1)));
  const total = shares.reduce((sum, share) => sum + share, 0);
  let sum = 0;
  const limits = shares.map((share) => {
    sum += share;
    return sum / total;
  });
  limits[classes - 1] = 1;
  return limits;
}

function count(mask: Uint8Array): number {
  let pixels = 0;
  for (const value of mask) pixels += value;
  return pixels;
}
