export { readDirectory, readEntry, type ZipEntry } from "./read.ts";
export { encodeZip, type ZipFile } from "./write.ts";
