import { plainText } from "../feedback/index.ts";

const hidden = /(?![\n\t\r])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** Longest source that is shown and compared. */
const longest = 100_000;

/** A student's source line by line; characters that hide or turn text around are shown by their number. */
export function sourceLines(source: string): string[] {
  const text = source.slice(0, longest).replace(/\r\n?/g, "\n").toWellFormed();
  const shown = text.replace(
    hidden,
    (found) => `⟨U+${found.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}⟩`,
  );
  return `${shown}${source.length > longest ? "\n[cut]" : ""}`.split("\n");
}

/** Text of an output or a test. */
export function outputText(value: unknown, limit = 20_000): string {
  return plainText(Array.isArray(value) ? value.join("") : typeof value === "string" ? value : "", limit);
}
