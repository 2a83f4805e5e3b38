import { checkCount, checkProbability, checkSeed } from "./check.ts";
import { fusedMultiplyAdd } from "./fused.ts";
import { Mt19937 } from "./mt19937.ts";
import { boxMuller16 } from "./normal.ts";
import { packState, unpackState } from "./state.ts";

/** PyTorch's seed for a generator that nobody seeded. */
const DEFAULT_SEED = 67280421310721n;
const TWO_32 = 2 ** 32;

/**
 * A stream of random numbers that equals `torch.Generator` on an x86 CPU, draw for draw.
 *
 * `bernoulli` follows PyTorch's portable path; on Intel processors PyTorch takes it from MKL instead.
 *
 * @example
 * const generator = new Generator().manualSeed(0);
 * generator.rand(2); // Float32Array [0.4962566, 0.7682218]
 */
export class Generator {
  #engine!: Mt19937;
  #seed = DEFAULT_SEED;
  /** Box-Muller makes normals in pairs: the second of a pair, until it is asked for. */
  #spareNormal: number | undefined;

  constructor() {
    this.manualSeed(DEFAULT_SEED);
  }

  /** Starts the stream that belongs to `seed`, an integer in [-2^63, 2^64). */
  manualSeed(seed: number | bigint): this {
    this.#seed = checkSeed(seed);
    this.#engine = new Mt19937(Number(this.#seed & 0xffffffffn));
    this.#spareNormal = undefined;
    return this;
  }

  /** Seeds with an unpredictable number and returns it. */
  seed(): bigint {
    const words = crypto.getRandomValues(new Uint32Array(2));
    this.manualSeed((BigInt(words[0]! & 0x1fffff) << 32n) | BigInt(words[1]!));
    return this.#seed;
  }

  /** The seed the stream was started with. */
  initialSeed(): bigint {
    return this.#seed;
  }

