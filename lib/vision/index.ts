export { FashionMNIST, type FashionMNISTOptions } from "./datasets/index.ts";
export * as models from "./models/index.ts";
export * as ops from "./ops/index.ts";
export * as transforms from "./transforms/index.ts";
export * as utils from "./utils/index.ts";
