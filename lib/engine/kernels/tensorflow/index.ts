export { batchNormTrain, batchNormTrainGrad } from "./batch-norm.ts";
export { biasAdd, conv2d, conv2dFilterGrad, conv2dInputGrad, inputGradTakesSwapped } from "./conv2d.ts";
export { avgPool2d, avgPool2dGrad, maxPool2d, maxPool2dGrad } from "./pool2d.ts";
