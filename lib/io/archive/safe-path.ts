import { FormatError } from "../format-error.ts";

/** The parts of an entry's path; refuses whatever could lead out of the folder it is unpacked to. */
export function safePath(name: string, entry: string): string[] {
  const refuse = (why: string) =>
    new FormatError(name, `refused to unpack ${JSON.stringify(entry.slice(0, 200))}: ${why}`);
  if (entry.includes("\0")) throw refuse("its name holds a zero byte");
  if (entry.length > 4096) throw refuse("its name is too long");
  const path = entry.replaceAll("\\", "/");
  if (path.startsWith("/") || /^[A-Za-z]:/.test(path)) throw refuse("it names a place outside of the folder");
  const parts = path.split("/").filter((part) => part !== "" && part !== ".");
  if (parts.includes("..")) throw refuse("it leads out of the folder");
  if (parts.some((part) => Buffer.byteLength(part) > 255)) throw refuse("its name is too long");
  return parts;
}
