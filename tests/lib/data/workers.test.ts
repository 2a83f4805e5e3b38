// Oracle: the loader without workers; for errors, what went wrong in the thread.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { ConcatDataset, DataLoader, type DataLoaderOptions, Subset, TensorDataset } from "../../../lib/data/index.ts";
import { defaultGenerator, Generator, manualSeed } from "../../../lib/random/index.ts";
import { arange, Tensor } from "../../../lib/tensor/index.ts";
import { FashionMNIST, transforms } from "../../../lib/vision/index.ts";
import { Squares } from "./squares.ts";

const leaveEarly = fileURLToPath(new URL("leave-early.ts", import.meta.url));
const workerModule = fileURLToPath(new URL("squares.ts", import.meta.url));

function plain(value: unknown): unknown {
  if (value instanceof Tensor)
    return [value.dtype, [...value.shape], createHash("md5").update(value.data).digest("hex")];
  return Array.isArray(value) ? value.map(plain) : value;
}

type Loader = DataLoader<unknown, unknown>;
const epochs = (loader: Loader, count = 2) => Array.from({ length: count }, () => Array.from(loader, plain));

function squares(options: DataLoaderOptions<never, unknown>, harm?: string): Loader {
  manualSeed(5);
  const settings = { batchSize: 4, shuffle: true, ...options };
  if (settings.numWorkers) Object.assign(settings, { workerModule });
  return new DataLoader(new Squares(harm) as never, settings as never);
}

