import { HUGE, parity } from "./zoo-suite.ts";

describe("huge models against torchvision", () => {
  for (const name of HUGE) describe(name, () => parity(name));
});
