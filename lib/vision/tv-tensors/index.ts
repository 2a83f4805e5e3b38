import "./connect.ts";

export type { BoxFormat } from "../transforms/core/boxes.ts";
export { BoundingBoxes, type BoundingBoxesOptions } from "./bounding-boxes.ts";
export { Image } from "./image.ts";
export { Mask } from "./mask.ts";
export type { ArrayOfValues } from "./picture.ts";
