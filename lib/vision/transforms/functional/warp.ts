import { affineBoxes, type Boxes, moveCorners, perspectiveBoxes } from "../core/boxes.ts";
import { quarterTurns } from "../core/crop.ts";
import { affineGrid, displacedGrid, type Grid, perspectiveGrid } from "../core/grid.ts";
import {
  affineMatrix,
  expandedSize,
  invertMatrix,
  type Matrix,
  type Point,
  perspectiveCoefficients,
} from "../core/matrix.ts";
import type { Fill, Pixels, Size } from "../core/pixels.ts";
import { warp } from "../core/warp.ts";
import { checkInterpolation, type SizeArgument, toSize } from "./arguments.ts";
import { apply, type Input } from "./dispatch.ts";

export interface WarpOptions {
  /** "nearest" or "bilinear"; masks always take the nearest pixel. */
  interpolation?: "nearest" | "bilinear";
  /** What the image does not cover: a number, or one a channel; null leaves 0 (null). */
  fill?: Fill;
}

export interface RotateOptions extends WarpOptions {
  /** Make the image large enough to hold all of the turned one (false). */
  expand?: boolean;
  /** [x, y] that stays in place; the middle by default. */
  center?: Point | null;
}

function warped<T extends Input>(
  op: string,
  input: T,
  gridOf: (size: Size) => Grid,
  boxes: (boxes: Boxes) => Boxes,
  options: WarpOptions,
): T {
  const { interpolation = "nearest", fill = null } = options;
  checkInterpolation(op, interpolation, ["nearest", "bilinear"]);
  return apply(op, input, {
    image: (pixels) => warp(pixels, gridOf(pixels), { interpolation, fill }),
    mask: (pixels) => warp(pixels, gridOf(pixels), { interpolation: "nearest", fill }),
    boxes,
  });
}

/** torchvision centres its matrix for images in the middle, and for boxes in the corner. */
const fromMiddle = (center: Point | null, { height, width }: Size): Point =>
  center ? [center[0] - width * 0.5, center[1] - height * 0.5] : [0, 0];
const fromCorner = (center: Point | null, { height, width }: Size): Point => center ?? [width * 0.5, height * 0.5];

/**
 * Turns by `angle` degrees, clockwise, scales, shears (degrees, one number or [x, y]) and moves by [x, y] pixels.
 *
 * @example
 * transforms.functional.affine(tensor([[[1, 2, 3]]]), 0, [1, 0], 1, [0, 0]); // tensor([[[0., 1., 2.]]])
 */
export function affine<T extends Input>(
  input: T,
  angle: number,
  translate: Point,
  scale: number,
  shear: number | readonly number[],
  options: WarpOptions & { center?: Point | null } = {},
): T {
  if (!(scale > 0)) throw new RangeError(`affine: expected a scale > 0, got ${scale}`);
  const { center = null } = options;
  const shears = typeof shear === "number" ? ([shear, 0] as const) : ([shear[0]!, shear[1] ?? shear[0]!] as const);
  const parts = { angle, translate, scale, shear: shears };
  return warped(
    "affine",
    input,
    (size) => affineGrid(affineMatrix(parts, fromMiddle(center, size)), size, size),
    (boxes) => affineBoxes(boxes, affineMatrix(parts, fromCorner(center, boxes.canvas), false)),
    options,
  );
}

/**
 * Moves each pixel (x, y) to `matrix` (x, y, 1): an affine warp by an explicit 2x3 matrix, as OpenCV's `warpAffine`.
 *
 * @example
 * transforms.functional.warpAffine(tensor([[[1, 2, 3]]]), [[1, 0, 1], [0, 1, 0]]); // tensor([[[0., 1., 2.]]])
 */
export function warpAffine<T extends Input>(
  input: T,
  matrix: readonly (readonly number[])[],
  options: WarpOptions & { size?: SizeArgument } = {},
): T {
  if (matrix.length !== 2 || matrix.some((row) => row.length !== 3 || !row.every(Number.isFinite)))
    throw new RangeError(`warpAffine: expected a 2x3 matrix [[a, b, c], [d, e, f]], got ${JSON.stringify(matrix)}`);
  const forward = matrix.flat() as unknown as Matrix;
  const [a, b, c, d, e, f] = invertMatrix(forward);
  const target = (from: Size) => (options.size === undefined ? from : toSize("warpAffine", options.size));
  // A pixel's own position is its middle, (0, 0) for the first one; the grid and boxes count from elsewhere.
  const gridOf = (from: Size) => {
    const to = target(from);
    const [x, y] = [(to.width - 1) / 2, (to.height - 1) / 2];
    const [left, top] = [(from.width - 1) / 2, (from.height - 1) / 2];
    return affineGrid([a, b, a * x + b * y + c - left, d, e, d * x + e * y + f - top], from, to);
  };
  const move = (x: number, y: number) => {
    const [p, q] = [x - 0.5, y - 0.5];
    return [
      forward[0] * p + forward[1] * q + forward[2] + 0.5,
      forward[3] * p + forward[4] * q + forward[5] + 0.5,
    ] as const;
  };
  return warped("warpAffine", input, gridOf, (boxes) => moveCorners(boxes, target(boxes.canvas), move), options);
}

