import { ByteWriter, limits, type TypedArrayName, typedArrays, type WireValue } from "./values.ts";

// Taken before student code runs, which may put others in their places.
const { is, entries: entriesOf, keys, prototype: objectPrototype } = Object;
const { isFinite: finite } = Number;
const { isArray, from } = Array;
const { isView } = ArrayBuffer;
const { toString: describe } = objectPrototype;

/** Turns values that are not plain data (tensors, live objects) into wire values, or throws. */
export type EncodeSpecial = (value: object, bytes: ByteWriter) => WireValue | undefined;

/** Copies values to the wire. Throws a `RangeError` for cyclic, too deep or too large ones. */
export function encodeValues(
  values: readonly unknown[],
  special: EncodeSpecial,
): { values: WireValue[]; bytes: Uint8Array } {
  const bytes = new ByteWriter();
  let nodes = 0;
  const encode = (value: unknown, depth: number): WireValue => {
    if (++nodes > limits.nodes) throw new RangeError(`the value has more than ${limits.nodes} parts`);
    if (depth > limits.depth)
      throw new RangeError(`the value refers to itself or is nested more than ${limits.depth} deep`);
    switch (typeof value) {
      case "string":
      case "boolean":
        return value;
      case "number":
        if (finite(value) && !is(value, -0)) return value;
        return { $: "number", text: is(value, -0) ? "-0" : (String(value) as "NaN") };
      case "undefined":
        return { $: "undefined" };
      case "bigint":
        return { $: "bigint", text: String(value) };
      case "symbol":
        throw new TypeError("a symbol cannot be passed on");
    }
    if (value === null) return null;
    const made = special(value as object, bytes);
    if (made !== undefined) return made;
    if (isArray(value)) {
      if (value.length > limits.nodes) throw new RangeError(`a list of ${value.length} entries is too long`);
      return from({ length: value.length }, (_, index) => encode(value[index], depth + 1));
    }
    if (isView(value)) return encodeView(value, bytes);
    if (value instanceof Map) {
      return {
        $: "map",
        entries: [...value].map(([key, entry]) => [encode(key, depth + 1), encode(entry, depth + 1)]),
      };
    }
    if (value instanceof Set) return { $: "set", values: [...value].map((entry) => encode(entry, depth + 1)) };
    const entries = entriesOf(value as object);
    return { $: "object", entries: entries.map(([key, entry]) => [key, encode(entry, depth + 1)]) };
  };
  const encoded = values.map((value) => encode(value, 0));
  return { values: encoded, bytes: bytes.take() };
}

function encodeView(view: ArrayBufferView, bytes: ByteWriter): WireValue {
  const type = (keys(typedArrays) as TypedArrayName[]).find((name) => view instanceof typedArrays[name]);
  if (!type) throw new TypeError(`${describe.call(view)} cannot be passed on`);
  return { $: "array", type, ...bytes.add(new Uint8Array(view.buffer, view.byteOffset, view.byteLength)) };
}
