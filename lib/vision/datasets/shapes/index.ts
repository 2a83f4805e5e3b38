export { exportCoco, exportVoc, exportYolo } from "./export.ts";
export { Shapes, type ShapesObject, type ShapesOptions, type ShapesTarget } from "./shapes.ts";
