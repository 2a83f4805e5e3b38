// Making models smaller: `import { prune, quantization } from "tsgrad/compress"`.
export * as prune from "./prune/index.ts";
export * as quantization from "./quantization/index.ts";
export * from "./search/index.ts";
