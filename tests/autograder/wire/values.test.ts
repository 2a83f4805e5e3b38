// Oracle: structuredClone of plain data; for hostile input, the rule that only WireError or data comes out.
import { expect } from "chai";
import fc from "fast-check";
import {
  type ByteWriter,
  decodeValue,
  encodeValues,
  WireError,
  type WireValue,
} from "../../../autograder/wire/index.ts";

const none = () => undefined;
const special = {
  tensor: (dtype: string, shape: number[], bytes: Uint8Array) => ({ dtype, shape, bytes: [...bytes] }),
  handle: (handle: number) => ({ handle }),
};

function pass(
  value: unknown,
  encodeSpecial: (value: object, bytes: ByteWriter) => WireValue | undefined = none,
): unknown {
  const { values, bytes } = encodeValues([value], encodeSpecial);
  return decodeValue(JSON.parse(JSON.stringify(values[0])), bytes, special);
}

describe("values on the wire", () => {
  it("come back equal, as copies", () => {
    const data = fc.anything({
      withBigInt: true,
      withMap: true,
      withSet: true,
      withTypedArray: true,
      withNullPrototype: false,
      maxDepth: 4,
    });
    fc.assert(
      fc.property(data, (value) => {
        const back = pass(value);
        expect(back).to.deep.equal(structuredClone(value));
        if (typeof value === "object" && value !== null) expect(back).to.not.equal(value);
      }),
      { numRuns: 500 },
    );
  });

  it("keep NaN, infinities, negative zero and undefined", () => {
    const values = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, undefined, null];
    for (const [index, value] of (pass(values) as unknown[]).entries())
      expect(Object.is(value, values[index])).to.equal(true);
  });

  it("make an own property of __proto__ and pollute nothing", () => {
    const back = pass(JSON.parse('{"__proto__": {"polluted": 1}, "constructor": 2}')) as object;
    expect(Object.keys(back)).to.deep.equal(["__proto__", "constructor"]);
    expect(({} as { polluted?: number }).polluted).to.equal(undefined);
  });

  it("refuse cycles, depth, size and symbols with words", () => {
    const cycle: unknown[] = [];
    cycle.push(cycle);
    expect(() => pass(cycle)).to.throw(RangeError, /refers to itself/);
    expect(() => pass(new Array(2_000_000))).to.throw(RangeError, /too long/);
    expect(() => pass(Symbol("s"))).to.throw(TypeError, /symbol/);
  });

  it("read a getter once, so that it cannot give two answers", () => {
    let reads = 0;
    const sly = {
      get value() {
        return ++reads;
      },
    };
    expect(pass(sly)).to.deep.equal({ value: 1 });
    expect(reads).to.equal(1);
  });

  it("turn any hostile message into data or a WireError", () => {
    const tags = fc.constantFrom(
      "number",
      "undefined",
      "bigint",
      "object",
      "map",
      "set",
      "tensor",
      "array",
      "handle",
      "?",
    );
    const hostile = fc.letrec((tie) => ({
      value: fc.oneof(
        fc.jsonValue(),
        fc.record(
          {
            $: tags,
            text: tie("value"),
            entries: tie("value"),
            values: tie("value"),
            type: fc.constantFrom("Float32Array", "constructor", 1),
            at: fc.integer(),
            length: fc.integer(),
            shape: tie("value"),
            dtype: tie("value"),
            handle: tie("value"),
            kind: fc.constantFrom("object", "function", null),
            name: tie("value"),
          },
          { requiredKeys: ["$"] },
        ),
      ),
    })).value;
    fc.assert(
      fc.property(hostile, fc.uint8Array({ maxLength: 32 }), (value, bytes) => {
        try {
          decodeValue(value, bytes, special);
        } catch (error) {
          expect(error).to.be.instanceOf(WireError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
