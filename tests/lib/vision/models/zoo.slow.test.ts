import { LARGE, parity, SEGMENTERS, segmentation } from "./zoo-suite.ts";

describe("large models against torchvision", () => {
  for (const name of LARGE) describe(name, () => parity(name));
});

describe("segmenters against torchvision: names, shapes and scores", () => {
  for (const name of SEGMENTERS) it(name, () => segmentation(name));
});
