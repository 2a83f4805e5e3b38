import { oneOf } from "../../nn/options.ts";

/** How real numbers map to integers: zero in the middle or anywhere, one scale for all or one a channel. */
export type QScheme = "perTensorAffine" | "perTensorSymmetric" | "perChannelAffine" | "perChannelSymmetric";

/** Signed or unsigned bytes. */
export type QDType = "qint8" | "quint8";

/** A range of integers. */
export interface QRange {
  quantMin: number;
  quantMax: number;
}

export interface QuantizerOptions {
  /** "quint8" by default, as in PyTorch; weights take "qint8". */
  dtype?: QDType;
  qscheme?: QScheme;
  /** Use 7 bits of the 8, as x86 kernels need whose sums overflow (false). */
  reduceRange?: boolean;
  /** Other ends of the range, for 4 bits say: -8 and 7. */
  quantMin?: number;
  quantMax?: number;
  /** Smallest scale: float32's epsilon. */
  eps?: number;
}

/** The options made complete. */
export interface Quantizer extends QRange {
  dtype: QDType;
  qscheme: QScheme;
  eps: number;
  /** Whether the range is not the dtype's own. */
  customRange: boolean;
}

const RANGES = { qint8: [-128, 127], quint8: [0, 255] } as const;
const REDUCED = { qint8: [-64, 63], quint8: [0, 127] } as const;

export function quantizerOf(owner: string, options: QuantizerOptions, allowed: readonly QScheme[]): Quantizer {
  const { dtype = "quint8", reduceRange = false, eps = 2 ** -23 } = options;
  const qscheme = oneOf(owner, "qscheme", options.qscheme ?? allowed[0]!, allowed);
  oneOf(owner, "dtype", dtype, ["qint8", "quint8"]);
  const [low, high] = (reduceRange ? REDUCED : RANGES)[dtype];
  const { quantMin = low, quantMax = high } = options;
  const [least, most] = RANGES[dtype];
  if (!Number.isInteger(quantMin) || !Number.isInteger(quantMax) || quantMin >= quantMax)
    throw new RangeError(`${owner}: expected integers quantMin < quantMax, got ${quantMin} and ${quantMax}`);
  if (quantMin < least || quantMax > most)
    throw new RangeError(
      `${owner}: ${dtype} holds ${least} to ${most}, got quantMin ${quantMin} and quantMax ${quantMax}; ` +
        `take dtype: "${dtype === "qint8" ? "quint8" : "qint8"}" for the other range`,
    );
  const customRange = options.quantMin !== undefined || options.quantMax !== undefined;
  return { dtype, qscheme, quantMin, quantMax, eps, customRange };
}

export function isSymmetric(qscheme: QScheme): boolean {
  return qscheme === "perTensorSymmetric" || qscheme === "perChannelSymmetric";
}
