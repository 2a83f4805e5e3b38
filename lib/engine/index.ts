// The compute engine: tfjs's core, ready on the best device this machine has. Importing it chooses the device.
import * as tf from "@tensorflow/tfjs-core";
import { chooseDevice } from "./device.ts";
import { interruptKernels } from "./interrupt.ts";
import { registerKernels } from "./kernels/registered.ts";

export { DEVICES, type DeviceName, device, type PassedOver, setDevice } from "./device.ts";
export { InterruptError, throwIfInterrupted } from "./interrupt.ts";
export { type EngineReport, engineReport } from "./report.ts";
export { executeOp } from "./tensorflow/execute.ts";
export { trimMemory } from "./tensorflow/trim.ts";
export { tf };

interruptKernels();
registerKernels();
await chooseDevice();
