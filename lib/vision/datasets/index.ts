import "./portable.ts";

export { Doodles, type DoodlesOptions } from "./doodles/index.ts";
export { FashionMNIST, type FashionMNISTOptions } from "./fashion-mnist.ts";
export { IdxImages, type IdxImagesOptions } from "./idx-images.ts";
