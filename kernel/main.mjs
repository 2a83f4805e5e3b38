// What the kernelspec starts.
import { useCompileCache } from "./compile-cache.mjs";

useCompileCache();
await import("./main.ts");
