export { readQuickDrawBin } from "./binary.ts";
export { readQuickDrawNdjson } from "./ndjson.ts";
export { rasterize, type StrokePoints } from "./rasterize.ts";
export type { QuickDrawing } from "./types.ts";
