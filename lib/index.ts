// The course library: `import { tensor, nn, optim, F } from "tsgrad"`.
export { Generator, getRngState, initialSeed, manualSeed, seed, setRngState } from "./random/index.ts";
export * from "./tensor/index.ts";
