/** A count as someone printed it. */
export interface Claim {
  text: string;
  value: number;
  /** "K" and "M" may mean 1000 or 1024. */
  unit: "" | "K" | "M";
  /** One of the last digit printed, in units. */
  step: number;
}

/** How a count would have to be read to give the printed one. */
export interface Reading {
  name: string;
  cost: number;
}

/** Reads 159000, "163,328", "2.7K" or "6.6M". */
export function parseClaim(claimed: number | string): Claim {
  const text = String(claimed);
  const found = /^\s*([\d,_]+(?:\.\d+)?)\s*([kKmM]?)\s*$/.exec(text);
  if (!found)
    throw new TypeError(`reconcile: expected a count like 163328, "163,328", "159K" or "6.6M", got "${text}"`);
  const digits = found[1]!.replaceAll(/[,_]/g, "");
  const decimals = digits.split(".")[1]?.length ?? 0;
  const unit = found[2]!.toUpperCase() as Claim["unit"];
  const value = Number(digits);
  // 159000 is most likely 159K.
  if (unit === "" && decimals === 0 && value > 0 && value % 1000 === 0)
    return { text, value: value / 1000, unit: "K", step: 1 };
  return { text, value, unit, step: 10 ** -decimals };
}

/** The ways in which `count` may be printed as the claim: exactly, or in thousands, rounded or cut off. */
export function readingsOf(count: number, { value, unit, step }: Claim): Reading[] {
  if (unit === "") return count === value ? [{ name: "", cost: 0 }] : [];
  const power = unit === "K" ? 1 : 2;
  return [1000, 1024].flatMap((base, i) => {
    const scaled = count / base ** power;
    const reading = `${unit} = ${base === 1000 ? base ** power : power === 1 ? "1024" : "1024 x 1024"}`;
    const cost = 0.25 * i;
    if (Math.abs(scaled - value) <= step / 2 + 1e-9) return [{ name: reading, cost }];
    const cut = scaled >= value && scaled < value + step;
    return cut ? [{ name: `${reading}, cut off rather than rounded`, cost: cost + 0.5 }] : [];
  });
}
