// Oracle: the behaviour the guides promise: samples, composition, errors, printing, worker threads, pictures, files.
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { Generator } from "../../../../lib/random/index.ts";
import { ones, tensor, zeros } from "../../../../lib/tensor/index.ts";
import { decodeImage, encodeJpeg, encodePng, transforms as t, tvTensors } from "../../../../lib/vision/index.ts";
import { boxesOn, maskOn, pixels } from "./suite.ts";

const { Image, Mask } = tvTensors;

describe("transforms on samples", () => {
  it("change the first tensor of a sample and leave labels alone", () => {
    const label = tensor([[[7]]]);
    const [image, same] = new t.Resize(4).forward([zeros([3, 8, 8]), label]);
    expect(image!.shape).to.deep.equal([3, 4, 4]);
    expect(same).to.equal(label);
  });

  it("change an Image wherever it stands, and no tensor then", () => {
    const label = zeros([1, 8, 8]);
    const sample = { label, image: new Image(zeros([3, 8, 8])) };
    const out = new t.Resize(4).forward(sample);
    expect(out.image).to.be.instanceOf(Image);
    expect(out.image.shape).to.deep.equal([3, 4, 4]);
    expect(out.label).to.equal(label);
  });

  it("give functions within a Compose tensors, and the generator to each transform", () => {
    const make = () => new t.Compose([new t.RandomHorizontalFlip(), (x) => x.float().div(2), new t.RandomCrop(4)]);
    const run = () => make().forward(pixels(1, [3, 9, 9]), { generator: new Generator().manualSeed(3) });
    expect(run().dtype).to.equal("float32");
    expect([...run().data]).to.deep.equal([...run().data]);
  });

  it("leave their input as it was", () => {
    const image = pixels(2, [3, 9, 9]);
    const before = [...image.data];
    for (const transform of [new t.RandomErasing({ p: 1 }), new t.RandomInvert({ p: 1 }), new t.RandAugment()])
      transform.forward(image);
    expect([...image.data]).to.deep.equal(before);
  });

  it("Normalize keeps the graph of an image that asks for its gradient", () => {
    const image = ones([1, 2, 2]).requiresGrad_();
    new t.Normalize([0.5], [0.25]).forward(image).sum().backward();
    expect([...image.grad!.data]).to.deep.equal([4, 4, 4, 4]);
  });

  it("SanitizeBoundingBoxes drops boxes with their labels and masks", () => {
    const boxes = new tvTensors.BoundingBoxes(
      [
        [0, 0, 4, 4],
        [3, 3, 3, 3],
        [1, 1, 3, 3],
      ],
      { canvasSize: [8, 8] },
    );
    const masks = new Mask({ data: new Uint8Array(3 * 64).fill(1), shape: [3, 8, 8] });
    const out = new t.SanitizeBoundingBoxes().forward({ boxes, masks, labels: [5, 6, 7] });
    expect(out.labels).to.deep.equal([5, 7]);
    expect(out.boxes.shape).to.deep.equal([2, 4]);
    expect(out.masks.shape).to.deep.equal([2, 8, 8]);
    const nested = new t.SanitizeBoundingBoxes().forward([{ boxes, labels: tensor([5, 6, 7]) }, 1] as const);
    expect([...nested[0].labels.data]).to.deep.equal([5, 7]);
  });

  it("ToPureTensor hands a loader tensors", () => {
    const out = new t.ToPureTensor().forward({ boxes: boxesOn(13, 17), masks: maskOn(13, 17) }) as unknown as Record<
      string,
      { shape: number[] }
    >;
    expect(out.boxes!.shape).to.deep.equal([3, 4]);
    expect(out.masks!.shape).to.deep.equal([2, 13, 17]);
  });

  it("warpAffine agrees with affine for the same matrix", () => {
    const image = pixels(3, [3, 13, 17], "float32");
    const [angle, tx, ty] = [0.3, 2, -1];
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    const [cx, cy] = [8, 6];
    const matrix = [
      [cos, -sin, cx + tx - cos * cx + sin * cy],
      [sin, cos, cy + ty - sin * cx - cos * cy],
    ];
    const own = t.functional.warpAffine(image, matrix, { interpolation: "bilinear" });
    const theirs = t.functional.affine(image, (angle * 180) / Math.PI, [tx, ty], 1, 0, { interpolation: "bilinear" });
    for (const [i, value] of own.data.entries()) expect(value).to.be.closeTo(theirs.data[i]!, 1e-4);
    const boxes = t.functional.warpAffine(boxesOn(13, 17), matrix);
    const wanted = t.functional.affine(boxesOn(13, 17), (angle * 180) / Math.PI, [tx, ty], 1, 0);
    for (const [i, value] of boxes.data.entries()) expect(value).to.be.closeTo(wanted.data[i]!, 1e-3);
  });
});

