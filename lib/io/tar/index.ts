export { readTar, type TarEntry } from "./read.ts";
