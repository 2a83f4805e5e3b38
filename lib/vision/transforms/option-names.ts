import { checkOptions } from "../../tensor/check.ts";

const probability = ["p"];
const warp = ["interpolation", "fill"];
const pad = ["fill", "paddingMode"];
const resize = ["interpolation", "antialias"];

/** The options of each transform that has any. */
const names: Readonly<Record<string, readonly string[]>> = {
  AugMix: [...warp, "severity", "mixtureWidth", "chainDepth", "alpha", "allOps"],
  AutoAugment: [...warp, "policy"],
  ColorJitter: ["brightness", "contrast", "saturation", "hue"],
  CutMix: ["numClasses", "alpha"],
  ElasticTransform: [...warp, "alpha", "sigma"],
  GaussianBlur: ["sigma"],
  Grayscale: ["numOutputChannels"],
  MixUp: ["numClasses", "alpha"],
  Pad: pad,
  RandAugment: [...warp, "numOps", "magnitude", "numMagnitudeBins"],
  RandomAdjustSharpness: probability,
  RandomAffine: [...warp, "translate", "scale", "shear", "center"],
  RandomApply: probability,
  RandomAutocontrast: probability,
  RandomChoice: probability,
  RandomCrop: [...pad, "padding", "padIfNeeded"],
  RandomEqualize: probability,
  RandomErasing: ["p", "scale", "ratio", "value"],
  RandomGrayscale: probability,
  RandomHorizontalFlip: probability,
  RandomInvert: probability,
  RandomIoUCrop: ["minScale", "maxScale", "minAspectRatio", "maxAspectRatio", "samplerOptions", "trials"],
  RandomPerspective: [...warp, "distortionScale", "p"],
  RandomPhotometricDistort: ["brightness", "contrast", "saturation", "hue", "p"],
  RandomPosterize: probability,
  RandomResizedCrop: [...resize, "scale", "ratio"],
  RandomRotation: [...warp, "expand", "center"],
  RandomShortestSize: [...resize, "maxSize"],
  RandomSolarize: probability,
  RandomVerticalFlip: probability,
  RandomZoomOut: ["fill", "sideRange", "p"],
  Resize: [...resize, "maxSize"],
  SanitizeBoundingBoxes: ["minSize", "minArea", "labels"],
  ScaleJitter: [...resize, "scaleRange"],
  TenCrop: ["verticalFlip"],
  ToDtype: ["scale"],
  TrivialAugmentWide: [...warp, "numMagnitudeBins"],
};

/** Refuses options, the last of the arguments, that the transform does not have; it would ignore them in silence. */
export function checkNames(transform: object, args: readonly unknown[]): void {
  const { name } = transform.constructor;
  const options = args.at(-1);
  const known = names[name];
  const plain = typeof options === "object" && options !== null && Object.getPrototypeOf(options) === Object.prototype;
  if (known && plain) checkOptions(name, options, known);
}