describe("workers of a DataLoader", () => {
  const alone = () => epochs(squares({}));

  for (const options of [
    { numWorkers: 1 },
    { numWorkers: 2, prefetchFactor: 1 },
    { numWorkers: 2, persistentWorkers: true },
    { numWorkers: 3, prefetchFactor: 4 },
  ]) {
    it(`give the batches of the loader alone: ${JSON.stringify(options)}`, () => {
      const expected = alone();
      const after = [...defaultGenerator.rand(3)];
      const loader = squares(options);
      expect(epochs(loader)).to.deep.equal(expected);
      expect([...defaultGenerator.rand(3)]).to.deep.equal(after);
      loader.close();
    });
  }

  it("give them to `for await` too", async () => {
    const loader = squares({ numWorkers: 2 });
    const batches: unknown[] = [];
    for await (const batch of loader) batches.push(plain(batch));
    expect(batches).to.deep.equal(alone()[0]);
  });

  it("hand samples to a collateFn one by one", () => {
    const collateFn = (samples: unknown[]) => samples.map(plain);
    expect(epochs(squares({ numWorkers: 2, collateFn }))).to.deep.equal(epochs(squares({ collateFn })));
  });

  it("make the library's own datasets and transforms again", () => {
    const transform = new transforms.Compose([new transforms.ToTensor(), new transforms.Normalize([0.286], [0.353])]);
    const data = new FashionMNIST({ subset: true, train: false, transform });
    const part = new Subset(data, [5, 999, 7, 8, 3]);
    const both = new ConcatDataset([part, part]);
    for (const dataset of [data, part, both, new TensorDataset(arange(9).float().reshape([3, 3]), arange(3))]) {
      const run = (numWorkers: number) => epochs(new DataLoader(dataset as never, { batchSize: 100, numWorkers }), 1);
      expect(run(2)).to.deep.equal(run(0));
    }
  });

  it("go on in the middle of an epoch", () => {
    const whole = epochs(squares({ numWorkers: 2 }))[0]!;
    const first = squares({ numWorkers: 2 });
    let seen = 0;
    for (const _ of first) if (++seen === 3) break;
    const second = squares({ numWorkers: 2 });
    manualSeed(99);
    second.loadStateDict(first.stateDict());
    expect(epochs(second, 1)[0]).to.deep.equal(whole.slice(3));
  });

  const withHarm = (harm: string, run: () => void) => {
    process.env.SQUARES_HARM = harm;
    try {
      run();
    } finally {
      delete process.env.SQUARES_HARM;
    }
  };

  it("name the worker and the sample of an error", () =>
    withHarm("throw", () => {
      expect(() => epochs(squares({ numWorkers: 2, shuffle: false })))
        .to.throw(/^DataLoader: worker [01], sample 17: no such square$/)
        .with.property("cause")
        .that.has.property("stack")
        .that.contains("squares.ts");
    }));

  it("are missed when they end", () =>
    withHarm("exit", () => {
      expect(() => epochs(squares({ numWorkers: 2, shuffle: false }))).to.throw(
        /^DataLoader: worker [01] ended while it read sample 17; it was stopped, ran out of memory or called process.exit/,
      );
    }));

  it("may be left while they load", () => {
    const run = spawnSync(process.execPath, [leaveEarly], { encoding: "utf8", timeout: 60_000 });
    expect({ out: run.stdout, status: run.status, error: run.stderr }).to.deep.equal({
      out: "left\n",
      status: 0,
      error: "",
    });
  }).timeout(60_000);

  const refused: [string, () => unknown, string][] = [
    [
      "a class of one's own without a module",
      () => epochs(new DataLoader(new Squares() as never, { numWorkers: 2 })),
      "numWorkers: 2 needs a dataset that can be made again in another thread, but dataset is an object of class Squares, " +
        "which is defined in a cell or a file of yours. Put the dataset into a file, for example pets.ts with " +
        '`export default () => new Pets()`, and pass { workerModule: "./pets.ts" }; or leave out numWorkers',
    ],
    [
      "a transform that is a function",
      () => epochs(new DataLoader(new FashionMNIST({ subset: true, transform: (x) => x }) as never, { numWorkers: 1 })),
      "dataset[0].transform is a function, whose variables would stay behind",
    ],
    [
      "a module without a dataset",
      () => epochs(squares({ numWorkers: 1 }), 1) && broken(),
      "expected `export default` of a dataset",
    ],
    [
      "workers that read in turn",
      () => new DataLoader([1, 2] as never, { numWorkers: 1 }),
      "a dataset without indices is read by one thread",
    ],
    ["minus one worker", () => squares({ numWorkers: -1 }), "expected numWorkers from 0 to 64, got -1"],
    [
      "a module without workers",
      () => new DataLoader(new Squares(), { workerModule }),
      "workerModule is for workers; pass numWorkers as well",
    ],
  ];
  const broken = () =>
    epochs(
      new DataLoader(new Squares() as never, {
        numWorkers: 1,
        workerModule: fileURLToPath(new URL("broken.ts", import.meta.url)),
      }),
    );
  for (const [name, run, message] of refused) it(`refuse ${name}`, () => expect(run).to.throw(message));
});

describe("samples of a DataLoader", () => {
  it("depend on the loader's generator alone", () => {
    const run = (seed: number) => {
      const generator = new Generator().manualSeed(seed);
      manualSeed(seed * 7 + 1);
      return epochs(new DataLoader(new Squares() as never, { batchSize: 5, generator }), 1);
    };
    expect(run(1)).to.deep.equal(run(1));
    expect(run(1)).not.to.deep.equal(run(2));
  });

  it("of an evaluation set are not to be dropped or shuffled", () => {
    const said: string[] = [];
    const warn = console.warn;
    console.warn = (text: string) => said.push(text);
    try {
      const test = new FashionMNIST({ subset: true, train: false });
      new DataLoader(new Subset(test, [1, 2]), { shuffle: true, dropLast: true });
      new DataLoader(new FashionMNIST({ subset: true }), { shuffle: true, dropLast: true });
    } finally {
      console.warn = warn;
    }
    expect(said).to.have.length(2);
    expect(said[0]).to.contain("dropLast leaves samples of an evaluation set out");
    expect(said[1]).to.contain("shuffle changes nothing about an evaluation's score");
  });
});
