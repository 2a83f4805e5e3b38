export { FashionMNIST, type FashionMNISTOptions } from "./datasets/index.ts";
export * as transforms from "./transforms/index.ts";
export * as utils from "./utils/index.ts";
