export { encodeIndexedPng, type IndexedImage, readIndexedPng, vocPalette } from "./indexed.ts";
