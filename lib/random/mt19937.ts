/** Size of the Mersenne Twister's state, in 32-bit words. */
export const STATE_WORDS = 624;
const SHIFT = 397;

/**
 * Mersenne Twister MT19937, the engine behind PyTorch's CPU generator.
 *
 * Source: Matsumoto and Nishimura, "Mersenne Twister", ACM TOMACS 8(1), 1998.
 *
 * @example
 * new Mt19937(5489).next(); // 3499211612
 */
export class Mt19937 {
  readonly words = new Uint32Array(STATE_WORDS);
  /** Position of the next word to hand out; STATE_WORDS means that the words must be renewed first. */
  position = STATE_WORDS;

  constructor(seed: number) {
    const words = this.words;
    words[0] = seed;
    for (let i = 1; i < STATE_WORDS; i++) {
      const previous = words[i - 1]!;
      words[i] = Math.imul(1812433253, previous ^ (previous >>> 30)) + i;
    }
  }

  /** The next integer, uniform over [0, 2^32). */
  next(): number {
    if (this.position === STATE_WORDS) this.#renew();
    let y = this.words[this.position++]!;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  }

  #renew(): void {
    const words = this.words;
    for (let i = 0; i < STATE_WORDS - SHIFT; i++) words[i] = words[i + SHIFT]! ^ twist(words[i]!, words[i + 1]!);
    for (let i = STATE_WORDS - SHIFT; i < STATE_WORDS - 1; i++)
      words[i] = words[i + SHIFT - STATE_WORDS]! ^ twist(words[i]!, words[i + 1]!);
    words[STATE_WORDS - 1] = words[SHIFT - 1]! ^ twist(words[STATE_WORDS - 1]!, words[0]!);
    this.position = 0;
  }
}

function twist(high: number, low: number): number {
  const mixed = (high & 0x80000000) | (low & 0x7fffffff);
  return (mixed >>> 1) ^ (-(low & 1) & 0x9908b0df);
}
