import { defaultGenerator } from "../../random/index.ts";

const MASK = (1n << 64n) - 1n;

/**
 * The seed of a sample, from its epoch's seed and its place in the epoch (splitmix64): which thread reads it makes no
 * difference.
 */
export function sampleSeed(epoch: bigint, batch: number, place: number): bigint {
  let z = (epoch + BigInt(batch) * 0x9e3779b97f4a7c15n + BigInt(place + 1) * 0xbf58476d1ce4e5b9n) & MASK;
  z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & MASK;
  z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & MASK;
  return z ^ (z >> 31n);
}

/** Lends the default generator to the samples of a batch: `next` begins a sample, `done` gives it back as it was. */
export function lendGenerator(epoch: bigint, batch: number): { next(place: number): void; done(): void } {
  const before = defaultGenerator.getState();
  return {
    next: (place) => void defaultGenerator.manualSeed(sampleSeed(epoch, batch, place)),
    done: () => void defaultGenerator.setState(before),
  };
}
