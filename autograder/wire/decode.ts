import { limits, typedArrays } from "./values.ts";

/** Makes what is not plain data. */
export interface DecodeSpecial {
  tensor(dtype: string, shape: number[], bytes: Uint8Array): unknown;
  handle(handle: number, kind: "object" | "function", name: string): unknown;
}

/** A message from the other side that does not keep to the format. */
export class WireError extends Error {
  override name = "WireError";
}

/** Rebuilds values of the wire as fresh plain data, checking all of it: the sender may be hostile. */
export function decodeValue(wire: unknown, bytes: Uint8Array, special: DecodeSpecial): unknown {
  let nodes = 0;
  const decode = (value: unknown, depth: number): unknown => {
    if (++nodes > limits.nodes || depth > limits.depth + 1) throw new WireError("a value too large or too deep");
    if (value === null || typeof value === "string" || typeof value === "boolean" || typeof value === "number")
      return value;
    if (Array.isArray(value)) return value.map((entry) => decode(entry, depth + 1));
    if (typeof value !== "object") throw new WireError(`a ${typeof value} on the wire`);
    const tagged = value as Record<string, unknown>;
    switch (tagged.$) {
      case "number":
        if (!["NaN", "Infinity", "-Infinity", "-0"].includes(tagged.text as string))
          throw new WireError("an odd number");
        return Number(tagged.text);
      case "undefined":
        return undefined;
      case "bigint":
        if (typeof tagged.text !== "string" || !/^-?\d{1,10000}$/.test(tagged.text))
          throw new WireError("an odd bigint");
        return BigInt(tagged.text);
      case "object": {
        const result = {};
        for (const [key, entry] of pairs(tagged.entries)) {
          if (typeof key !== "string") throw new WireError("a key that is not text");
          const property = { value: decode(entry, depth + 1), enumerable: true, writable: true, configurable: true };
          Object.defineProperty(result, key, property);
        }
        return result;
      }
      case "map":
        return new Map(pairs(tagged.entries).map(([key, entry]) => [decode(key, depth + 1), decode(entry, depth + 1)]));
      case "set":
        return new Set(list(tagged.values).map((entry) => decode(entry, depth + 1)));
      case "array": {
        const type = typedArrays[tagged.type as keyof typeof typedArrays];
        if (!Object.hasOwn(typedArrays, tagged.type as string)) throw new WireError("an unknown typed array");
        const part = slice(tagged);
        if (part.length % type.BYTES_PER_ELEMENT !== 0) throw new WireError("a typed array of a broken length");
        return new type(part.buffer as ArrayBuffer);
      }
      case "tensor": {
        const shape = list(tagged.shape);
        if (shape.length > 32 || !shape.every((side) => Number.isSafeInteger(side) && (side as number) >= 0)) {
          throw new WireError("a tensor of an odd shape");
        }
        if (typeof tagged.dtype !== "string") throw new WireError("a tensor without a type");
        return special.tensor(tagged.dtype, shape as number[], slice(tagged));
      }
      case "handle": {
        const { handle, kind, name } = tagged;
        if (!Number.isSafeInteger(handle) || (kind !== "object" && kind !== "function") || typeof name !== "string") {
          throw new WireError("an odd handle");
        }
        return special.handle(handle as number, kind, name.slice(0, 100));
      }
      default:
        throw new WireError("an unknown kind of value");
    }
  };
  const slice = ({ at, length }: Record<string, unknown>): Uint8Array => {
    const [start, count] = [at as number, length as number];
    if (
      !Number.isSafeInteger(start) ||
      !Number.isSafeInteger(count) ||
      start < 0 ||
      count < 0 ||
      start + count > bytes.length
    ) {
      throw new WireError("bytes out of range");
    }
    return Uint8Array.prototype.slice.call(bytes, start, start + count);
  };
  return decode(wire, 0);
}

function list(value: unknown): unknown[] {
  if (!Array.isArray(value)) throw new WireError("expected a list");
  return value;
}

function pairs(value: unknown): [unknown, unknown][] {
  return list(value).map((entry) => {
    if (!Array.isArray(entry) || entry.length !== 2) throw new WireError("expected pairs");
    return entry as [unknown, unknown];
  });
}
