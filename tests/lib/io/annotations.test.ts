// Oracles: Pillow's PNG files and numpy's bytes (tests/goldens/io/make_data.py), the formats' own documents, and reading back.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect } from "chai";
import fc from "fast-check";
import {
  encodeIndexedPng,
  encodeVoc,
  encodeYolo,
  FormatError,
  parseCifar,
  parseCsv,
  parseVoc,
  parseYolo,
  readCoco,
  readIndexedPng,
  readNpz,
  readQuickDrawBin,
  readQuickDrawNdjson,
  streamCsv,
  type VocAnnotation,
  vocPalette,
} from "../../../lib/io/index.ts";
import { bytesOf, stored } from "./data-files.ts";

describe("masks in PNG files", () => {
  for (const [name, { size, indices }] of Object.entries(stored.png)) {
    it(`${name} keeps its indices`, () => {
      const image = readIndexedPng(bytesOf(name));
      expect([image.height, image.width]).to.deep.equal(size);
      expect(Buffer.from(image.indices).toString("base64")).to.equal(indices);
      expect(image.palette === undefined).to.equal(name === "grey.png");
    });
  }

  it("have VOC's colours", () => {
    expect(vocPalette().flat()).to.deep.equal(stored.vocPalette);
    expect(readIndexedPng(bytesOf("voc.png")).palette).to.deep.equal(vocPalette());
  });

  it("are written and read back", () => {
    const image = { width: 3, height: 2, indices: new Uint8Array([0, 1, 2, 255, 7, 0]), palette: vocPalette() };
    expect(readIndexedPng(encodeIndexedPng(image))).to.deep.equal(image);
  });

  it("in colour are refused", () =>
    expect(() => readIndexedPng(bytesOf("rgb.png"), { name: "rgb.png" })).to.throw(
      FormatError,
      "rgb.png: expected a mask with a palette or grey values of 1 to 8 bits, got colour type 2 with 8 bits",
    ));
});

describe("VOC annotations", () => {
  const xml = `<?xml version="1.0"?>
    <annotation><folder>VOC2007</folder><filename>000001.jpg</filename>
      <size><width>353</width><height>500</height><depth>3</depth></size><segmented>0</segmented>
      <object><name>dog</name><pose>Left</pose><truncated>1</truncated><difficult>0</difficult>
        <bndbox><xmin>48</xmin><ymin>240</ymin><xmax>195</xmax><ymax>371</ymax></bndbox></object>
      <object><name>a &amp; b</name><difficult>1</difficult>
        <bndbox><xmin>8.5</xmin><ymin>12</ymin><xmax>352</xmax><ymax>498</ymax></bndbox>
        <part><name>head</name><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>2</xmax><ymax>2</ymax></bndbox></part></object>
    </annotation>`;

  it("are read as their document says", () => {
    expect(parseVoc(xml)).to.deep.equal({
      filename: "000001.jpg",
      width: 353,
      height: 500,
      depth: 3,
      segmented: false,
      objects: [
        { name: "dog", pose: "Left", truncated: true, difficult: false, box: [48, 240, 195, 371] },
        { name: "a & b", pose: "", truncated: false, difficult: true, box: [8.5, 12, 352, 498] },
      ],
    });
  });

  it("are written and read back", () => {
    const annotation: VocAnnotation = parseVoc(xml);
    expect(parseVoc(encodeVoc(annotation))).to.deep.equal(annotation);
  });

  const refused: [string, string, string][] = [
    ["entities", `<!DOCTYPE a [<!ENTITY x "y">]><annotation/>`, "refused to read XML with a document type"],
    [
      "external entities",
      `<!DOCTYPE a SYSTEM "file:///etc/passwd"><annotation/>`,
      "refused to read XML with a document type",
    ],
    ["deep nesting", "<a>".repeat(5000) + "</a>".repeat(5000), "the XML is damaged"],
    ["unclosed elements", "<annotation><size>", "the XML is damaged"],
    ["something else", "<html></html>", "expected an <annotation>"],
    ["a size that is no number", xml.replace("353", "wide"), 'expected a number as size/width, got "wide"'],
    [
      "a box without an edge",
      xml.replace("<xmin>48</xmin>", ""),
      "expected a number as object 0: bndbox/xmin, got nothing",
    ],
    ["oversized files", " ".repeat(2 ** 23 + 1), "expected at most 8388608 bytes of XML"],
  ];
  for (const [name, text, message] of refused)
    it(`refuses ${name}`, () =>
      expect(() => parseVoc(text, { name: "a.xml" }))
        .to.throw(FormatError)
        .with.property("message")
        .that.contains(`a.xml: ${message}`));
});

