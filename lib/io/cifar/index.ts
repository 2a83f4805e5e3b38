export { type CifarImages, parseCifar, readCifar } from "./read.ts";
