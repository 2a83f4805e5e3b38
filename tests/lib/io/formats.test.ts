// Oracle: files that PyTorch 2.13, safetensors 0.8 and numpy wrote (tests/goldens/io/make.py), with the values they hold.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import {
  encodeNpy,
  encodePth,
  encodeSafetensors,
  load,
  readNpy,
  readNpz,
  readPth,
  readSafetensors,
  SafetensorsFile,
  save,
} from "../../../lib/io/index.ts";
import * as nn from "../../../lib/nn/index.ts";
import * as optim from "../../../lib/optim/index.ts";
import { arange, full, type Tensor, tensor, zeros } from "../../../lib/tensor/index.ts";
import { files } from "./files.ts";

type Dict = Record<string, Tensor>;
const { values } = files;

function expectTensor(x: Tensor | undefined, dtype: string, shape: number[], data: readonly number[]): void {
  expect(x?.dtype).to.equal(dtype);
  expect(x!.shape).to.deep.equal(shape);
  expect([...x!.data]).to.deep.equal(data.map((value) => (dtype === "float32" ? Math.fround(value) : value)));
}

describe("PyTorch's files", () => {
  for (const name of ["checkpoint.pth", "checkpoint-legacy.pth"]) {
    it(`${name}: a model, its optimizer and scheduler go on from it`, () => {
      const saved = readPth(files.bytes(name)) as {
        model: nn.StateDict;
        optimizer: optim.OptimizerState;
        scheduler: optim.lrScheduler.SchedulerState;
        epoch: number;
      };
      const model = new nn.Sequential(
        new nn.Conv2d(1, 2, 3),
        new nn.BatchNorm2d(2),
        new nn.Flatten(),
        new nn.Linear(8, 3),
      );
      expect(model.loadStateDict(saved.model)).to.deep.equal({ missingKeys: [], unexpectedKeys: [] });
      expectTensor(model.parameters()[0], "float32", [2, 1, 3, 3], values.checkpoint.weights);
      expect((model.at(1) as nn.BatchNorm2d).numBatchesTracked!.item()).to.equal(3);
      const optimizer = new optim.Adam(model.parameters());
      optimizer.loadStateDict(saved.optimizer);
      expect(optimizer.paramGroups[0]!.lr).to.equal(values.checkpoint.lr);
      const state = optimizer.stateDict().state[0] as Dict;
      expect(state.step!.item()).to.equal(3);
      expectTensor(state.exp_avg, "float32", [2, 1, 3, 3], values.checkpoint.expAvg);
      const scheduler = new optim.lrScheduler.StepLR(optimizer, 2);
      scheduler.loadStateDict(saved.scheduler);
      expect(scheduler.lastEpoch).to.equal(saved.epoch);
    });
  }

  for (const name of ["mixed.pth", "mixed-protocol4.pth"]) {
    it(`${name}: every type, view and container`, () => {
      const saved = readPth(files.bytes(name)) as Dict & { tied: Tensor[]; nested: unknown[] };
      expectTensor(saved.f64, "float32", [1], [0.1]);
      expectTensor(saved.f16, "float32", [5], [...values.f16, Number.POSITIVE_INFINITY, 2 ** -24]);
      expectTensor(saved.bf16, "float32", [3], values.bf16);
      expectTensor(saved.i64, "int32", [3], [1, -(2 ** 31), 2 ** 31 - 1]);
      expectTensor(saved.i16, "int32", [2], [-300, 300]);
      expectTensor(saved.i8, "int32", [2], [-128, 127]);
      expectTensor(saved.u8, "uint8", [2], [0, 255]);
      expectTensor(saved.bool, "bool", [2], [1, 0]);
      expectTensor(saved.scalar, "float32", [], [3.25]);
      expectTensor(saved.empty, "float32", [0, 3], []);
      expectTensor(saved.transposed, "float32", [4, 3], [0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11]);
      expectTensor(saved.part, "float32", [2, 2], [5, 6, 9, 10]);
      expectTensor(saved.expanded, "float32", [2, 3], [1, 1, 1, 1, 1, 1]);
      expect(saved.param!.requiresGrad).to.equal(true);
      saved.tied[0]!.fill_(7);
      expectTensor(saved.tied[1], "float32", [2, 2], [7, 7, 7, 7]);
      expect(Object.hasOwn(saved, "__proto__")).to.equal(true);
      const [one, half, text, none, yes, pair, dict, big, minus, bytes, size] = saved.nested;
      expect([one, half, text, none, yes, pair]).to.deep.equal([1, 2.5, "text", null, true, [1, 2]]);
      expect([dict, big, minus, size]).to.deep.equal([{ a: { 1: "one" } }, 2 ** 40, -7, [2, 3]]);
      expect(bytes).to.deep.equal(Uint8Array.of(97, 98));
    });
  }
});

