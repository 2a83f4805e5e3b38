// Oracles: bytes written by hand from the format's description (yann.lecun.com/exdb/mnist), and round trips.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect } from "chai";
import fc from "fast-check";
import { encodeIdx, type IdxArray, type IdxData, parseIdx, readIdx, streamIdx } from "../../../lib/io/index.ts";

const golden: [name: string, bytes: number[], shape: number[], data: IdxData][] = [
  [
    "uint8",
    [0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 0, 1, 2, 253, 254, 255],
    [2, 3],
    Uint8Array.of(0, 1, 2, 253, 254, 255),
  ],
  ["int8", [0, 0, 9, 1, 0, 0, 0, 2, 127, 128], [2], Int8Array.of(127, -128)],
  ["int16", [0, 0, 11, 1, 0, 0, 0, 2, 1, 2, 255, 254], [2], Int16Array.of(258, -2)],
  ["int32", [0, 0, 12, 1, 0, 0, 0, 1, 128, 0, 0, 0], [1], Int32Array.of(-2147483648)],
  ["float32", [0, 0, 13, 1, 0, 0, 0, 2, 0x3f, 0x80, 0, 0, 0xc0, 0x20, 0, 0], [2], Float32Array.of(1, -2.5)],
  ["float64", [0, 0, 14, 1, 0, 0, 0, 1, 0x40, 0x09, 0x21, 0xfb, 0x54, 0x44, 0x2d, 0x18], [1], Float64Array.of(Math.PI)],
];

describe("idx files", () => {
  for (const [dtype, bytes, shape, data] of golden) {
    it(`reads and writes ${dtype}, byte for byte`, () => {
      expect(parseIdx(Uint8Array.from(bytes))).to.deep.equal({ dtype, shape, data });
      expect([...encodeIdx({ shape, data })]).to.deep.equal(bytes);
    });
  }

  it("reads bytes that do not begin on an even address", () => {
    const file = Uint8Array.from([99, ...golden[4]![1]]).subarray(1);
    expect([...parseIdx(file).data]).to.deep.equal([1, -2.5]);
  });

  describe("damaged files", () => {
    const whole = Uint8Array.from(golden[0]![1]);
    const cases: [string, Uint8Array, RegExp][] = [
      ["nothing", new Uint8Array(0), /expected 4 bytes, got 0; the file is cut off/],
      ["half a header", whole.subarray(0, 9), /expected 12 bytes, got 9/],
      ["a missing byte", whole.subarray(0, 17), /expected 18 bytes, got 17/],
      ["a byte too many", Uint8Array.from([...whole, 0]), /expected 18 bytes for shape \[2, 3\] of uint8, got 19/],
      ["an unknown type", Uint8Array.of(0, 0, 10, 1, 0, 0, 0, 0), /expected an idx file .* got 0, 0, 10, 1/],
      ["a web page", new TextEncoder().encode("<!DOCTYPE html>"), /expected an idx file/],
      ["no axes", Uint8Array.of(0, 0, 8, 0, 7), /at least one axis/],
      ["a shape beyond counting", Uint8Array.of(0, 0, 8, 2, ...Array(8).fill(255)), /too large/],
    ];
    for (const [what, bytes, message] of cases) {
      it(`refuses ${what}`, () => {
        expect(() => parseIdx(bytes, { name: "x" })).to.throw(Error, message);
      });
    }
  });

  describe("on disk", () => {
    const folder = mkdtempSync(join(tmpdir(), "idx-"));
    after(() => rmSync(folder, { recursive: true }));
    const file = (name: string, bytes: Uint8Array) => {
      writeFileSync(join(folder, name), bytes);
      return join(folder, name);
    };
    const whole = Uint8Array.from(golden[0]![1]);

    it("reads plain and gzip files alike", () => {
      expect(readIdx(file("a", whole))).to.deep.equal(readIdx(file("a.gz", gzipSync(whole))));
    });

    it("names the damaged gzip file", async () => {
      const path = file("b.gz", gzipSync(whole).subarray(0, 20));
      expect(() => readIdx(path)).to.throw(/^b\.gz: the gzip file is damaged or cut off/);
      expect(await thrown(collect(streamIdx(path)))).to.match(/^b\.gz: the gzip file is damaged or cut off/);
    });

    it("streams a file in blocks of rows, the last one smaller", async () => {
      const data = Uint8Array.from({ length: 7 * 4 }, (_, i) => i);
      const path = file("c.gz", gzipSync(encodeIdx({ shape: [7, 2, 2], data })));
      const blocks = await collect(streamIdx(path, { rows: 3 }));
      expect(blocks.map(({ shape }) => shape)).to.deep.equal([
        [3, 2, 2],
        [3, 2, 2],
        [1, 2, 2],
      ]);
      expect(blocks.flatMap((block) => [...block.data])).to.deep.equal([...data]);
    });

    it("passes on errors of the source as they are", async () => {
      expect(await thrown(collect(streamIdx(join(folder, "none"))))).to.match(/ENOENT/);
    });
  });

  it("streams any array, however its bytes are cut, as parseIdx reads it", async () => {
    const numbers = fc.oneof(
      fc.uint8Array(),
      fc.int8Array(),
      fc.int16Array(),
      fc.int32Array(),
      fc.float32Array(),
      fc.float64Array(),
    );
    const arrays = fc.tuple(numbers, fc.integer({ min: 1, max: 4 })).map(([data, side]) => {
      const rows = Math.floor(data.length / side);
      return { shape: [rows, side], data: data.slice(0, rows * side) };
    });
    const options = fc.record({
      cut: fc.integer({ min: 1, max: 9 }),
      rows: fc.integer({ min: 1, max: 5 }),
      gzip: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(arrays, options, async (array, { cut, rows, gzip }) => {
        const bytes = encodeIdx(array);
        expect(parseIdx(bytes)).to.deep.include(array);
        const blocks = await collect(streamIdx(cutUp(gzip ? gzipSync(bytes) : bytes, cut), { rows }));
        expect(blocks.flatMap(({ data }) => [...data])).to.deep.equal([...array.data]);
        expect(blocks.reduce((sum, { shape }) => sum + shape[0]!, 0)).to.equal(array.shape[0]);
      }),
    );
  });

  it("never reads past a truncated stream without an error", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1 }), fc.nat(), async (data, position) => {
        const bytes = encodeIdx({ shape: [data.length], data });
        const shorter = bytes.subarray(0, position % bytes.length);
        expect(() => parseIdx(shorter)).to.throw(/cut off/);
        expect(await thrown(collect(streamIdx(cutUp(shorter, 5))))).to.match(/cut off/);
      }),
    );
  });
});

async function* cutUp(bytes: Uint8Array, size: number) {
  for (let i = 0; i < bytes.length; i += size) yield bytes.subarray(i, i + size);
}

async function collect(blocks: AsyncIterable<IdxArray>): Promise<IdxArray[]> {
  const all: IdxArray[] = [];
  for await (const block of blocks) all.push(block);
  return all;
}

async function thrown(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => "nothing was thrown",
    (error: Error) => error.message,
  );
}
