// Oracle: the kernel's own account of a process that did nothing else (/proc/PID/smaps).
import { execFileSync } from "node:child_process";
import { expect } from "chai";
import { device } from "../../../lib/index.ts";

const program = `
import { readFileSync } from "node:fs";
import { tensor } from ${JSON.stringify(new URL("../../../lib/index.ts", import.meta.url).href)};
const sum = tensor([1, 2]).add(1).sum().item();
console.log(JSON.stringify({ sum, maps: readFileSync("/proc/self/smaps", "utf8") }));
`;

/** Megabytes of TensorFlow's libraries that lie in memory and come straight from the files. */
function residentMB(maps: string): number {
  const of = (map: string, field: string) => Number(new RegExp(`^${field}:\\s+(\\d+)`, "m").exec(map)?.[1] ?? 0);
  const libraries = maps
    .split(/(?=^[0-9a-f]+-[0-9a-f]+ )/m)
    .filter((map) => /libtensorflow/.test(map.split("\n", 1)[0]!));
  return libraries.reduce((total, map) => total + of(map, "Rss") - of(map, "Anonymous"), 0) / 1024;
}

describe("TensorFlow's libraries in memory", () => {
  it("give back what only their loading needed, and go on computing", function () {
    if (process.platform !== "linux" || device() !== "cpu") this.skip();
    const output = execFileSync(process.execPath, ["--no-warnings", "--input-type=module", "-e", program], {
      encoding: "utf8",
      maxBuffer: 1e8,
    });
    const { sum, maps } = JSON.parse(output) as { sum: number; maps: string };
    expect(sum).to.equal(5);
    expect(residentMB(maps)).to.be.within(1, 100);
  });
});
