// The course library: `import { tensor, nn, optim, F } from "tsgrad"`.
export { type CompiledStep, compile } from "./compile.ts";
export * as data from "./data/index.ts";
export * from "./data/index.ts";
export { DEVICES, type DeviceName, device, engineReport, InterruptError, setDevice } from "./engine/index.ts";
export * as io from "./io/index.ts";
export { load, loadCheckpoint, save, saveCheckpoint } from "./io/index.ts";
export { F } from "./nn/f.ts";
export * as nn from "./nn/index.ts";
export { Module, Parameter } from "./nn/index.ts";
export * as optim from "./optim/index.ts";
export * as random from "./random/index.ts";
export { Generator, getRngState, initialSeed, manualSeed, seed, setRngState } from "./random/index.ts";
export * from "./tensor/index.ts";
