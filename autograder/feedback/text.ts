import { stripVTControlCharacters } from "node:util";

/** Control and format characters: they hide text or turn it around. Line ends and tabs stay. */
const invisible = /(?![\n\t])[\p{Cc}\p{Cf}]/gu;

/** Text from a student's program as it may be shown: no terminal codes, nothing invisible, bounded. */
export function plainText(text: string, limit: number): string {
  const clean = stripVTControlCharacters(text.slice(0, limit * 4).replace(/\r\n?/g, "\n")).replace(invisible, "");
  return (clean.length > limit ? `${clean.slice(0, limit)} [cut]` : clean).toWellFormed();
}
