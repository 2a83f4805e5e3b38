export { type ChannelStatistics, channelStatistics } from "./channels.ts";
export { type ClassHistogram, type ClassSamples, classHistogram, classSamples } from "./classes.ts";
export { type DuplicateOptions, type Duplicates, findDuplicates } from "./duplicates.ts";
export type { ImageDataset } from "./samples.ts";
export { type SizeDistribution, type Spread, sizeDistribution } from "./sizes.ts";
