// Oracle: PyTorch 2.13 CPU (tests/goldens/nn_layers.py): printed form, initial weights bit for bit, outputs, gradients and
// buffers to 1e-5.
import { type Case, check, readGoldens } from "./goldens.ts";

const FAMILIES = [
  "activation",
  "attention",
  "composite",
  "convolution",
  "dropout",
  "linear",
  "loss",
  "normalization",
  "pooling",
  "recurrent",
  "spatial",
];

for (const family of FAMILIES) {
  describe(`nn: ${family} as in PyTorch 2.13`, () => {
    for (const golden of readGoldens<Case[]>(`nn_${family}.json`)) it(golden.name, () => check(golden));
  });
}
