import "../tv-tensors/index.ts";

export { type AugmentOptions, policies } from "./auto-augment/index.ts";
export * from "./classes.ts";
export * as functional from "./functional/index.ts";
export { describeTransform, reviveTransform, type TransformSpec } from "./plain.ts";
export { type PreviewOptions, preview } from "./preview.ts";
export type { ForwardOptions, Transform, TransformObject } from "./transform.ts";
