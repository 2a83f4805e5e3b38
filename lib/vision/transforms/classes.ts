// Every transform by its name: what `transforms` offers, and what `reviveTransform` makes from a name.
export { RandomAffine, RandomRotation, WarpAffine } from "./affine.ts";
export { AugMix, AutoAugment, RandAugment, TrivialAugmentWide } from "./auto-augment/index.ts";
export { GaussianBlur } from "./blur.ts";
export { ClampBoundingBoxes, ConvertBoundingBoxFormat, SanitizeBoundingBoxes } from "./boxes.ts";
export { ColorJitter, RandomPhotometricDistort } from "./color-jitter.ts";
export { Compose, Lambda, RandomApply, RandomChoice, RandomOrder } from "./compose.ts";
export { FiveCrop, TenCrop } from "./crops.ts";
export { RandomIoUCrop, RandomShortestSize, RandomZoomOut, ScaleJitter } from "./detection.ts";
export { ElasticTransform, RandomPerspective } from "./distort.ts";
export { RandomHorizontalFlip, RandomVerticalFlip } from "./flip.ts";
export { CutMix, MixUp } from "./mix.ts";
export { Normalize } from "./normalize.ts";
export { Pad } from "./pad.ts";
export { RandomCrop, RandomResizedCrop } from "./random-crop.ts";
export { RandomErasing } from "./random-erasing.ts";
export { CenterCrop, Resize } from "./resize.ts";
export { ToDtype, ToImage, ToPureTensor, ToTensor } from "./to-tensor.ts";
export {
  Grayscale,
  RandomAdjustSharpness,
  RandomAutocontrast,
  RandomEqualize,
  RandomGrayscale,
  RandomInvert,
  RandomPosterize,
  RandomSolarize,
} from "./tone.ts";
