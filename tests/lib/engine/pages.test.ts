// Oracle: the kernel's own account of the process (/proc/self/smaps).
import { readFileSync } from "node:fs";
import { expect } from "chai";
import { device, tensor } from "../../../lib/index.ts";

/** Megabytes of TensorFlow's libraries that lie in memory and come straight from the files. */
function residentMB(): number {
  const maps = readFileSync("/proc/self/smaps", "utf8").split(/(?=^[0-9a-f]+-[0-9a-f]+ )/m);
  const of = (map: string, field: string) => Number(new RegExp(`^${field}:\\s+(\\d+)`, "m").exec(map)?.[1] ?? 0);
  const libraries = maps.filter((map) => /libtensorflow/.test(map.split("\n", 1)[0]!));
  return libraries.reduce((sum, map) => sum + of(map, "Rss") - of(map, "Anonymous"), 0) / 1024;
}

describe("TensorFlow's libraries in memory", () => {
  it("give back what only their loading needed, and go on computing", function () {
    if (process.platform !== "linux" || device() !== "cpu") this.skip();
    expect(tensor([1, 2]).add(1).sum().item()).to.equal(5);
    expect(residentMB()).to.be.within(1, 180);
  });
});
