import { parity, SMALL } from "./zoo-suite.ts";

describe("small models against torchvision", () => {
  for (const name of SMALL) describe(name, () => parity(name));
});
