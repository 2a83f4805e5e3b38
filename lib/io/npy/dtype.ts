import type { ElementName } from "../elements.ts";

/** numpy's types without byte order. */
const TYPES: Readonly<Record<string, ElementName>> = {
  f8: "F64",
  f4: "F32",
  f2: "F16",
  i8: "I64",
  i4: "I32",
  i2: "I16",
  i1: "I8",
  u8: "U64",
  u4: "U32",
  u2: "U16",
  u1: "U8",
  b1: "BOOL",
};

/** The element type of numpy's `kind` ("f8"); throws for all that is no plain number, above all Python objects. */
export function elementOf(kind: string, order: string): ElementName {
  if (Object.hasOwn(TYPES, kind) && ["<", ">", "|", "="].includes(order)) return TYPES[kind]!;
  throw new Error(
    `arrays of type "${order}${kind}" are not read${kind.startsWith("O") ? ": they hold Python objects, which could run code" : ""}`,
  );
}

/** Reverses the bytes of every element: from big endian to little endian. */
export function swap(bytes: Uint8Array, size: number): void {
  for (let i = 0; i < bytes.length; i += size) bytes.subarray(i, i + size).reverse();
}
