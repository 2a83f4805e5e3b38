export { readNpy, readNpz } from "./read.ts";
export { encodeNpy, writeNpy, writeNpz } from "./write.ts";
