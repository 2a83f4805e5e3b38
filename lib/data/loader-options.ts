import { checkOptions as checkOptionNames } from "../tensor/check.ts";
import { Tensor } from "../tensor/index.ts";
import type { DataLoaderOptions } from "./dataloader.ts";
import { Subset } from "./dataset.ts";

const OPTIONS = [
  "batchSize",
  "shuffle",
  "sampler",
  "batchSampler",
  "dropLast",
  "collateFn",
  "generator",
  "numWorkers",
  "prefetchFactor",
  "persistentWorkers",
  "workerModule",
];

/** Refuses options that contradict each other, and warns of those that harm an evaluation. */
export function checkOptions(dataset: object, options: DataLoaderOptions<unknown, unknown>): void {
  const given = (names: readonly (keyof typeof options)[]) => names.filter((name) => options[name]);
  if (typeof options !== "object" || options === null)
    throw new TypeError(`DataLoader: expected the options as an object, like { batchSize: 64 }, got ${options}`);
  checkOptionNames("DataLoader", options, OPTIONS);
  if (dataset instanceof Tensor)
    throw new TypeError("DataLoader: expected a dataset, got a tensor; wrap it: new TensorDataset(x, y)");
  const indexed = "get" in dataset;
  if (!indexed && !(Symbol.iterator in dataset) && !(Symbol.asyncIterator in dataset))
    throw new TypeError("DataLoader: expected a dataset with `length` and `get(index)`, or one that can be iterated");
  if (!indexed && given(["shuffle", "sampler", "batchSampler"]).length > 0)
    throw new TypeError(
      `DataLoader: a dataset without indices takes no ${given(["shuffle", "sampler", "batchSampler"])}`,
    );
  if (options.shuffle && options.sampler)
    throw new TypeError("DataLoader: pass shuffle or sampler, not both; the sampler sets the order");
  const excluded = given(["batchSize", "shuffle", "sampler", "dropLast"]);
  if (options.batchSampler && excluded.length > 0)
    throw new TypeError(`DataLoader: batchSampler already sets the batches; leave out ${excluded.join(" and ")}`);
  checkWorkers(indexed, options);
  warnOfEvaluation(dataset, options);
}

function checkWorkers(indexed: boolean, options: DataLoaderOptions<unknown, unknown>): void {
  const { numWorkers = 0, prefetchFactor = 2, workerModule } = options;
  if (!Number.isInteger(numWorkers) || numWorkers < 0 || numWorkers > 64)
    throw new RangeError(`DataLoader: expected numWorkers from 0 to 64, got ${numWorkers}`);
  if (!Number.isInteger(prefetchFactor) || prefetchFactor < 1)
    throw new RangeError(`DataLoader: expected prefetchFactor >= 1, got ${prefetchFactor}`);
  if (numWorkers > 0 && !indexed)
    throw new TypeError("DataLoader: a dataset without indices is read by one thread; leave out numWorkers");
  if (workerModule !== undefined && numWorkers === 0)
    throw new TypeError("DataLoader: workerModule is for workers; pass numWorkers as well");
}

/** The data sets of the library know which part they are. */
function warnOfEvaluation(dataset: object, { shuffle, dropLast }: DataLoaderOptions<unknown, unknown>): void {
  const known = dataset as { train?: unknown };
  if (dataset instanceof Subset) warnOfEvaluation(dataset.dataset as object, { shuffle, dropLast });
  if (known.train !== false) return;
  if (dropLast)
    console.warn("DataLoader: dropLast leaves samples of an evaluation set out, so its score is not of the whole set.");
  if (shuffle)
    console.warn(
      "DataLoader: shuffle changes nothing about an evaluation's score, and makes its order hard to compare.",
    );
}
