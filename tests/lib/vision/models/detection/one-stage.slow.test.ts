import { NAMES, parity } from "./one-stage-suite.ts";

describe("one-stage detectors against torchvision", () => {
  for (const name of NAMES) describe(name, () => parity(name));
});
