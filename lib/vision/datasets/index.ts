import "./portable.ts";

export { FashionMNIST, type FashionMNISTOptions } from "./fashion-mnist.ts";
export { IdxImages, type IdxImagesOptions } from "./idx-images.ts";
