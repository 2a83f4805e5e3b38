import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, inflateRawSync } from "node:zlib";

/** A text in every form in which it could slip out: plain, base64 at each alignment, hex, escaped for JSON, HTML, URLs and source maps. */
export function formsOf(text: string): string[] {
  const bytes = Buffer.from(text);
  const base64 = [0, 1, 2].map((shift) => {
    const encoded = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString("base64")
      .replace(/=+$/, "");
    // Characters that depend on the neighbours are left out at both ends.
    return encoded.slice(shift === 0 ? 0 : shift + 1, -1);
  });
  const each = (form: (code: number) => string) => [...bytes].map((code) => form(code)).join("");
  return [
    text,
    ...base64,
    ...base64.map((form) => form.replaceAll("+", "-").replaceAll("/", "_")),
    bytes.toString("hex"),
    each((code) => `\\u${code.toString(16).padStart(4, "0")}`),
    each((code) => `\\x${code.toString(16).padStart(2, "0")}`),
    each((code) => `%${code.toString(16).padStart(2, "0")}`),
    each((code) => `&#${code};`),
    [...text].reverse().join(""),
  ];
}

/** Where a canary stands in data, compressed parts of it included. */
export function findForm(data: Buffer, canary: string): string | undefined {
  for (const plain of [data, ...unpacked(data)]) {
    const lower = plain.toString("latin1").toLowerCase();
    const found = formsOf(canary).find((form) => lower.includes(form.toLowerCase()));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What gzip files and the entries of zip archives hold. */
function unpacked(data: Buffer): Buffer[] {
  if (data[0] === 0x1f && data[1] === 0x8b) return [gunzipSync(data)];
  const found: Buffer[] = [];
  for (let at = data.indexOf("PK\x03\x04"); at >= 0; at = data.indexOf("PK\x03\x04", at + 4)) {
    const start = at + 30 + data.readUInt16LE(at + 26) + data.readUInt16LE(at + 28);
    const packed = data.subarray(start, start + data.readUInt32LE(at + 18));
    if (data.readUInt16LE(at + 8) === 8) found.push(inflateRawSync(packed));
  }
  return found;
}

export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** `FILE: FORM` for each file below the folders that holds a canary. */
export function search(folders: readonly string[], canary: string): string[] {
  return folders.flatMap(filesBelow).flatMap((path) => {
    const form = findForm(readFileSync(path), canary);
    return form === undefined ? [] : [`${path}: ${form}`];
  });
}
