export { extractArchive } from "./extract.ts";
export type { ArchiveLimits } from "./limits.ts";
