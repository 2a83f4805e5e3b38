export { Compose } from "./compose.ts";
export { Normalize } from "./normalize.ts";
export { ToTensor } from "./to-tensor.ts";
export type { Transform, TransformObject } from "./transform.ts";
