export { encodeYolo, parseYolo, readYolo, type YoloBox } from "./labels.ts";
