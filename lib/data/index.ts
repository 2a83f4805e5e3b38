export { type Collated, defaultCollate } from "./collate.ts";
export { DataLoader, type DataLoaderOptions } from "./dataloader.ts";
export { ConcatDataset, Dataset, type IterableDataset, Subset } from "./dataset.ts";
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
