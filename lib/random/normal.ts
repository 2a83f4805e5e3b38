// PyTorch's vectorised normal: Box-Muller over blocks of 16 float32, with the Cephes polynomials for log, sin and cos
// and fused multiply-adds (its AVX2 path, which x86 machines with AVX-512 take too). Same operations, same rounding.
import { fusedMultiplyAdd as fma } from "./fused.ts";

const round = Math.fround;
const TWO_PI = round(2 * Math.PI);
const FOUR_OVER_PI = round(1.27323954473516);
const SQRT_HALF = round(Math.SQRT1_2);
const LOG_COEFFICIENTS = [
  7.0376836292e-2, -1.151461031e-1, 1.167699874e-1, -1.2420140846e-1, 1.4249322787e-1, -1.6668057665e-1,
  2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1,
].map(round);
const [SIN_0, SIN_1, SIN_2] = [round(-1.9515295891e-4), round(8.3321608736e-3), round(-1.6666654611e-1)];
const [COS_0, COS_1, COS_2] = [round(2.443315711809948e-5), round(-1.388731625493765e-3), round(4.166664568298827e-2)];
// log(2) and pi/4 in parts, so that multiples of them are exact.
const LN2_LOW = round(-2.1219444e-4);
const LN2_HIGH = round(0.693359375);
const QUARTER_PI = [-0.78515625, -2.4187564849853516e-4, -3.774894977445941e-8].map(round);

const bits = new Int32Array(1);
const float = new Float32Array(bits.buffer);

/** Natural logarithm of a positive normal float32. */
function log(value: number): number {
  float[0] = value;
  let exponent = (bits[0]! >>> 23) - 126;
  bits[0] = (bits[0]! & 0x807fffff) | 0x3f000000;
  let x = float[0]!;
  if (x < SQRT_HALF) {
    exponent -= 1;
    x = round(round(x - 1) + x);
  } else {
    x = round(x - 1);
  }
  const square = round(x * x);
  let y = LOG_COEFFICIENTS[0]!;
  for (let i = 1; i < LOG_COEFFICIENTS.length; i++) y = fma(y, x, LOG_COEFFICIENTS[i]!);
  y = fma(round(y * x), square, round(exponent * LN2_LOW));
  y = round(y - square * 0.5);
  return fma(exponent, LN2_HIGH, round(x + y));
}

/** Writes radius * cos(theta) and radius * sin(theta), scaled and shifted, for theta in [0, 2 pi). */
function polar(radius: number, theta: number, mean: number, std: number, out: Float32Array, at: number): void {
  const octant = (Math.trunc(round(theta * FOUR_OVER_PI)) + 1) & ~1;
  let x = theta;
  for (const part of QUARTER_PI) x = fma(octant, part, x);
  const square = round(x * x);
  let cosine = fma(fma(COS_0, square, COS_1), square, COS_2);
  cosine = round(fma(round(cosine * square), square, -square * 0.5) + 1);
  const polynomial = fma(fma(SIN_0, square, SIN_1), square, SIN_2);
  let sine = fma(round(polynomial * square), x, x);
  if (octant & 2) [sine, cosine] = [cosine, sine];
  if (octant & 4) sine = -sine;
  if (~(octant - 2) & 4) cosine = -cosine;
  out[at] = fma(round(radius * cosine), std, mean);
  out[at + 8] = fma(round(radius * sine), std, mean);
}

/** Turns the 16 uniforms in `values` from `start` on into 16 normals, in place. */
export function boxMuller16(values: Float32Array, start: number, mean: number, std: number): void {
  for (let i = start; i < start + 8; i++) {
    const radius = round(Math.sqrt(round(-2 * log(round(1 - values[i]!)))));
    polar(radius, round(TWO_PI * values[i + 8]!), mean, std, values, i);
  }
}
