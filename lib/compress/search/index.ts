// Architecture search under a budget, EfficientNet's scaling, and what models really cost.
export {
  Comparison,
  type ComparisonRow,
  compareModels,
  type Latency,
  type LatencyOptions,
  measureLatency,
} from "./compare.ts";
export {
  type CompoundScaling,
  type CompoundScalingOptions,
  compoundScaling,
  scaleChannels,
  scaleRepeats,
} from "./compound-scaling.ts";
export { paretoFront, type Scored } from "./pareto.ts";
export { type Candidate, type SearchOptions, type SearchResult, searchArchitecture } from "./search.ts";
export type { Architecture, SearchSpace } from "./space.ts";
