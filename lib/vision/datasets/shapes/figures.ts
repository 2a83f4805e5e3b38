// Outlines on a square from -1 to 1, x to the right and y down; each fills about the same part of it.

export type Outline = readonly (readonly [x: number, y: number])[];

function round(steps: number, at: (angle: number) => readonly [number, number]): Outline {
  return Array.from({ length: steps }, (_, i) => at((2 * Math.PI * i) / steps));
}

function corners(count: number, radius: (corner: number) => number): Outline {
  return Array.from({ length: count }, (_, i) => {
    const angle = (2 * Math.PI * i) / count - Math.PI / 2;
    return [radius(i) * Math.cos(angle), radius(i) * Math.sin(angle)] as const;
  });
}

/** The outer edge of a moon and, back again, its inner one. */
function moon(): Outline {
  const side = (radius: number, x: number, from: number, to: number) =>
    Array.from({ length: 25 }, (_, i) => {
      const angle = from + ((to - from) * i) / 24;
      return [x + radius * Math.cos(angle), radius * Math.sin(angle)] as const;
    });
  const tip = 0.87;
  const inner = Math.asin(tip / 0.95);
  return [
    ...side(1, 0.2, -Math.asin(tip), -2 * Math.PI + Math.asin(tip)),
    ...side(0.95, 0.2 + Math.cos(Math.asin(tip)) + 0.95 * Math.cos(inner), Math.PI - inner, Math.PI + inner),
  ];
}

const arm = 0.36;

export const figures: Readonly<Record<string, Outline>> = {
  circle: round(48, (a) => [0.9 * Math.cos(a), 0.9 * Math.sin(a)]),
  square: [
    [-0.8, -0.8],
    [0.8, -0.8],
    [0.8, 0.8],
    [-0.8, 0.8],
  ],
  triangle: corners(3, () => 1.1).map(([x, y]) => [x, y + 0.2] as const),
  star: corners(10, (i) => (i % 2 === 0 ? 1.1 : 0.5)),
  hexagon: corners(6, () => 0.98),
  cross: [
    [-arm, -1],
    [arm, -1],
    [arm, -arm],
    [1, -arm],
    [1, arm],
    [arm, arm],
    [arm, 1],
    [-arm, 1],
    [-arm, arm],
    [-1, arm],
    [-1, -arm],
    [-arm, -arm],
  ],
  heart: round(60, (a) => [
    Math.sin(a) ** 3,
    -(13 * Math.cos(a) - 5 * Math.cos(2 * a) - 2 * Math.cos(3 * a) - Math.cos(4 * a) + 2.5) / 16,
  ]),
  moon: moon(),
};
