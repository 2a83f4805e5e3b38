// Oracle: torchvision 0.29.1 (tests/goldens/vision/one_stage.py), whose documented GFLOPS are these MACs in 10^9.
import { counts, NAMES } from "./one-stage-suite.ts";

describe("counts of one-stage detectors, built without values", () => {
  for (const name of NAMES) it(name, () => counts(name));
});
