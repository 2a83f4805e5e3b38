import { parity } from "./two-stage-suite.ts";

describe("small two-stage detectors against torchvision", () => {
  for (const name of ["small_mask", "small_keypoint"]) describe(name, () => parity(name));
  describe("with an image that has no objects", () => parity("small_mask_empty"));
});
