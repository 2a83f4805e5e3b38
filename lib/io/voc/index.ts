export { encodeVoc, parseVoc, readVoc, type VocAnnotation, type VocObject } from "./annotation.ts";
