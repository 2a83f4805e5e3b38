import { device, setDevice } from "../../../../../lib/index.ts";
import { parity } from "./two-stage-suite.ts";

describe("small two-stage detectors against torchvision", () => {
  for (const name of ["small_mask", "small_keypoint"]) describe(name, () => parity(name));
  describe("with an image that has no objects", () => parity("small_mask_empty"));

  describe("on wasm", () => {
    const usual = device();
    before(() => setDevice("wasm"));
    after(() => setDevice(usual));
    parity("small_mask");
  });
});
