import { ROWS } from "./weights-table.ts";

/** How images are prepared for a set of weights: resize, centre crop, then normalize. */
export interface InputTransform {
  resize: number;
  crop: number;
  interpolation: "bilinear" | "bicubic";
  mean: readonly number[];
  std: readonly number[];
}

/** Published values for a model's parameters. */
export interface WeightsEntry {
  model: string;
  name: string;
  /** The official file; its name ends in the first digits of its SHA-256. */
  url: string;
  classes: number;
  /**
   * As torchvision states them: per cent on ImageNet-1K (acc1, acc5), COCO with the labels of VOC (miou, pixelAcc), or COCO
   * (boxMap, maskMap, kpMap).
   */
  metrics: Readonly<Record<string, number>>;
  /** Megabytes of the file. */
  fileSize: number;
  /** None for detectors, which take images of any size in [0, 1] and prepare them themselves. */
  transform?: InputTransform;
  licence: string;
  source: string;
}

const LICENCE =
  "BSD-3-Clause (torchvision); trained on ImageNet-1K or COCO, whose images are for non-commercial research and education";
const SOURCE = "https://github.com/pytorch/vision";

const entries: readonly WeightsEntry[] = ROWS.map(({ file, images, ...row }) => ({
  ...row,
  url: `https://download.pytorch.org/models/${file}`,
  ...(images && { transform: { ...images, mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] } }),
  licence: LICENCE,
  source: SOURCE,
}));

/**
 * The published weights of a model, or of all models.
 *
 * @example
 * listWeights("resnet18").map(({ name }) => name); // [ "IMAGENET1K_V1" ]
 */
export function listWeights(model?: string): readonly WeightsEntry[] {
  return entries.filter((entry) => model === undefined || entry.model === model);
}

/** The entry that a model's `weights` names; undefined where it is a path. */
export function weightsEntry(model: string, weights: string): WeightsEntry | undefined {
  if (/\.(pth|pt|bin|safetensors)$/i.test(weights)) return undefined;
  const own = listWeights(model);
  const found = weights === "DEFAULT" ? own.at(-1) : own.find(({ name }) => name === weights);
  if (found) return found;
  const names = own.map(({ name }) => `"${name}"`).join(", ");
  throw new RangeError(
    `${model}: no weights "${weights}"; ` +
      (names ? `there are ${names} and "DEFAULT", or pass the path of a .pth file` : "pass the path of a .pth file"),
  );
}
