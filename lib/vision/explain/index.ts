// What a network looks at, as tensors; lib/viz draws them.
export { featureMaps, filters } from "./features.ts";
export { type GradCamOptions, gradCam } from "./grad-cam.ts";
export { type ReceptiveField, receptiveField } from "./receptive-field.ts";
export { saliency } from "./saliency.ts";
export type { Target } from "./score.ts";