/**
 * Turns by `angle` degrees, counter-clockwise.
 *
 * @example
 * transforms.functional.rotate(tensor([[[1, 2], [3, 4]]]), 90); // tensor([[[2., 4.], [1., 3.]]])
 */
export function rotate<T extends Input>(input: T, angle: number, options: RotateOptions = {}): T {
  const { interpolation = "nearest", expand = false, center = null, fill = null } = options;
  checkInterpolation("rotate", interpolation, ["nearest", "bilinear"]);
  const turn = ((angle % 360) + 360) % 360;
  const parts = { angle: -turn, translate: [0, 0], scale: 1, shear: [0, 0] } as const;
  const image = (mode: "nearest" | "bilinear") => (pixels: Pixels) => {
    const square = expand || pixels.height === pixels.width;
    if (!center && (turn % 180 === 0 || (turn % 90 === 0 && square))) return quarterTurns(pixels, turn / 90);
    const matrix = affineMatrix(parts, fromMiddle(center, pixels));
    const to = expand ? expandedSize(matrix, pixels) : pixels;
    return warp(pixels, affineGrid(matrix, pixels, to), { interpolation: mode, fill });
  };
  return apply("rotate", input, {
    image: image(interpolation),
    mask: image("nearest"),
    boxes: (boxes) => {
      const middle = fromCorner(center, boxes.canvas);
      const own = { ...parts, angle: -angle };
      // torchvision measures from the corner here, which rounds to another size than the image's now and then.
      const to = expand ? expandedSize(affineMatrix(own, fromMiddle(center, boxes.canvas)), boxes.canvas) : undefined;
      return affineBoxes(boxes, affineMatrix(own, middle, false), to);
    },
  });
}

/**
 * Moves four corners [x, y], first `startpoints`, to `endpoints`, as a camera sees a plane from elsewhere.
 *
 * @example
 * const corners = [[0, 0], [7, 0], [7, 7], [0, 7]];
 * transforms.functional.perspective(rand([3, 8, 8]), corners, [[1, 0], [6, 1], [7, 7], [0, 6]]).shape; // [3, 8, 8]
 */
export function perspective<T extends Input>(
  input: T,
  startpoints: readonly Point[] | null,
  endpoints: readonly Point[] | null,
  options: WarpOptions & { coefficients?: readonly number[] } = {},
): T {
  const coefficients =
    options.coefficients ?? (startpoints && endpoints ? perspectiveCoefficients(startpoints, endpoints) : []);
  if (coefficients.length !== 8)
    throw new RangeError("perspective: expected startpoints and endpoints, or { coefficients } with eight numbers");
  return warped(
    "perspective",
    input,
    (size) => perspectiveGrid(coefficients, size),
    (boxes) => perspectiveBoxes(boxes, coefficients),
    { interpolation: "bilinear", ...options },
  );
}

/** For each pixel how far away its value comes from, in halves of the side; row by row. */
export interface Displacement {
  readonly dx: Float32Array;
  readonly dy: Float32Array;
}

/**
 * Takes each pixel from a position displaced by its own amount.
 *
 * @example
 * const still = new Float32Array(4);
 * transforms.functional.elastic(tensor([[[1, 2], [3, 4]]]), { dx: still, dy: still }); // tensor([[[1., 2.], [3., 4.]]])
 */
export function elastic<T extends Input>(input: T, { dx, dy }: Displacement, options: WarpOptions = {}): T {
  const check = ({ height, width }: Size) => {
    if (dx.length !== height * width || dy.length !== height * width)
      throw new RangeError(
        `elastic: expected a displacement for ${height}x${width} pixels, got ${dx.length} and ${dy.length}`,
      );
  };
  return warped(
    "elastic",
    input,
    (size) => {
      check(size);
      return displacedGrid(dx, dy, size);
    },
    (boxes) => {
      check(boxes.canvas);
      return elasticBoxes(boxes, dx, dy);
    },
    { interpolation: "bilinear", ...options },
  );
}

/** The corners move against the displacement of the pixel they lie in. */
function elasticBoxes(boxes: Boxes, dx: Float32Array, dy: Float32Array): Boxes {
  const { height, width } = boxes.canvas;
  const { fround } = Math;
  const along = (index: number, size: number, shift: number) =>
    fround(fround(fround(fround(fround((2 * index + 1 - size) / size) - shift) + 1) * fround(0.5 * size)) - 0.5);
  return moveCorners(boxes, boxes.canvas, (x, y) => {
    const column = Math.min(Math.max(Math.ceil(x), 0), width - 1);
    const row = Math.min(Math.max(Math.ceil(y), 0), height - 1);
    const at = row * width + column;
    return [along(column, width, dx[at]!), along(row, height, dy[at]!)];
  });
}