describe("YOLO labels", () => {
  it("are read as boxes and outlines", () => {
    expect(parseYolo("3 0.5 0.25 1 .5\r\n\n0 0 0 1 0 1 1\n")).to.deep.equal([
      { class: 3, centre: [0.5, 0.25], size: [1, 0.5] },
      { class: 0, centre: [0.5, 0.5], size: [1, 1], polygon: [0, 0, 1, 0, 1, 1] },
    ]);
  });

  it("are read back equal", () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true }).map((value) => value + 0);
    const boxes = fc.array(
      fc.record({ class: fc.nat(99), centre: fc.tuple(share, share), size: fc.tuple(share, share) }),
    );
    fc.assert(
      fc.property(boxes, (list) => {
        expect(parseYolo(encodeYolo(list))).to.deep.equal(list);
      }),
      { seed: 2 },
    );
  });

  for (const [line, message] of [
    ["1.5 0 0 1 1", "line 1: expected a class number first"],
    ["1 0 0 1 1.5", "line 1: expected shares from 0 to 1"],
    ["1 0 0 1", "line 1: expected four shares, or three points and more"],
  ] as const)
    it(`refuses ${line}`, () => expect(() => parseYolo(line)).to.throw(FormatError, message));
});

describe("CSV", () => {
  it("makes numbers of numbers, and follows quotes", () => {
    expect(parseCsv('name,score,zip\n"Ada, ""L""",1e3,007a\nBob,-.5,\n')).to.deep.equal([
      { name: 'Ada, "L"', score: 1000, zip: "007a" },
      { name: "Bob", score: -0.5, zip: "" },
    ]);
    expect(parseCsv("1;2\n", { delimiter: ";", columns: ["a", "b"], text: true })).to.deep.equal([{ a: "1", b: "2" }]);
    expect(parseCsv(gzipSync("\ufeffa\n1\n"))).to.deep.equal([{ a: 1 }]);
  });

  it("streams rows", async () => {
    const folder = mkdtempSync(join(tmpdir(), "tsgrad-"));
    try {
      const path = join(folder, "a.csv");
      writeFileSync(path, `a,b\n${"1,2\n".repeat(5000)}`);
      let rows = 0;
      for await (const { a, b } of streamCsv(path)) rows += Number(a) + Number(b) === 3 ? 1 : 0;
      expect(rows).to.equal(5000);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  for (const [name, text] of [
    ["rows of two lengths", "a,b\n1\n"],
    ["an open quote", 'a,b\n"1,2\n'],
    ["a record without end", `a\n"${"x".repeat(2 ** 20 + 9)}"\n`],
    ["a column called __proto__", "__proto__\n1\n"],
  ] as const)
    it(`refuses ${name}`, () => expect(() => parseCsv(text, { name: "a.csv" })).to.throw(FormatError, /^a\.csv: /));
});

describe("CIFAR's binary version", () => {
  it("is labels and planes of pixels", () => {
    const ten = bytesOf("cifar10.bin");
    const { images, labels } = parseCifar(ten);
    expect([...labels]).to.deep.equal([3, 0, 9, 1]);
    expect([...images.subarray(3072, 2 * 3072)]).to.deep.equal([...ten.subarray(3074, 2 * 3073)]);
    const hundred = parseCifar(bytesOf("cifar100.bin"), { classes: 100 });
    expect([[...hundred.labels], [...hundred.coarse!]]).to.deep.equal([
      [99, 0, 41],
      [19, 0, 4],
    ]);
  });

  it("refuses other lengths and classes", () => {
    expect(() => parseCifar(new Uint8Array(3072))).to.throw(FormatError, "expected records of 3073 bytes, got 3072");
    expect(() => parseCifar(new Uint8Array(3073).fill(10))).to.throw(
      FormatError,
      "expected classes below 10 in record 0",
    );
  });
});

it("npz archives of numpy are read", () => {
  const { images, labels } = readNpz(bytesOf("arrays.npz"));
  expect([images!.shape, labels!.toArray()]).to.deep.equal([
    [2, 3, 4],
    [0, 1],
  ]);
});

describe("Quick, Draw! drawings", () => {
  const strokes = [
    { x: [0, 255], y: [3, 4] },
    { x: [9], y: [8] },
  ];
  /** struct.pack("Q2sbIH", ...) and the strokes, as the format's Python example unpacks them. */
  const packed = Buffer.concat([
    Buffer.from([1, 2, 3, 4, 5, 6, 7, 8]),
    Buffer.from("DE"),
    Buffer.from([1, 0, 0, 0, 0, 2, 0]),
    Buffer.from([2, 0, 0, 255, 3, 4]),
    Buffer.from([1, 0, 9, 8]),
  ]);

  it("are read from .bin", () => {
    const drawing = { strokes, recognized: true, countryCode: "DE" };
    expect(readQuickDrawBin(Buffer.concat([packed, packed]))).to.deep.equal([drawing, drawing]);
    expect(readQuickDrawBin(Buffer.concat([packed, packed]), { limit: 1 })).to.deep.equal([drawing]);
    expect(() => readQuickDrawBin(packed.subarray(0, -1))).to.throw(FormatError, "the bytes: expected 1 bytes at 26");
  });

  it("are read from .ndjson", () => {
    const line = JSON.stringify({
      word: "cat",
      countrycode: "VE",
      recognized: false,
      drawing: strokes.map(({ x, y }) => [x, y]),
    });
    expect(readQuickDrawNdjson(Buffer.from(`${line}\n${line}\n`))).to.deep.equal(
      Array(2).fill({ strokes, recognized: false, countryCode: "VE", word: "cat" }),
    );
    expect(() => readQuickDrawNdjson(Buffer.from(`${line}\n{"drawing":[[[1],[]]]}`))).to.throw(
      FormatError,
      "the bytes: line 2: stroke 0: expected as many x as y",
    );
    expect(() => readQuickDrawNdjson(Buffer.from(`{"drawing":${"[".repeat(5000)}${"]".repeat(5000)}}`))).to.throw(
      FormatError,
      "expected JSON nested at most 8 deep",
    );
  });
});

describe("COCO files", () => {
  const image = { id: 1, file_name: "a.jpg", width: 4, height: 3 };
  const category = { id: 7, name: "cat" };
  const annotation = { id: 5, image_id: 1, category_id: 7, bbox: [0, 0, 2, 2], segmentation: [[0, 0, 2, 0, 2, 2]] };
  const file = (changes: object) =>
    Buffer.from(JSON.stringify({ images: [image], annotations: [annotation], categories: [category], ...changes }));

  it("are read", () => expect(readCoco(file({})).annotations[0]!.bbox).to.deep.equal([0, 0, 2, 2]));

  const refused: [string, Uint8Array, string][] = [
    ["a list", Buffer.from("[]"), "expected an object with a list of images"],
    ["an id that is there twice", file({ images: [image, image] }), "images[1]: id 1 is there twice"],
    ["an image without a size", file({ images: [{ ...image, width: 0 }] }), "images[0]: expected a file_name"],
    [
      "an annotation of no image",
      file({ annotations: [{ ...annotation, image_id: 3 }] }),
      "annotations[0]: there is no image 3",
    ],
    ["an annotation of no category", file({ categories: [] }), "annotations[0]: there is no category 7"],
    [
      "half a box",
      file({ annotations: [{ ...annotation, bbox: [1, 2] }] }),
      "annotations[0]: expected bbox as [x, y, width, height]",
    ],
    [
      "a point",
      file({ annotations: [{ ...annotation, segmentation: [[1, 2]] }] }),
      "annotations[0]: expected polygons",
    ],
    [
      "runs that do not fill the mask",
      file({ annotations: [{ ...annotation, segmentation: { size: [3, 4], counts: [1] } }] }),
      "annotations[0]: expected runs that sum to 3 x 4 pixels, got 1",
    ],
    ["deep nesting", Buffer.from("[".repeat(1e6) + "]".repeat(1e6)), "expected JSON nested at most 64 deep, got more"],
    ["other encodings", new Uint8Array([0x22, 0xff, 0x22]), "expected JSON in UTF-8"],
  ];
  for (const [name, bytes, message] of refused)
    it(`refuses ${name}`, () => {
      expect(() => readCoco(bytes, { name: "a.json" })).to.throw(FormatError, message);
    });
});
