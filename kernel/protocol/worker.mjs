import { useCompileCache } from "../compile-cache.mjs";

useCompileCache();
await import("./worker.ts");
