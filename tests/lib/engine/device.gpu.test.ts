// Oracles: those of parity-suite.ts, the CPU's losses, and TensorFlow's own list of devices. Skipped where no GPU is there,
// and nowhere else: a GPU that cannot be used is a failure.
import { existsSync } from "node:fs";
import { expect } from "chai";
import { compile } from "../../../lib/compile.ts";
import { type DeviceName, device, engineReport, setDevice, tf } from "../../../lib/engine/index.ts";
import { CASES, trainingOf } from "./compile-cases.ts";
import { trainer } from "./networks.ts";
import { describeParity } from "./parity-suite.ts";

const present = existsSync("/proc/driver/nvidia/version") || existsSync("/dev/nvidiactl") || existsSync("/dev/dxg");

if (!present)
  describe("gpu", () => {
    it("NOT TESTED: this machine has no NVIDIA driver (no /proc/driver/nvidia/version, /dev/nvidiactl or /dev/dxg)", function () {
      console.warn("The GPU tests did not run: this machine has no NVIDIA driver.");
      this.skip();
    });
  });
else {
  describeParity("gpu");

  describe("training on gpu", () => {
    const chosen = device();
    before(() => setDevice("gpu"));
    after(() => setDevice(chosen));

    it("is the device that computes", () => {
      expect(device()).to.equal("gpu");
      expect(engineReport().tensorflowDevices.some((name) => /GPU:0$/.test(name))).to.equal(true);
      expect((tf.backend() as { isUsingGpuDevice?: boolean }).isUsingGpuDevice).to.equal(true);
    });

    it("finds the CPU's losses for 20 steps", async () => {
      const losses: number[][] = [];
      for (const name of ["cpu", "gpu"] as DeviceName[]) {
        await setDevice(name);
        const { step } = trainer();
        losses.push(Array.from({ length: 20 }, () => step().item()));
      }
      for (const [i, loss] of losses[0]!.entries())
        expect(losses[1]![i], `loss of step ${i}`).to.be.closeTo(loss, 1e-3 * Math.abs(loss));
    });

    for (const [name, make] of Object.entries(CASES))
      it(`compiled: ${name}`, () => {
        const losses = [false, true].map((compiled) => {
          const { step, batch } = trainingOf(make);
          const run = compiled ? compile(step) : step;
          return Array.from({ length: 20 }, () => run(...batch()).item());
        });
        for (const [i, loss] of losses[0]!.entries())
          expect(losses[1]![i], `loss of step ${i}`).to.be.closeTo(loss, 1e-4 * Math.abs(loss));
      });
  });
}
