export { AugMix, type AugMixOptions } from "./aug-mix.ts";
export { AutoAugment } from "./auto-augment.ts";
export type { AugmentOptions, OperationName } from "./operations.ts";
export { type Policy, type PolicyName, type PolicyStep, policies } from "./policies.ts";
export { RandAugment, type RandAugmentOptions, TrivialAugmentWide } from "./rand-augment.ts";
