import type { Matrix } from "./matrix.ts";
import type { Padding } from "./pad.ts";
import type { Region, Size } from "./pixels.ts";

/** Corners; corner and size; centre and size. */
export type BoxFormat = "xyxy" | "xywh" | "cxcywh";

/** Boxes [N, 4] and the size of the image they lie on, float32 as PyTorch computes them. */
export interface Boxes {
  readonly data: Float32Array;
  readonly format: BoxFormat;
  readonly canvas: Size;
}

function map(boxes: Boxes, canvas: Size, fn: (box: Float32Array) => void): Boxes {
  const data = boxes.data.slice();
  for (let i = 0; i < data.length; i += 4) fn(data.subarray(i, i + 4));
  return { data, format: boxes.format, canvas };
}

export function convertBoxes(boxes: Boxes, format: BoxFormat): Boxes {
  if (boxes.format === format) return boxes;
  const { fround } = Math;
  const data = map(boxes, boxes.canvas, (box) => {
    const [a, b, c, d] = box as unknown as [number, number, number, number];
    if (boxes.format === "xywh") {
      if (format === "xyxy") box.set([a, b, a + c, b + d]);
      else box.set([a + fround(c / 2), b + fround(d / 2), c, d]);
    } else if (boxes.format === "cxcywh") {
      const [x, y] = [fround(a - fround(c / 2)), fround(b - fround(d / 2))];
      if (format === "xywh") box.set([x, y, c, d]);
      else box.set([x, y, x + c, y + d]);
    } else {
      const [w, h] = [fround(c - a), fround(d - b)];
      if (format === "xywh") box.set([a, b, w, h]);
      else box.set([fround(a * 2 + w) / 2, fround(b * 2 + h) / 2, w, h]);
    }
  }).data;
  return { data, format, canvas: boxes.canvas };
}

/** Through corners and back. */
function throughCorners(boxes: Boxes, fn: (corners: Boxes) => Boxes): Boxes {
  return convertBoxes(fn(convertBoxes(boxes, "xyxy")), boxes.format);
}

/** Cuts boxes at the borders of their canvas. */
export function clampBoxes(boxes: Boxes): Boxes {
  const { height, width } = boxes.canvas;
  return throughCorners(boxes, (corners) =>
    map(corners, boxes.canvas, (box) => {
      for (let k = 0; k < 4; k++) box[k] = Math.min(Math.max(box[k]!, 0), k % 2 === 0 ? width : height);
    }),
  );
}

export function flipBoxes(boxes: Boxes, axis: "x" | "y"): Boxes {
  const side = axis === "x" ? boxes.canvas.width : boxes.canvas.height;
  const [from, to] = axis === "x" ? [0, 2] : [1, 3];
  return map(boxes, boxes.canvas, (box) => {
    const low = box[from]!;
    if (boxes.format === "xyxy") {
      box[from] = side - box[to]!;
      box[to] = side - low;
    } else if (boxes.format === "xywh") box[from] = -Math.fround(Math.fround(low + box[to]!) - side);
    else box[from] = side - low;
  });
}

export function resizeBoxes(boxes: Boxes, to: Size): Boxes {
  const { height, width } = boxes.canvas;
  if (height === to.height && width === to.width) return boxes;
  const ratios = [Math.fround(to.width / width), Math.fround(to.height / height)];
  return map(boxes, to, (box) => {
    for (let k = 0; k < 4; k++) box[k] = box[k]! * ratios[k % 2]!;
  });
}

function shift(boxes: Boxes, x: number, y: number, canvas: Size): Boxes {
  const corners = boxes.format === "xyxy";
  return map(boxes, canvas, (box) => {
    box[0]! += x;
    box[1]! += y;
    if (!corners) return;
    box[2]! += x;
    box[3]! += y;
  });
}

export function cropBoxes(boxes: Boxes, { top, left, height, width }: Region): Boxes {
  return clampBoxes(shift(boxes, -left, -top, { height, width }));
}

