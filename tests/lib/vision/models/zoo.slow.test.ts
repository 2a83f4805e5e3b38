import { LARGE, parity } from "./zoo-suite.ts";

describe("large models against torchvision", () => {
  for (const name of LARGE) describe(name, () => parity(name));
});
