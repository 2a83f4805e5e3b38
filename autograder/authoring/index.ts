export type { Cases } from "./cases.ts";
export {
  type NestedNumbers,
  type TensorData,
  type TensorDtype,
  type TensorOptions,
  TensorValue,
  type Values,
} from "./tensorValue.ts";
export type {
  DefineTest,
  Handle,
  Random,
  Received,
  Remote,
  Sent,
  Student,
  TestContext,
  TestModule,
  TestOptions,
} from "./types.ts";
