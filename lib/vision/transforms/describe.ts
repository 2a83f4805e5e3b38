/** The code that makes a transform: `RandomCrop(32, { padding: 4 })`, one line for each part of a Compose. */
export function describeCall({ name, args }: { name: string; args: readonly unknown[] }): string {
  return `${name}(${args.map((value) => show(value)).join(", ")})`;
}

function show(value: unknown): string {
  if (typeof value === "function") return value.name || "(function)";
  if (Array.isArray(value)) {
    const parts = value.map(show);
    if (!value.some((part) => typeof part === "object" && part !== null && !Array.isArray(part)))
      return `[${parts.join(", ")}]`;
    return `[\n${parts.map((part) => `  ${part.replaceAll("\n", "\n  ")},`).join("\n")}\n]`;
  }
  if (typeof value === "object" && value !== null) {
    if (Object.getPrototypeOf(value) !== Object.prototype) return String(value);
    const fields = Object.entries(value).filter(([, field]) => field !== undefined);
    return fields.length === 0 ? "{}" : `{ ${fields.map(([key, field]) => `${key}: ${show(field)}`).join(", ")} }`;
  }
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}