describe("numpy's numbers and arrays in PyTorch's files", () => {
  for (const name of ["numpy.pth", "numpy-legacy.pth", "numpy-protocol4.pth"]) {
    it(name, () => {
      const { loss, f32, f16, i64, big, u8, yes, swapped, history, ...rest } = readPth(files.bytes(name)) as Dict;
      expect([loss, f32, f16, i64, big]).to.deep.equal([0.1, Math.fround(0.1), 1.5, -3, 2n ** 60n]);
      expect([u8, yes, swapped, history]).to.deep.equal([255, true, 2.5, { losses: [1, 0.5] }]);
      expectTensor(rest.mean, "float32", [2], [0.485, 0.456]);
      expectTensor(rest.matrix, "int32", [2, 3], [0, 1, 2, 3, 4, 5]);
      expectTensor(rest["big endian"], "int32", [2], [1, 2]);
      expectTensor(rest.empty, "float32", [0, 2], []);
      expectTensor(rest.weight, "float32", [2], [1, 1]);
    });
  }
});

describe("our .pth files", () => {
  const tied = tensor([1, 2]);
  const value = {
    numbers: [0, 255, 256, -1, 2 ** 31, 2 ** 40, 0.5, -0, Number.NaN, Number.POSITIVE_INFINITY],
    nested: { list: [true, null, "ä"], byNumber: { 0: "zero", 12: "twelve" } },
    map: new Map<unknown, unknown>([["a", 1]]),
    tied: [tied, tied],
    bytes: Uint8Array.of(1, 2, 255),
    bool: tensor([true, false]),
    int: tensor([[1, 2]], { dtype: "int32" }),
    view: arange(6).float().reshape([2, 3]).t(),
    parameter: new nn.Parameter(tensor([3])),
    scalar: tensor(1.5),
    empty: zeros([0, 2]),
  };

  it("come back as they were", () => {
    const back = readPth(encodePth(value)) as typeof value & Dict;
    expect(back.numbers).to.deep.equal(value.numbers);
    expect(back.nested).to.deep.equal(value.nested);
    expect(back.map).to.deep.equal({ a: 1 });
    expect(back.tied[0]!._storage).to.equal(back.tied[1]!._storage);
    expectTensor(back.bytes as unknown as Tensor, "uint8", [3], [1, 2, 255]);
    expectTensor(back.bool, "bool", [2], [1, 0]);
    expectTensor(back.int, "int32", [1, 2], [1, 2]);
    expectTensor(back.view, "float32", [3, 2], [0, 3, 1, 4, 2, 5]);
    expectTensor(back.scalar, "float32", [], [1.5]);
    expectTensor(back.empty, "float32", [0, 2], []);
    expect(back.parameter.requiresGrad).to.equal(true);
  });

  it("refuse what no file can hold, naming where it stands", () => {
    const cycle: unknown[] = [];
    cycle.push(cycle);
    const cases: [unknown, string][] = [
      [{ model: new nn.ReLU() }, "save: value.model is a ReLU, which a file cannot hold; save its stateDict() instead"],
      [[() => 1], "save: value[0] is a function, which a file cannot hold; leave it out"],
      [{ when: new Date() }, "save: value.when is a Date, which a file cannot hold"],
      [cycle, "save: value[0] contains itself"],
    ];
    for (const [given, message] of cases) expect(() => encodePth(given)).to.throw(TypeError, message);
  });
});

