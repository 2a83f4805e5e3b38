import { availableParallelism } from "node:os";

/** The number of threads in `TSGRAD_THREADS`, or null where it is left to the device. */
export function threadsAsked(environment: NodeJS.ProcessEnv = process.env): number | null {
  const text = environment.TSGRAD_THREADS;
  if (!text) return null;
  const threads = Number(text);
  if (Number.isInteger(threads) && threads >= 1 && threads <= 127) return threads;
  throw new Error(`TSGRAD_THREADS: expected a whole number from 1 to 127, got "${text}"`);
}

/** How many threads the devices use. */
export const threadCount = (): number => threadsAsked() ?? availableParallelism();
