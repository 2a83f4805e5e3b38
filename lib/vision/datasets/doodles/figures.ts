// Doodles as lines on a square from -1 to 1, x to the right and y down, as a hand would draw them.
import type { StrokePoints } from "../../../io/quickdraw/rasterize.ts";

type Line = { x: number[]; y: number[] };

function arc(cx: number, cy: number, rx: number, ry: number, from = 0, to = 360): Line {
  const steps = Math.max(4, Math.ceil(Math.abs(to - from) / 18));
  const angle = (i: number) => ((from + ((to - from) * i) / steps) * Math.PI) / 180;
  const points = Array.from({ length: steps + 1 }, (_, i) => angle(i));
  return { x: points.map((a) => cx + rx * Math.cos(a)), y: points.map((a) => cy + ry * Math.sin(a)) };
}

function path(...points: readonly (readonly [x: number, y: number])[]): Line {
  return { x: points.map(([x]) => x), y: points.map(([, y]) => y) };
}

function box(left: number, top: number, right: number, bottom: number): Line {
  return path([left, top], [right, top], [right, bottom], [left, bottom], [left, top]);
}

/** Each takes random numbers in [-1, 1] for what differs from drawing to drawing. */
export const figures: Readonly<Record<string, (vary: () => number) => readonly StrokePoints[]>> = {
  cat: (v) => [
    arc(0, 0.15, 0.7 + 0.1 * v(), 0.6),
    path([-0.62, -0.1], [-0.6, -0.85 + 0.1 * v()], [-0.2, -0.42]),
    path([0.2, -0.42], [0.6, -0.85 + 0.1 * v()], [0.62, -0.1]),
    arc(-0.25, 0.02, 0.06, 0.08),
    arc(0.25, 0.02, 0.06, 0.08),
    path([-0.08, 0.25], [0.08, 0.25], [0, 0.34], [-0.08, 0.25]),
    path([-0.2, 0.32], [-0.95, 0.2 + 0.1 * v()]),
    path([0.2, 0.32], [0.95, 0.2 + 0.1 * v()]),
  ],
  house: (v) => [
    box(-0.7, -0.1, 0.7, 0.85),
    path([-0.85, -0.1], [0.1 * v(), -0.9], [0.85, -0.1]),
    box(-0.15 + 0.2 * v(), 0.35, 0.2 + 0.1 * v(), 0.85),
    box(-0.55, 0.1, -0.3, 0.35),
  ],
  sun: (v) => {
    const rays = 8 + Math.round(2 * v());
    return [
      arc(0, 0, 0.42, 0.42),
      ...Array.from({ length: rays }, (_, i) => {
        const a = (2 * Math.PI * i) / rays;
        return path([0.58 * Math.cos(a), 0.58 * Math.sin(a)], [0.95 * Math.cos(a), 0.95 * Math.sin(a)]);
      }),
    ];
  },
  tree: (v) => [
    path([-0.14, 0.95], [-0.12, 0.25]),
    path([0.14, 0.95], [0.12, 0.25]),
    arc(0, -0.3, 0.68 + 0.1 * v(), 0.58 + 0.06 * v()),
    arc(-0.3, -0.15, 0.2, 0.15, 200, 360),
  ],
  fish: (v) => [
    arc(-0.15, 0, 0.65, 0.36 + 0.1 * v()),
    path([0.48, 0.05], [0.95, -0.42], [0.95, 0.42], [0.48, -0.05]),
    arc(-0.5, -0.1, 0.05, 0.05),
    arc(-0.3, 0, 0.12, 0.25, -60, 60),
  ],
  car: (v) => [
    path(
      [-0.95, 0.4],
      [-0.95, 0.05],
      [-0.5, 0],
      [-0.3 + 0.1 * v(), -0.45],
      [0.35, -0.45],
      [0.6, 0],
      [0.95, 0.08],
      [0.95, 0.4],
      [-0.95, 0.4],
    ),
    arc(-0.5, 0.45, 0.2, 0.2),
    arc(0.5, 0.45, 0.2, 0.2),
    path([0.05, -0.45], [0.05, 0]),
  ],
  flower: (v) => {
    const petals = 6 + Math.round(v());
    return [
      arc(0, -0.35, 0.16, 0.16),
      ...Array.from({ length: petals }, (_, i) => {
        const a = (2 * Math.PI * i) / petals;
        return arc(0.36 * Math.cos(a), -0.35 + 0.36 * Math.sin(a), 0.19, 0.19);
      }),
      path([0, 0.2], [0.08 * v(), 0.95]),
      path([0.02, 0.7], [0.4, 0.45], [0.02, 0.7]),
    ];
  },
  umbrella: (v) => [
    arc(0, 0, 0.88, 0.75 + 0.1 * v(), 180, 360),
    path([-0.88, 0], [0.88, 0]),
    path([0, -0.75], [0, 0.7]),
    arc(0.15, 0.7, 0.15, 0.2, 180, 0),
  ],
  star: (v) => [
    path(
      ...Array.from({ length: 11 }, (_, i) => {
        const radius = i % 2 === 0 ? 0.95 : 0.4 + 0.05 * v();
        const a = (Math.PI * i) / 5 - Math.PI / 2;
        return [radius * Math.cos(a), radius * Math.sin(a)] as const;
      }),
    ),
  ],
  clock: (v) => [
    arc(0, 0, 0.9, 0.9),
    path([0, 0], [0.1 * v(), -0.65]),
    path([0, 0], [0.45, 0.3 * v()]),
    path([0, -0.9], [0, -0.78]),
    path([0.9, 0], [0.78, 0]),
    path([0, 0.9], [0, 0.78]),
    path([-0.9, 0], [-0.78, 0]),
  ],
  rainbow: (v) => [0.95, 0.75, 0.55, 0.35].map((r) => arc(0, 0.45, r, r * (0.95 + 0.1 * v()), 180, 360)),
  ladder: (v) => [
    path([-0.35, -0.95], [-0.45 + 0.1 * v(), 0.95]),
    path([0.35, -0.95], [0.45 + 0.1 * v(), 0.95]),
    ...[-0.65, -0.25, 0.15, 0.55].map((y) => path([-0.4, y], [0.4, y + 0.06 * v()])),
  ],
};
