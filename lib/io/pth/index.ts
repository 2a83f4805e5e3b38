export { readPth } from "./read.ts";
export { encodePth, writePth } from "./write.ts";
