import type { Tensor } from "../../tensor/index.ts";
import { type Boxes, type BoxFormat, convertBoxes } from "../transforms/core/boxes.ts";
import { makeTensor } from "./bridge.ts";
import type { ArrayOfValues } from "./picture.ts";

export interface BoundingBoxesOptions {
  /** "xyxy" corners, "xywh" corner and size, or "cxcywh" centre and size ("xyxy"). */
  format?: BoxFormat;
  /** Height and width of the image that the boxes lie on. */
  canvasSize: readonly [height: number, width: number];
}

/**
 * Boxes [N, 4] on an image, which transforms move with it; as rows, or as a tensor or the like.
 *
 * @example
 * new BoundingBoxes([[2, 3, 10, 8]], { canvasSize: [20, 30] }).to("xywh").toTensor(); // tensor([[2., 3., 8., 5.]])
 */
export class BoundingBoxes {
  readonly data: Float32Array;
  readonly format: BoxFormat;
  readonly canvasSize: readonly [height: number, width: number];
  readonly dtype = "float32";

  constructor(boxes: ArrayOfValues | readonly (readonly number[])[], options: BoundingBoxesOptions) {
    const { format = "xyxy", canvasSize } = options ?? {};
    if (!["xyxy", "xywh", "cxcywh"].includes(format))
      throw new RangeError(`BoundingBoxes: expected the format xyxy, xywh or cxcywh, got ${format}`);
    if (!Array.isArray(canvasSize) || canvasSize.length !== 2)
      throw new TypeError("BoundingBoxes: expected { canvasSize: [height, width] } of the image that the boxes lie on");
    const rows = "data" in boxes ? boxes.data : boxes.flat();
    const last = "data" in boxes ? boxes.shape.at(-1) : (boxes.find((row) => row.length !== 4)?.length ?? 4);
    if (rows.length % 4 !== 0 || (rows.length > 0 && last !== 4))
      throw new RangeError(`BoundingBoxes: expected boxes [N, 4], got rows of ${last} numbers`);
    this.data = Float32Array.from(rows);
    this.format = format;
    this.canvasSize = [canvasSize[0], canvasSize[1]];
  }

  get shape(): readonly [count: number, 4] {
    return [this.data.length / 4, 4];
  }

  /** For the functions of core/. */
  get boxes(): Boxes {
    return { data: this.data, format: this.format, canvas: { height: this.canvasSize[0], width: this.canvasSize[1] } };
  }

  with({ data, format, canvas }: Boxes): BoundingBoxes {
    return new BoundingBoxes(
      { data, shape: [data.length / 4, 4] },
      { format, canvasSize: [canvas.height, canvas.width] },
    );
  }

  /** The same boxes in another format. */
  to(format: BoxFormat): BoundingBoxes {
    return this.with(convertBoxes(this.boxes, format));
  }

  /** The boxes with `true`. */
  select(keep: readonly boolean[]): BoundingBoxes {
    return this.with({ ...this.boxes, data: this.data.filter((_, i) => keep[i >> 2]) });
  }

  toTensor(): Tensor {
    return makeTensor(this.data.slice(), this.shape, "float32");
  }
}
