// The bytes of `torch.get_rng_state()`: a C struct, little endian, that keeps each 32-bit word in 64 bits.
import { Mt19937, STATE_WORDS } from "./mt19937.ts";

const STATE_BYTES = 5056;
const LEFT = 8;
const SEEDED = 12;
const NEXT = 16;
const WORDS = 24;
const SPARE_NORMAL = WORDS + 8 * STATE_WORDS + 8;
const HAS_SPARE_NORMAL = SPARE_NORMAL + 16;

export interface GeneratorState {
  seed: bigint;
  engine: Mt19937;
  spareNormal: number | undefined;
}

export function packState({ seed, engine, spareNormal }: GeneratorState): Uint8Array {
  const bytes = new Uint8Array(STATE_BYTES);
  const view = new DataView(bytes.buffer);
  const fresh = engine.position === STATE_WORDS && engine.words[0] === Number(seed & 0xffffffffn);
  view.setBigUint64(0, seed, true);
  view.setInt32(LEFT, fresh ? 1 : STATE_WORDS + 1 - engine.position, true);
  view.setInt32(SEEDED, 1, true);
  view.setUint32(NEXT, fresh ? 0 : engine.position, true);
  for (let i = 0; i < STATE_WORDS; i++) view.setUint32(WORDS + 8 * i, engine.words[i]!, true);
  if (spareNormal !== undefined) {
    view.setFloat64(SPARE_NORMAL, spareNormal, true);
    view.setInt32(HAS_SPARE_NORMAL, 1, true);
  }
  return bytes;
}

export function unpackState(state: Uint8Array): GeneratorState {
  if (!(state instanceof Uint8Array) || state.length !== STATE_BYTES)
    throw new TypeError(`setState: expected the ${STATE_BYTES} bytes that getState returns, got ${describe(state)}`);
  const view = new DataView(state.buffer, state.byteOffset, state.byteLength);
  const left = view.getInt32(LEFT, true);
  const next = view.getUint32(NEXT, true);
  const valid = view.getInt32(SEEDED, true) === 1 && left > 0 && left <= STATE_WORDS && next <= STATE_WORDS;
  if (!valid) throw new RangeError("setState: these bytes hold no Mersenne Twister state; pass what getState returned");
  const engine = new Mt19937(0);
  for (let i = 0; i < STATE_WORDS; i++) engine.words[i] = view.getUint32(WORDS + 8 * i, true);
  engine.position = left === 1 ? STATE_WORDS : next;
  const spareNormal = view.getInt32(HAS_SPARE_NORMAL, true) ? view.getFloat64(SPARE_NORMAL, true) : undefined;
  return { seed: view.getBigUint64(0, true), engine, spareNormal };
}

function describe(value: unknown): string {
  return value instanceof Uint8Array ? `${value.length} bytes` : typeof value;
}
