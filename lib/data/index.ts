import * as datasets from "./dataset.ts";
import * as tensors from "./tensor-dataset.ts";
import { portable } from "./workers/portable.ts";

portable(new URL("./dataset.ts", import.meta.url).href, datasets);
portable(new URL("./tensor-dataset.ts", import.meta.url).href, tensors);

export { type Collated, defaultCollate } from "./collate.ts";
export { type BatchIndices, DataLoader, type DataLoaderOptions } from "./dataloader.ts";
export { ConcatDataset, Dataset, type IterableDataset, Subset } from "./dataset.ts";
export { kFold, stratifiedSplit } from "./k-fold.ts";
export { plainSample } from "./plain-array.ts";
export type { LoaderState } from "./position.ts";
export { randomSplit } from "./random-split.ts";
export {
  BatchSampler,
  RandomSampler,
  type Sampler,
  SequentialSampler,
  SubsetRandomSampler,
  WeightedRandomSampler,
} from "./sampler.ts";
export {
  type ChannelStatistics,
  type ClassHistogram,
  type ClassSamples,
  channelStatistics,
  classHistogram,
  classSamples,
  type DuplicateOptions,
  type Duplicates,
  findDuplicates,
  type ImageDataset,
  type SizeDistribution,
  type Spread,
  sizeDistribution,
} from "./statistics/index.ts";
export { TensorDataset } from "./tensor-dataset.ts";
export { argumentsOf, portable } from "./workers/portable.ts";
