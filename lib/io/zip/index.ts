export { readDirectory, readEntry, type ZipEntry } from "./read.ts";
export { streamEntry } from "./stream.ts";
export { encodeZip, type ZipFile } from "./write.ts";
