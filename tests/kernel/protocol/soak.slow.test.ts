// Oracle: the kernel's own first cells, which need as much memory, and a fresh kernel, which is as quick.
import { expect } from "chai";
import { soak } from "./soak.ts";

describe("soak", function () {
  this.timeout(600_000);
  it("2,000 cells and 200 interrupts", async () => {
    const { memoryGrowth, latencyGrowth, rssMB, cellMs } = await soak({ count: 2000, interrupts: 200 });
    console.log(
      `      memory ${(memoryGrowth * 100).toFixed(1)}% (${rssMB} MB), latency ${(latencyGrowth * 100).toFixed(1)}% (${cellMs.toFixed(2)} ms)`,
    );
    expect(memoryGrowth).to.be.below(0.2);
    expect(latencyGrowth, `${cellMs} ms`).to.be.below(0.2);
  });
});
