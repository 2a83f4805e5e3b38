/** The multiple of `divisor` nearest to a number of channels, but not more than 10% below it. Source: MobileNet's own code. */
export function makeDivisible(channels: number, divisor = 8): number {
  const rounded = Math.max(divisor, Math.floor((channels + divisor / 2) / divisor) * divisor);
  return rounded < 0.9 * channels ? rounded + divisor : rounded;
}
