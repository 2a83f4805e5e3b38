import { HistogramObserver } from "./histogram-observer.ts";
import {
  MovingAverageMinMaxObserver,
  MovingAveragePerChannelMinMaxObserver,
  type Observer,
  PerChannelMinMaxObserver,
} from "./observer.ts";

/** What observes the inputs and the weights of each layer. */
export interface QConfig {
  activation: () => Observer;
  /** @param axis the dimension of the layer's output channels */
  weight: (axis: number) => Observer;
}

/** For quantization after training: a histogram of the inputs, symmetric int8 weights, a scale for each output channel. */
export const defaultQConfig: QConfig = {
  activation: () => new HistogramObserver(),
  weight: (chAxis) => new PerChannelMinMaxObserver({ dtype: "qint8", qscheme: "perChannelSymmetric", chAxis }),
};

/** For training with rounding: moving averages. */
export const defaultQatQConfig: QConfig = {
  activation: () => new MovingAverageMinMaxObserver(),
  weight: (chAxis) =>
    new MovingAveragePerChannelMinMaxObserver({
      dtype: "qint8",
      qscheme: "perChannelSymmetric",
      averagingConstant: 1,
      chAxis,
    }),
};
