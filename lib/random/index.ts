import { runtime } from "../runtime.ts";
import { Generator } from "./generator.ts";

export { Generator } from "./generator.ts";
export { multinomial } from "./multinomial.ts";

/** The generator behind every random call that is given none. */
export const defaultGenerator = new Generator();
const { seed: given } = runtime();
if (given === undefined) defaultGenerator.seed();
else defaultGenerator.manualSeed(given);

/**
 * Seeds the default generator, as `torch.manual_seed`: the same seed gives the same run.
 *
 * @example
 * manualSeed(0);
 * defaultGenerator.rand(1); // Float32Array [0.4962566]
 */
export function manualSeed(seed: number | bigint): Generator {
  return defaultGenerator.manualSeed(seed);
}

/** Seeds the default generator with an unpredictable number and returns it. */
export function seed(): bigint {
  return defaultGenerator.seed();
}

/** The seed the default generator was started with. */
export function initialSeed(): bigint {
  return defaultGenerator.initialSeed();
}

/** The default generator's state, to be restored by `setRngState`. */
export function getRngState(): Uint8Array {
  return defaultGenerator.getState();
}

/** Continues the default generator from a state that `getRngState` returned. */
export function setRngState(state: Uint8Array): void {
  defaultGenerator.setState(state);
}
