import { FormatError } from "./format-error.ts";

const [QUOTE, BACKSLASH] = [0x22, 0x5c];

/**
 * Parses JSON from a file of unknown origin: refuses nesting that would overflow the stack of those who walk through it.
 *
 * @example
 * parseJson(Buffer.from("[1, 2]"), "numbers.json"); // [1, 2]
 */
export function parseJson(bytes: Uint8Array, name: string, { maxDepth = 64 } = {}): unknown {
  let [depth, inText] = [0, false];
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!;
    if (byte === QUOTE) inText = !inText;
    else if (inText) {
      if (byte === BACKSLASH) i++;
    } else if (byte === 0x5b || byte === 0x7b) {
      if (++depth > maxDepth) throw new FormatError(name, `expected JSON nested at most ${maxDepth} deep, got more`);
    } else if (byte === 0x5d || byte === 0x7d) depth--;
  }
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    throw new FormatError(name, "expected JSON in UTF-8", { cause: error });
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new FormatError(name, `expected JSON (${(error as Error).message.slice(0, 120)})`, { cause: error });
  }
}
