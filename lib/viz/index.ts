export { Chart } from "./chart.ts";
export { type BarChartOptions, barChart } from "./charts/bar-chart.ts";
export { classDistribution } from "./charts/class-distribution.ts";
export { quantizationError, sparsityChart } from "./charts/compression.ts";
export { type ConfusionMatrixOptions, confusionMatrix } from "./charts/confusion-matrix.ts";
export { type EmbeddingOptions, embeddingScatter } from "./charts/embedding.ts";
export { classMetrics, confidenceHistogram, type ErrorOptions, mostConfused } from "./charts/errors.ts";
export { experimentComparison, gantt, type Task } from "./charts/experiments.ts";
export { channelMeans, classCounts, imageSizes } from "./charts/exploration.ts";
export { gradNormByLayer } from "./charts/grad-norm.ts";
export { type HistogramOptions, histogram } from "./charts/histogram.ts";
export {
  activationDistributions,
  gradientDistributions,
  layerDistributions,
  weightDistributions,
} from "./charts/layer-distributions.ts";
export { type LrFinderOptions, lrFinder, lrSchedule } from "./charts/learning-rate.ts";
export { type LineChartOptions, lineChart, type Series } from "./charts/line-chart.ts";
export { LiveChart, type LiveChartOptions, type LivePanel, liveChart } from "./charts/live-chart.ts";
export { type LossSurfaceOptions, lossSurface } from "./charts/loss-surface.ts";
export { type ModelGraphOptions, modelGraph } from "./charts/model-graph.ts";
export type { ChartOptions, Values } from "./charts/options.ts";
export { reliabilityDiagram } from "./charts/reliability-diagram.ts";
export { precisionRecallCurve, rocCurve, type Scores } from "./charts/threshold-curves.ts";
export {
  bubbleChart,
  paretoScatter,
  type SensitivityOptions,
  sensitivity,
  type Tradeoff,
  type TradeoffOptions,
} from "./charts/tradeoff.ts";
export { type Runs, type TrainingCurvesOptions, trainingCurves } from "./charts/training-curves.ts";
export { parameterTreemap } from "./charts/treemap.ts";
export { chartRules, checkChart } from "./check/check-chart.ts";
export type { Finding } from "./check/finding.ts";
export { misleadingPair } from "./check/misleading-pair.ts";
export { decimate, type Point } from "./decimate.ts";
export type { ImageModel } from "./explain/capture.ts";
export { type AttributionOptions, gradCam, saliency } from "./explain/grad-cam.ts";
export {
  augmentationGrid,
  type FeatureOptions,
  featureMaps,
  filters,
  maxActivatingPatches,
} from "./explain/pictures.ts";
export { anchors, type BoundingBoxOptions, type Boxes, boundingBoxes } from "./images/boxes.ts";
export { type ImageGridOptions, imageGrid, type Labels } from "./images/image-grid.ts";
export { type KeypointOptions, keypoints } from "./images/keypoints.ts";
export { type HeatmapOptions, heatmapOverlay, type MaskOptions, segmentationMask } from "./images/masks.ts";
export type { OverlayOptions } from "./images/overlay.ts";
export { Picture } from "./images/picture.ts";
export type { ArrayOfPixels, PixelRange } from "./images/pixels.ts";
export { duplicateGrid, type SampleGridOptions, sampleGrid } from "./images/sample-grids.ts";
export { type Pca, pca } from "./project/pca.ts";
export type { Rows } from "./project/points.ts";
export { type TsneOptions, tsne } from "./project/tsne.ts";
export { type UmapOptions, umap } from "./project/umap.ts";
export { config, palette } from "./theme.ts";