describe("safetensors", () => {
  it("reads the reference implementation's files", () => {
    const read = readSafetensors(files.bytes("mixed.safetensors"));
    expectTensor(read.f16, "float32", [5], [...values.f16, Number.POSITIVE_INFINITY, 2 ** -24]);
    expectTensor(read.bf16, "float32", [3], values.bf16);
    expectTensor(read.i64, "int32", [3], [1, -(2 ** 31), 2 ** 31 - 1]);
    expectTensor(read.part, "float32", [2, 2], [5, 6, 9, 10]);
    expectTensor(read.empty, "float32", [0, 3], []);
  });

  it("writes its bytes", () => {
    const tensors = {
      "b.weight": arange(6).float().reshape([2, 3]),
      a: tensor([1, 2], { dtype: "int32" }),
      mask: tensor([true, false, true]),
      u: tensor([7], { dtype: "uint8" }),
      empty: zeros([0]),
    };
    const bytes = encodeSafetensors(tensors, { metadata: { format: "pt" } });
    expect(Buffer.from(bytes).toString("latin1")).to.equal(
      Buffer.from(files.bytes("own.safetensors")).toString("latin1"),
    );
  });

  it("reads one tensor at a time", () => {
    const file = new SafetensorsFile(files.bytes("own.safetensors"));
    expect(file.metadata).to.deep.equal({ format: "pt" });
    expect(file.keys().sort()).to.deep.equal(["a", "b.weight", "empty", "mask", "u"]);
    expect(file.info("b.weight")).to.deep.equal({ shape: [2, 3], dtype: "F32" });
    expectTensor(file.get("b.weight"), "float32", [2, 3], [0, 1, 2, 3, 4, 5]);
    expect(() => file.get("c")).to.throw(RangeError, 'the bytes: no tensor "c"; it holds');
    file.close();
  });
});

describe("numpy's files", () => {
  for (const name of files.names.filter((file) => file.endsWith(".npy") && !file.startsWith("hostile-"))) {
    it(name, () => {
      const x = readNpy(files.bytes(name));
      const [shape, data] = values[name]!;
      expect(x.shape).to.deep.equal(shape);
      expect([...x.data]).to.deep.equal(data);
    });
  }
  for (const name of ["stored.npz", "deflated.npz"]) {
    it(name, () => {
      const { images, labels } = readNpz(files.bytes(name));
      expectTensor(images, "uint8", [3, 4], new Array(12).fill(0));
      expectTensor(labels, "int32", [3], [1, 2, 3]);
    });
  }
  it("are written byte for byte", () => {
    expect(encodeNpy(arange(6).float().reshape([2, 3]))).to.deep.equal(files.bytes("f4.npy"));
    expect(encodeNpy(tensor([true, false]))).to.deep.equal(files.bytes("bool.npy"));
    expect(encodeNpy(tensor([[-1]], { dtype: "int32" }))).to.deep.equal(files.bytes("i4.npy"));
  });
});

describe("save and load", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "tsgrad-"));
  });
  after(() => rmSync(folder, { recursive: true }));

  for (const ending of [".pth", ".pt", ".safetensors", ".npz"]) {
    it(ending, () => {
      const path = join(folder, `model${ending}`);
      const model = new nn.Linear(3, 2);
      save(model.stateDict(), path);
      const other = new nn.Linear(3, 2);
      other.loadStateDict(load(path) as nn.StateDict);
      expect(other.weight.toArray()).to.deep.equal(model.weight.toArray());
    });
  }
  it(".npy", () => {
    const path = join(folder, "x.npy");
    save(full([2], 3), path);
    expectTensor(load(path) as Tensor, "float32", [2], [3, 3]);
  });
  it("refuse other endings and values", () => {
    expect(() => save(1, "x.json")).to.throw("save: expected a path that ends in .pth, .pt, .bin, .safetensors");
    expect(() => load("x")).to.throw("load: expected a path that ends in");
    expect(() => save({}, "x.npy")).to.throw("save: a .npy file holds one tensor, got object; several fit into .npz");
    expect(() => save("model.pth", {} as string)).to.throw("save: expected save(value, path), got object as path");
    expect(() => encodeSafetensors({ a: 1 } as never)).to.throw('safetensors hold tensors only, but "a" is number');
  });
});