export function padBoxes(boxes: Boxes, { left, top, right, bottom }: Padding): Boxes {
  const { height, width } = boxes.canvas;
  return clampBoxes(shift(boxes, left, top, { height: height + top + bottom, width: width + left + right }));
}

/** The upright boxes around the moved corners; `point` maps an input position to its output position. */
export function moveCorners(
  boxes: Boxes,
  canvas: Size,
  point: (x: number, y: number) => readonly [number, number],
): Boxes {
  return throughCorners(boxes, (corners) =>
    clampBoxes(
      map(corners, canvas, (box) => {
        const [x1, y1, x2, y2] = box as unknown as [number, number, number, number];
        const moved = [point(x1, y1), point(x2, y1), point(x2, y2), point(x1, y2)];
        const xs = moved.map(([x]) => x);
        const ys = moved.map(([, y]) => y);
        box.set([Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)]);
      }),
    ),
  );
}

/** `matrix` maps input to output positions; `expand` gives the canvas that holds the whole moved image. */
export function affineBoxes(boxes: Boxes, matrix: Matrix, expand?: Size): Boxes {
  const { fround } = Math;
  const [a, b, c, d, e, f] = matrix.map(fround) as unknown as Matrix;
  const move = (x: number, y: number) =>
    [fround(fround(fround(x * a) + y * b) + c), fround(fround(fround(x * d) + y * e) + f)] as const;
  if (!expand) return moveCorners(boxes, boxes.canvas, move);
  const { height, width } = boxes.canvas;
  const corners = [move(0, 0), move(0, height), move(width, height), move(width, 0)];
  const left = Math.min(...corners.map(([x]) => x));
  const top = Math.min(...corners.map(([, y]) => y));
  return moveCorners(boxes, expand, (x, y) => {
    const [movedX, movedY] = move(x, y);
    return [fround(movedX - left), fround(movedY - top)];
  });
}

/** `coefficients` map output to input positions, as for images; boxes go the other way. */
export function perspectiveBoxes(boxes: Boxes, coefficients: readonly number[]): Boxes {
  const [a, b, c, d, e, f, g, h] = coefficients as [number, number, number, number, number, number, number, number];
  const determinant = a * e - b * d;
  if (determinant === 0)
    throw new RangeError("perspective: these coefficients cannot be inverted, so boxes cannot follow");
  const { fround } = Math;
  const inverse = [
    e - f * h,
    -b + c * h,
    b * f - c * e,
    -d + f * g,
    a - c * g,
    -a * f + c * d,
    -e * g + d * h,
    -a * h + b * g,
  ].map((value) => fround(value / determinant)) as unknown as typeof coefficients & number[];
  const [p, q, r, s, t, u, v, w] = inverse as unknown as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  return moveCorners(boxes, boxes.canvas, (x, y) => {
    const depth = fround(fround(fround(x * v) + y * w) + 1);
    return [
      fround(fround(fround(fround(x * p) + y * q) + r) / depth),
      fround(fround(fround(fround(x * s) + y * t) + u) / depth),
    ];
  });
}

/** Which boxes lie inside their canvas and are at least `minSize` wide and high and `minArea` large. */
export function validBoxes(boxes: Boxes, minSize: number, minArea: number): boolean[] {
  const { data } = convertBoxes(boxes, "xyxy");
  const { height, width } = boxes.canvas;
  return Array.from({ length: data.length / 4 }, (_, i) => {
    const [x1, y1, x2, y2] = data.subarray(4 * i, 4 * i + 4) as unknown as [number, number, number, number];
    const [w, h] = [Math.fround(x2 - x1), Math.fround(y2 - y1)];
    const inside =
      x1 >= 0 && y1 >= 0 && x2 >= 0 && y2 >= 0 && x1 <= width && x2 <= width && y1 <= height && y2 <= height;
    return w >= minSize && h >= minSize && Math.fround(w * h) >= minArea && inside;
  });
}
