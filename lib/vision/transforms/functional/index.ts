export { clampBoundingBoxes, convertBoundingBoxFormat, sanitizeBoundingBoxes } from "./boxes.ts";
export * from "./color.ts";
export { fiveCrop, tenCrop } from "./crops.ts";
export * from "./geometry.ts";
export { erase, gaussianBlur, normalize, toDtype } from "./values.ts";
export * from "./warp.ts";
