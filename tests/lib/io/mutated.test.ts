// Oracle: the rule that a damaged file is read as something or refused by an error that names it, and leaves nothing behind.
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect } from "chai";
import {
  encodeIdx,
  encodeVoc,
  encodeYolo,
  extractArchive,
  FormatError,
  parseCifar,
  parseCsv,
  parseVoc,
  parseYolo,
  readCoco,
  readIdx,
  readIndexedPng,
  readNpz,
  readQuickDrawBin,
  readQuickDrawNdjson,
  readTar,
  rleDecode,
  rleFromString,
  streamIdx,
} from "../../../lib/io/index.ts";
import { Generator } from "../../../lib/random/index.ts";
import { bytesOf } from "./data-files.ts";

const EACH = 350;

const strokes = Buffer.from([1, 2, 3, 4, 5, 6, 7, 8, 68, 69, 1, 0, 0, 0, 0, 1, 0, 3, 0, 9, 8, 7, 1, 2, 3]);
const idx = encodeIdx({ shape: [4, 5, 5], data: new Uint8Array(100).fill(7) });
const coco = Buffer.from(
  JSON.stringify({
    images: [{ id: 1, file_name: "a.jpg", width: 4, height: 3 }],
    categories: [{ id: 7, name: "cat" }],
    annotations: [
      { id: 5, image_id: 1, category_id: 7, bbox: [0, 0, 2, 2], segmentation: [[0, 0, 2, 0, 2, 2]] },
      { id: 6, image_id: 1, category_id: 7, bbox: [0, 0, 2, 2], segmentation: { size: [3, 4], counts: "264" } },
      { id: 8, image_id: 1, category_id: 7, bbox: [0, 0, 2, 2], segmentation: { size: [3, 4], counts: [2, 6, 4] } },
    ],
  }),
);
const voc = Buffer.from(
  encodeVoc({
    filename: "a.jpg",
    width: 9,
    height: 9,
    depth: 3,
    segmented: true,
    objects: [{ name: "dog", box: [1, 2, 3, 4], difficult: false, truncated: true, pose: "Left" }],
  }),
);

type Read = (bytes: Uint8Array, path: string) => unknown;
const onDisk =
  (read: (path: string) => unknown): Read =>
  (bytes, path) => {
    writeFileSync(path, bytes);
    return read(path);
  };
const drain = async (entries: AsyncIterable<unknown>) => {
  for await (const _ of entries);
};

const formats: Record<string, [Uint8Array, Read]> = {
  "a.idx": [idx, onDisk(readIdx)],
  "a.idx.gz": [gzipSync(idx), onDisk(readIdx)],
  "stream.idx.gz": [gzipSync(idx), onDisk((path) => drain(streamIdx(path, { rows: 3 })))],
  "a.npz": [bytesOf("arrays.npz"), onDisk(readNpz)],
  "a.tar": [bytesOf("pax-archive.tar"), onDisk((path) => extractArchive(path, `${path}.out`))],
  "a.tar.gz": [bytesOf("gnu-archive.tar.gz"), onDisk((path) => extractArchive(path, `${path}.out`))],
  "listed.tar": [bytesOf("gnu-archive.tar"), onDisk((path) => drain(readTar(path)))],
  "stored.zip": [bytesOf("stored.zip"), onDisk((path) => extractArchive(path, `${path}.out`))],
  "deflated.zip": [bytesOf("deflated.zip"), onDisk((path) => extractArchive(path, `${path}.out`))],
  "mask.png": [bytesOf("voc.png"), onDisk((path) => readIndexedPng(path))],
  "bits.png": [bytesOf("bits2.png"), onDisk((path) => readIndexedPng(path))],
  "a.bin": [bytesOf("cifar10.bin"), (bytes) => parseCifar(bytes, { name: "a.bin" })],
  "a.csv": [Buffer.from('name,score\n"Ada, L",1\nBob,-.5\n'), (bytes) => parseCsv(bytes, { name: "a.csv" })],
  "a.json": [coco, (bytes) => readCoco(bytes, { name: "a.json" })],
  "a.xml": [voc, (bytes) => parseVoc(bytes, { name: "a.xml" })],
  "a.txt": [
    Buffer.from(encodeYolo([{ class: 1, centre: [0.5, 0.25], size: [0.125, 1] }])),
    (bytes) => parseYolo(bytes, { name: "a.txt" }),
  ],
  "drawings.bin": [Buffer.concat([strokes, strokes]), onDisk(readQuickDrawBin)],
  "drawings.ndjson": [
    Buffer.from('{"word":"cat","drawing":[[[1,2],[3,4]],[[5],[6]]]}\n{"word":"cat","drawing":[]}\n'),
    onDisk(readQuickDrawNdjson),
  ],
  runs: [
    Buffer.from("264"),
    (bytes) => rleDecode(rleFromString(Buffer.from(bytes).toString("latin1"), [3, 4], "runs")),
  ],
};

/** One to three changes: bytes flipped, cut off, left out, doubled, put in, or made as large as they get. */
function mutate(bytes: Uint8Array, generator: Generator): Uint8Array {
  const random = (below: number) => generator.randint(0, Math.max(1, below), 1)[0]!;
  let out = Buffer.from(bytes);
  for (let i = random(3); i >= 0; i--) {
    const [at, length] = [random(out.length), 1 + random(9)];
    const kind = random(7);
    if (kind === 0) out = out.subarray(0, at);
    else if (kind === 1) out = Buffer.concat([out.subarray(0, at), out.subarray(at + length)]);
    else if (kind === 2) out = Buffer.concat([out.subarray(0, at + length), out.subarray(at)]);
    else if (kind === 3)
      out = Buffer.concat([out.subarray(0, at), Buffer.alloc(length, random(256)), out.subarray(at)]);
    else if (kind === 4) out.fill(0xff, at, Math.min(out.length, at + length));
    else if (out.length > 0) out[at]! ^= 1 << random(8);
  }
  return out;
}

describe("damaged files", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "tsgrad-mutated-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it(`${EACH * Object.keys(formats).length} of them are at least 5,000`, () =>
    expect(EACH * Object.keys(formats).length).to.be.at.least(5000));

  for (const [name, [bytes, read]] of Object.entries(formats)) {
    it(`${name}: ${EACH} mutations are read or refused by name`, async () => {
      const generator = new Generator().manualSeed(name.length);
      const path = join(folder, name);
      await read(bytes, path);
      let refused = 0;
      for (let i = 0; i < EACH; i++) {
        rmSync(`${path}.out`, { recursive: true, force: true });
        const changed = mutate(bytes, generator);
        try {
          await read(changed, path);
        } catch (error) {
          refused++;
          const { message } = error as Error;
          if (!(error instanceof FormatError) || !message.startsWith(name))
            expect(message, `${(error as Error).stack}\nmutation ${i}`).to.match(new RegExp(`^${name}: `));
          expect(error, (error as Error).stack).not.to.be.instanceOf(TypeError);
          expect(readdirSync(folder).filter((file) => file !== name)).to.deep.equal([]);
        }
        rmSync(`${path}.out`, { recursive: true, force: true });
      }
      rmSync(path, { force: true });
      expect(refused, "some mutations must be noticed").to.be.above(name === "a.txt" || name === "a.csv" ? 20 : 60);
    });
  }
});
