import type { Module } from "./module.ts";

/**
 * The module tree as PyTorch prints it.
 *
 * @example
 * formatModule(new Sequential(new ReLU())); // "Sequential(\n  (0): ReLU()\n)"
 */
export function formatModule(module: Module): string {
  const name = module.constructor.name;
  const extra = module.extraRepr();
  const children = module.namedChildren().map(([key, child]) => `(${key}): ${indent(formatModule(child))}`);
  if (children.length === 0) return `${name}(${extra.includes("\n") ? `\n  ${indent(extra)}\n` : extra})`;
  const lines = [...(extra ? extra.split("\n") : []), ...children];
  return `${name}(\n  ${lines.join("\n  ")}\n)`;
}

/** A number as Python prints a float: 1.0, 0.1, 1e-05. */
export function float(value: number): string {
  const exponent = Math.floor(Math.log10(Math.abs(value)));
  if (value !== 0 && (exponent < -4 || exponent >= 16)) return value.toExponential().replace(/e([+-])(\d)$/, "e$10$2");
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

/** A value as Python prints it: numbers as they are, True, None, (3, 3). */
export function python(value: unknown): string {
  if (Array.isArray(value)) return `(${value.map(python).join(", ")}${value.length === 1 ? "," : ""})`;
  if (typeof value === "boolean") return value ? "True" : "False";
  if (value === null || value === undefined) return "None";
  if (typeof value === "number" && !Number.isInteger(value)) return float(value);
  return String(value);
}

function indent(text: string): string {
  return text.replaceAll("\n", "\n  ");
}
