// `autograd` of the public API, as torch.autograd.
export { backward, grad } from "./backward.ts";
export { checkGradients } from "./check-gradients.ts";
export { AutogradFunction as Function, FunctionContext } from "./function.ts";
export { detectAnomaly } from "./mode.ts";
