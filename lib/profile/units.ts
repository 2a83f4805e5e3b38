/** 1234567 as "1,234,567". */
export const grouped = (count: number): string => Math.round(count).toLocaleString("en-US");

/** 1814073344 as "1.814 G". */
export function scaled(count: number, digits = 3): string {
  for (const [unit, size] of [
    ["T", 1e12],
    ["G", 1e9],
    ["M", 1e6],
    ["k", 1e3],
  ] as const)
    if (Math.abs(count) >= size) return `${(count / size).toFixed(digits)} ${unit}`;
  return String(count);
}

/** Bytes as "44.6 MB" (10^6). */
export const bytes = (count: number): string => `${scaled(count, 1)}B`;

/** [1, 64, 112, 112] as PyTorch writes it. */
export const shape = (sizes: readonly number[]): string => `[${sizes.join(", ")}]`;
