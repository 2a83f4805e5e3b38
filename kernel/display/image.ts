import type { MimeBundle } from "../evaluate/types.ts";

const signatures: [mime: string, bytes: number[], offset: number][] = [
  ["image/png", [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], 0],
  ["image/jpeg", [0xff, 0xd8, 0xff], 0],
  ["image/gif", [0x47, 0x49, 0x46, 0x38], 0],
  ["image/webp", [0x57, 0x45, 0x42, 0x50], 8],
];

/** Bytes of an encoded image, or a sharp pipeline, as a picture. */
export function imageBundle(value: unknown): MimeBundle | Promise<MimeBundle> | undefined {
  if (value instanceof Uint8Array) return bytesBundle(value);
  if (!isSharp(value)) return undefined;
  return value
    .clone()
    .png()
    .toBuffer()
    .then((bytes) => bytesBundle(bytes)!);
}

function bytesBundle(bytes: Uint8Array): MimeBundle | undefined {
  const mime = signatures.find(([, magic, offset]) => magic.every((byte, i) => bytes[offset + i] === byte))?.[0];
  if (!mime) return undefined;
  const base64 = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
  return {
    data: { [mime]: base64, "text/plain": `${mime}, ${bytes.length.toLocaleString("en")} bytes` },
    metadata: {},
  };
}

interface SharpLike {
  clone(): SharpLike;
  png(): SharpLike;
  toBuffer(): Promise<Uint8Array>;
}

function isSharp(value: unknown): value is SharpLike {
  if (typeof value !== "object" || value === null || value.constructor?.name !== "Sharp") return false;
  return ["clone", "png", "toBuffer"].every((name) => typeof (value as Record<string, unknown>)[name] === "function");
}
