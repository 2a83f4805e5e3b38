import { Tensor } from "../../tensor/index.ts";
import { fromValues } from "../../tensor/internal.ts";
import { connectTensors } from "./bridge.ts";

connectTensors({
  isTensor: (value): value is Tensor => value instanceof Tensor,
  makeTensor: (data, shape, dtype) => fromValues(data, [...shape], dtype),
});