describe("printing and sending transforms", () => {
  const whole = new t.Compose([
    new t.RandomCrop(32, { padding: 4 }),
    new t.RandomApply([new t.GaussianBlur(3)], { p: 0.2 }),
    new t.ToTensor(),
  ]);

  it("print as the code that makes them", () => {
    expect(String(new t.Resize([4, 5], { antialias: false }))).to.equal("Resize([4, 5], { antialias: false })");
    expect(String(whole)).to.include("RandomCrop(32, { padding: 4 })").and.to.include("ToTensor()");
    expect(whole.toString().split("\n").length).to.be.greaterThan(3);
  });

  it("become data and transforms again, and refuse functions", () => {
    const spec = structuredClone(t.describeTransform(whole));
    expect(String(t.reviveTransform(spec))).to.equal(String(whole));
    expect(() => t.describeTransform(new t.Compose([(x) => x]))).to.throw(/function cannot be sent to a worker thread/);
  });

  it("run in a thread without the engine", () => {
    const plain = fileURLToPath(new URL("../../../../lib/vision/transforms/plain.ts", import.meta.url));
    const code = `
      const { Image, reviveTransform } = await import(${JSON.stringify(plain)});
      const spec = ${JSON.stringify(t.describeTransform(new t.Compose([new t.RandomResizedCrop(8), new t.RandAugment(), new t.ToTensor()])))};
      const out = reviveTransform(spec).forward(new Image({ data: new Uint8Array(300).fill(9), shape: [3, 10, 10] }));
      const loaded = process.getBuiltinModule("module").createRequire(${JSON.stringify(plain)});
      const engine = Object.keys(loaded.cache).filter((path) => /tfjs|koffi/.test(path));
      console.log(JSON.stringify({ shape: out.shape, dtype: out.dtype, engine }));`;
    const printed = execFileSync(process.execPath, ["--input-type=module", "--no-warnings", "-e", code], {
      encoding: "utf8",
    });
    expect(JSON.parse(printed)).to.deep.equal({ shape: [3, 8, 8], dtype: "float32", engine: [] });
  });

  it("preview shows the image before and after, once a seed", () => {
    const picture = t.preview(new t.RandomRotation(30), pixels(1, [3, 13, 17]), { seeds: [4, 5] });
    expect(picture.svg).to.include("before").and.to.include("seed 4").and.to.include("seed 5");
    const sample = { image: new Image(pixels(1, [3, 13, 17])), boxes: boxesOn(13, 17), masks: maskOn(13, 17) };
    expect(t.preview(new t.RandomHorizontalFlip(), sample).summary).to.equal("Grid of 8 images");
    const normalized = t.preview(
      new t.Compose([new t.ToTensor(), new t.Normalize([0.5], [0.1])]),
      pixels(1, [1, 9, 9]),
    );
    expect(normalized.toPng().length).to.be.greaterThan(100);
  });
});