  /** The whole state as the bytes of `torch.Generator.get_state()`. */
  getState(): Uint8Array {
    return packState({ seed: this.#seed, engine: this.#engine, spareNormal: this.#spareNormal });
  }

  /** Continues from a state that `getState` (or PyTorch's `get_state`) returned. */
  setState(state: Uint8Array): this {
    const { seed, engine, spareNormal } = unpackState(state);
    this.#seed = seed;
    this.#engine = engine;
    this.#spareNormal = spareNormal;
    return this;
  }

  /** One integer, uniform over [0, 2^32). */
  random(): number {
    return this.#engine.next();
  }

  /** One integer, uniform over [0, 2^63): what PyTorch draws to seed a sampler. */
  randomSeed(): bigint {
    return this.#random64() & 0x7fffffffffffffffn;
  }

  /** One double, uniform over [0, 1). */
  randomDouble(): number {
    const high = this.#engine.next();
    const low = this.#engine.next();
    return ((high & 0x1fffff) * TWO_32 + low) / 2 ** 53;
  }

  /** One double from the standard normal distribution. */
  randomNormal(): number {
    return this.#normal();
  }

  /** `n` float32, uniform over [0, 1). */
  rand(n: number): Float32Array {
    const out = new Float32Array(checkCount("rand", n));
    for (let i = 0; i < n; i++) out[i] = this.#uniform();
    return out;
  }

  /** `n` float32, uniform over [from, to). */
  uniform(n: number, from: number, to: number): Float32Array {
    const out = new Float32Array(checkCount("uniform", n));
    if (!(from <= to)) throw new RangeError(`uniform: expected from <= to, got from ${from} and to ${to}`);
    const start = Math.fround(from);
    const range = Math.fround(Math.fround(to) - start);
    for (let i = 0; i < n; i++) out[i] = fusedMultiplyAdd(this.#uniform(), range, start);
    return out;
  }

  /** `n` float32 from the standard normal distribution. */
  randn(n: number): Float32Array {
    return this.normal(n, 0, 1);
  }

  /** `n` float32 from the normal distribution with this mean and standard deviation. */
  normal(n: number, mean: number, std: number): Float32Array {
    const out = new Float32Array(checkCount("normal", n));
    if (!(std >= 0)) throw new RangeError(`normal: expected a standard deviation >= 0, got ${std}`);
    if (n < 16) {
      for (let i = 0; i < n; i++) out[i] = this.#normal() * std + mean;
      return out;
    }
    const [m, s] = [Math.fround(mean), Math.fround(std)];
    for (let i = 0; i < n; i++) out[i] = this.#uniform();
    for (let i = 0; i + 16 <= n; i += 16) boxMuller16(out, i, m, s);
    if (n % 16 !== 0) {
      // PyTorch draws the last 16 values afresh, the ones already made included.
      for (let i = n - 16; i < n; i++) out[i] = this.#uniform();
      boxMuller16(out, n - 16, m, s);
    }
    return out;
  }

  /** `n` int32, uniform over [low, high). */
  randint(low: number, high: number, n: number): Int32Array {
    const out = new Int32Array(checkCount("randint", n));
    if (!Number.isInteger(low) || !Number.isInteger(high) || low >= high)
      throw new RangeError(`randint: expected integers low < high, got low ${low} and high ${high}`);
    if (low < -(2 ** 31) || high > 2 ** 31)
      throw new RangeError(`randint: low ${low} and high ${high} exceed the range of int32, [-2^31, 2^31]`);
    const range = high - low;
    // PyTorch changes to 64 bits here, where the bias of `%` would begin to show.
    if (range < 2 ** 28) for (let i = 0; i < n; i++) out[i] = (this.random() % range) + low;
    else for (let i = 0; i < n; i++) out[i] = Number(this.#random64() % BigInt(range)) + low;
    return out;
  }

  /** The integers 0 .. n - 1 in random order. */
  randperm(n: number): Int32Array {
    const out = new Int32Array(checkCount("randperm", n));
    for (let i = 0; i < n; i++) out[i] = i;
    for (let i = 0; i < n - 1; i++) {
      const j = i + (this.random() % (n - i));
      const kept = out[i]!;
      out[i] = out[j]!;
      out[j] = kept;
    }
    return out;
  }

  /** `n` draws that are 1 with probability `p`, else 0. */
  bernoulli(n: number, p: number): Uint8Array {
    const out = new Uint8Array(checkCount("bernoulli", n));
    checkProbability("bernoulli", p);
    for (let i = 0; i < n; i++) out[i] = this.randomDouble() < p ? 1 : 0;
    return out;
  }

  /** For each probability one draw that is 1 with that probability, else 0 (`torch.bernoulli` of a float32 tensor). */
  bernoulliEach(probabilities: Float32Array): Uint8Array {
    return Uint8Array.from(probabilities, (p) => (this.#uniform() < checkProbability("bernoulli", p) ? 1 : 0));
  }

  /** `n` float32 from the exponential distribution with rate `lambda`. */
  exponential(n: number, lambda = 1): Float32Array {
    const out = new Float32Array(checkCount("exponential", n));
    if (!(lambda > 0)) throw new RangeError(`exponential: expected a rate lambda > 0, got ${lambda}`);
    for (let i = 0; i < n; i++) out[i] = (-1 / lambda) * Math.log1p(-this.randomDouble());
    return out;
  }

  /** uniform over [0, 1) with float32's 24 bits */
  #uniform(): number {
    return (this.#engine.next() & 0xffffff) / 2 ** 24;
  }

  #random64(): bigint {
    const high = this.#engine.next();
    return (BigInt(high) << 32n) | BigInt(this.#engine.next());
  }

  #normal(): number {
    const spare = this.#spareNormal;
    if (spare !== undefined) {
      this.#spareNormal = undefined;
      return spare;
    }
    const theta = 2 * Math.PI * this.randomDouble();
    const radius = Math.sqrt(-2 * Math.log1p(-this.randomDouble()));
    this.#spareNormal = radius * Math.sin(theta);
    return radius * Math.cos(theta);
  }
}
