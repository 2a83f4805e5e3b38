import { parity } from "./two-stage-suite.ts";

describe("two-stage detectors against torchvision", () => {
  for (const name of [
    "fasterrcnn_resnet50_fpn",
    "fasterrcnn_resnet50_fpn_v2",
    "fasterrcnn_mobilenet_v3_large_fpn",
    "fasterrcnn_mobilenet_v3_large_320_fpn",
    "maskrcnn_resnet50_fpn",
    "maskrcnn_resnet50_fpn_v2",
  ])
    describe(name, () => parity(name));
});
