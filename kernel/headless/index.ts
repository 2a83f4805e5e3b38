export { type DisplayIds, OutputList, type StoredOutput } from "./outputs.ts";
export { type HeadlessOptions, type HeadlessSession, startHeadless } from "./session.ts";
