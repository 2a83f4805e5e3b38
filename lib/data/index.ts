export { type Collated, defaultCollate } from "./collate.ts";
export { type BatchIndices, DataLoader, type DataLoaderOptions } from "./dataloader.ts";
export { ConcatDataset, Dataset, type IterableDataset, Subset } from "./dataset.ts";
export { kFold, stratifiedSplit } from "./k-fold.ts";
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
export { TensorDataset } from "./tensor-dataset.ts";
