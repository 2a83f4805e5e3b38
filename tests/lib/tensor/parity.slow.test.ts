// Oracle: PyTorch 2.13's goldens and central differences once more, on the devices that are not the first choice.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect } from "chai";

const project = fileURLToPath(new URL("../../..", import.meta.url));
const SUITES = [
  "tests/lib/tensor/goldens.test.ts",
  "tests/lib/tensor/autograd.test.ts",
  "tests/lib/nn/layers.test.ts",
  "tests/lib/nn/gradients.test.ts",
  "tests/lib/nn/training.test.ts",
  "tests/lib/optim/optimizers.test.ts",
];

interface Report {
  stats: { passes: number; failures: number };
  failures: { fullTitle: string; err: { message: string } }[];
}

describe("the suites on other devices", () => {
  for (const device of ["wasm", "js"]) {
    it(device, () => {
      const mocha = ["node_modules/mocha/bin/mocha.js", "--no-config", "--timeout", "120000", "--reporter", "json"];
      const { stdout, stderr } = spawnSync(process.execPath, [...mocha, ...SUITES], {
        cwd: project,
        env: { ...process.env, TSGRAD_DEVICE: device },
        encoding: "utf8",
        maxBuffer: 2 ** 28,
      });
      const start = stdout.indexOf('{\n  "stats"');
      expect(start, stderr).to.be.at.least(0);
      const { stats, failures } = JSON.parse(stdout.slice(start)) as Report;
      expect(failures.map(({ fullTitle, err }) => `${fullTitle}: ${err.message}`)).to.deep.equal([]);
      expect(stats.passes).to.be.at.least(1300);
    }).timeout(1_200_000);
  }
});