describe("errors of transforms", () => {
  const wrong: [string, () => unknown, RegExp][] = [
    ["a size", () => new t.Resize(0), /size >= 1 or \[height, width\], got 0/],
    ["a grey image", () => new t.Resize(4).forward(zeros([8, 8])), /\[\.\.\., C, H, W\], got \[8, 8\].*unsqueeze\(0\)/],
    ["a small image", () => new t.RandomCrop(9).forward(zeros([3, 8, 8])), /at least 9x9, got 8x8.*padIfNeeded/],
    ["a class", () => new t.Compose([t.ToTensor as never]), /class ToTensor; write new ToTensor/],
    ["a probability", () => new t.RandomHorizontalFlip({ p: 2 }), /probability p in \[0, 1\], got 2/],
    [
      "sizes that differ",
      () => new t.RandomCrop(4).forward([zeros([3, 8, 8]), maskOn(9, 9)]),
      /one size, but TensorImage is 8x8 and Mask 9x9/,
    ],
    [
      "five crops of boxes",
      () => new t.FiveCrop(4).forward([zeros([3, 13, 17]), boxesOn(13, 17)]),
      /images only, got BoundingBoxes/,
    ],
    [
      "AutoAugment with masks",
      () => new t.AutoAugment().forward([zeros([3, 9, 9]), maskOn(9, 9)]),
      /image alone, got Mask/,
    ],
    ["IoU crop without boxes", () => new t.RandomIoUCrop().forward(zeros([3, 8, 8])), /got no boxes/],
    ["a single image for MixUp", () => new t.MixUp({ numClasses: 3 }).forward(zeros([3, 8, 8])), /expected a batch/],
    [
      "class numbers without numClasses",
      () => new t.CutMix().forward([zeros([2, 1, 4, 4]), tensor([0, 1])]),
      /numClasses/,
    ],
    [
      "reflecting too far",
      () => t.functional.pad(zeros([1, 3, 3]), 3, { paddingMode: "reflect" }),
      /at most 2 pixels of reflect/,
    ],
    ["an even kernel", () => new t.GaussianBlur(4), /odd kernelSize >= 1, got 4/],
    ["a hue", () => new t.ColorJitter({ hue: 0.7 }), /hue in \[-0.5, 0.5\]/],
  ];
  for (const [what, run, message] of wrong) it(`name ${what}`, () => expect(run).to.throw(message));
});

describe("image files", () => {
  it("PNG keeps every byte, in colour and in grey", async () => {
    for (const shape of [
      [3, 13, 17],
      [1, 13, 17],
      [4, 5, 6],
    ]) {
      const image = pixels(1, shape);
      const back = await decodeImage(await encodePng(image), { mode: "unchanged" });
      expect(back.shape).to.deep.equal(shape);
      expect([...back.data]).to.deep.equal([...image.data]);
    }
  });

  it("JPEG comes close, and RGB and GRAY set the channels", async () => {
    const image = tensor(new Uint8Array(3 * 16 * 16).fill(120)).reshape([3, 16, 16]);
    const file = await encodeJpeg(image, { quality: 95 });
    const back = await decodeImage(file);
    for (const value of back.data) expect(value).to.be.closeTo(120, 2);
    expect((await decodeImage(file, { mode: "GRAY" })).shape).to.deep.equal([1, 16, 16]);
    expect((await decodeImage(await encodePng(pixels(1, [1, 4, 4])))).shape).to.deep.equal([3, 4, 4]);
  });

  it("a damaged file is named", async () => {
    const file = await encodePng(pixels(1, [3, 40, 40]));
    const failure = await decodeImage(file.slice(0, 200)).then(() => "", String);
    expect(failure).to.match(/decodeImage: cannot decode 200 bytes/);
    await encodePng(zeros([3, 4, 4])).then(
      () => expect.fail("took floats"),
      (error) => expect(String(error)).to.match(/uint8 image.*got float32/),
    );
  });
});
