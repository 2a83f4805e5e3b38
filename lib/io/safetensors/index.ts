export { readSafetensors, SafetensorsFile } from "./read.ts";
export { encodeSafetensors, type SafetensorsOptions, writeSafetensors } from "./write.ts";
